/** Data that earlier versions wrote (test/fixtures/), laid out again where the present version looks for it. */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Redis from "ioredis";
import { type Clock, systemClock } from "../../src/base/clock.ts";
import type { HistoryEntry, StoredCall } from "../../src/storage/port.ts";

const FIXTURES = join(import.meta.dir, "../fixtures");
const FIRST = join(FIXTURES, "f00d684");
const SECOND = join(FIXTURES, "2e2b439");

/** The calls of each database by the state they were left in. */
export type FormerCallName =
  | "ended-five9"
  | "faults-five9"
  | "ended-vaic"
  | "streaming"
  | "held"
  | "stopped"
  | "grace"
  | "live-vaic"
  | "awaiting"
  | "recovering"
  | "opening";

/** Those of version 2e2b439, each after its version's name. */
export type LaterCallName =
  | "2e2b439/ended-five9"
  | "2e2b439/ended-vaic"
  | "2e2b439/ended-vaic-audio"
  | "2e2b439/streaming"
  | "2e2b439/live-vaic"
  | "2e2b439/live-vaic-audio";

export const FORMER_BUNDLES = [
  "f00d684/five9",
  "f00d684/five9-with-faults",
  "f00d684/five9-live",
  "f00d684/audiocodes",
  "2e2b439/ended-five9",
  "2e2b439/ended-vaic",
  "2e2b439/ended-vaic-audio",
  "2e2b439/streaming",
] as const;

export const formerCallKeys: Record<"embedded" | "redis", Record<FormerCallName, string>> = await Bun.file(
  join(FIRST, "call-keys.json"),
).json();

/** A row of the embedded database and its lines. */
export function formerCall(
  name: FormerCallName | LaterCallName,
): Promise<{ call: StoredCall; history: HistoryEntry[] }> {
  const [version = "", call] = name.includes("/") ? name.split("/") : ["f00d684", name];
  return Bun.file(join(FIXTURES, version, "calls", `${call}.json`)).json();
}

export function formerBundleText(name: (typeof FORMER_BUNDLES)[number]): Promise<string> {
  const [version = "", bundle] = name.split("/");
  return Bun.file(join(FIXTURES, version, "bundles", `${bundle}.json`)).text();
}

/** When version f00d684 was killed: its jobs are kept for a day or a week from then. */
const KILLED_AT_MS = Date.UTC(2026, 10, 26, 1, 30);
const LOADED_AT_MS = systemClock.now();
/** Runs on from the moment when version f00d684 was killed, so that nothing of its data is too old, whatever the date. */
export const formerClock: Clock = {
  ...systemClock,
  now: () => KILLED_AT_MS + systemClock.now() - LOADED_AT_MS,
};

/** A new data directory with the embedded database of version f00d684 in its folder postgres/. Its caller removes it. */
export function unpackFormerDirectory(): Promise<string> {
  return unpack(join(FIRST, "postgres.tar.zst"));
}

/** The same with the records of version 2e2b439; its job queues are left out. */
export function unpackFormerRecords(): Promise<string> {
  return unpack(join(SECOND, "records.tar.zst"));
}

async function unpack(file: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "sidetone-former-"));
  const tar = await Bun.zstdDecompress(await Bun.file(file).bytes());
  const unpacking = Bun.spawn(["tar", "-xf", "-", "-C", directory], { stdin: tar, stderr: "pipe" });
  if ((await unpacking.exited) !== 0)
    throw new Error(`tar failed: ${await new Response(unpacking.stderr).text()}`);
  return directory;
}

/** Fills an empty Redis with what version f00d684 had written. */
export async function fillFormerRedis(redisUrl: string): Promise<void> {
  const packed = await Bun.file(join(FIRST, "redis-commands.jsonl.zst")).bytes();
  const lines = (await Bun.zstdDecompress(packed)).toString("utf8").trimEnd().split("\n");
  const client = new Redis(redisUrl);
  try {
    await Promise.all(
      lines.map((line) => {
        const [command = "", ...parts] = JSON.parse(line) as string[];
        return client.call(command, ...parts);
      }),
    );
  } finally {
    client.disconnect();
  }
}
