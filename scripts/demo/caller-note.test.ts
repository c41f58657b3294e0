/** The demo's note for callers: found at its own address only, private, and gone with the demo. */
import { afterEach, expect, test } from "bun:test";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { leaveCallerNote, trustTokenOfDemo } from "./caller-note.ts";

const directory = await mkdtemp(join(tmpdir(), "sidetone-note-"));
afterEach(() => rm(directory, { recursive: true, force: true }));

test("a caller finds the token of the demo at its address, and of no other server", async () => {
  const takeAway = await leaveCallerNote(directory, { grpcAddress: "127.0.0.1:50051", trustToken: "t1" });
  expect(await trustTokenOfDemo("127.0.0.1:50051", [directory])).toBe("t1");
  expect(await trustTokenOfDemo("127.0.0.1:50052", [directory])).toBeUndefined();
  expect((await stat(join(directory, "caller.json"))).mode & 0o077).toBe(0);
  await takeAway();
  expect(await trustTokenOfDemo("127.0.0.1:50051", [directory])).toBeUndefined();
});
