import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CALL, closeLeg, createCallFixture, openLeg } from "../../test/support/call-fixture.ts";
import { recordedBundle } from "../../test/support/recorded-bundle.ts";

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sidetone-replay-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function writeBundle(name: string, change: (text: string) => string = (text) => text): Promise<string> {
  const call = createCallFixture();
  call.deliver(openLeg("a", "agent"));
  await call.settle();
  call.deliver(closeLeg("a", "agent"));
  call.clock.increment(15_000);
  await call.settle();
  const path = join(directory, name);
  await Bun.write(path, change(JSON.stringify(await recordedBundle(call.store, CALL.callKey))));
  return path;
}

/** As a person runs it. */
async function replay(...paths: string[]) {
  const run = Bun.spawn([process.execPath, "run", "replay", ...paths], {
    cwd: join(import.meta.dir, "../.."),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err] = await Promise.all([new Response(run.stdout).text(), new Response(run.stderr).text()]);
  return { exitCode: await run.exited, out, err };
}

describe("bun run replay", () => {
  test("ends with 0 where the charts of today do the same", async () => {
    const { exitCode, out } = await replay(await writeBundle("same.json"));
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^call: \d+ events, same$/m);
    expect(out).toMatch(/^participant:agent: \d+ events, same$/m);
    expect(out.trim()).toEndWith("what was recorded.");
  });

  test("ends with 1 and names the first line that differs", async () => {
    const path = await writeBundle("other.json", (text) => text.replaceAll('"grace"', '"elsewhere"'));
    const { exitCode, out } = await replay(path);
    expect(exitCode).toBe(1);
    expect(out).toMatch(
      /line \d+, leg\.closed: state afterwards\n +recorded: .*elsewhere.*\n +today: .*grace/,
    );
  });

  test("ends with 2 for anything but a bundle, and without a file", async () => {
    const path = join(directory, "text.json");
    await Bun.write(path, "not a bundle");
    expect(await replay(path)).toMatchObject({ exitCode: 2, err: expect.stringContaining("not JSON") });
    expect((await replay(join(directory, "missing.json"))).exitCode).toBe(2);
    expect((await replay()).exitCode).toBe(2);
  });
});
