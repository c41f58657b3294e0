/** Ctrl-C and SIGTERM leave nothing of a script behind: no process and no folder. */
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../test/support/eventually.ts";
import { redisServerPath, redisSkipNote } from "../test/support/redis-server.ts";

const HERE = import.meta.dir;
const SCRIPT = `
import { exitOnSignals, temporaryFolder } from ${JSON.stringify(join(HERE, "exit-on-signals.ts"))};
import { startRedisServer } from ${JSON.stringify(join(HERE, "../test/support/redis-server.ts"))};
exitOnSignals();
const folder = temporaryFolder("sidetone-signals-");
const { pid } = await startRedisServer({ keepIn: folder, ownGroup: true });
console.log(JSON.stringify({ pid, folder }));
await Bun.sleep(3_600_000);
`;

const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    // No process has this id.
    return false;
  }
};

test.skipIf(redisServerPath === null).each([
  ["SIGTERM", 143],
  ["SIGINT", 130],
] as const)(
  `%s ends what the script has started, and removes its folder${redisSkipNote}`,
  async (signal, status) => {
    const script = Bun.spawn([process.execPath, "--no-env-file", "-e", SCRIPT], { stdout: "pipe" });
    const reader = script.stdout.getReader();
    const { value } = await reader.read();
    const { pid, folder } = JSON.parse(new TextDecoder().decode(value)) as { pid: number; folder: string };
    expect(isRunning(pid)).toBe(true);
    script.kill(signal);
    expect(await script.exited).toBe(status);
    await eventually(() => !isRunning(pid));
    expect(existsSync(folder)).toBe(false);
  },
  600_000,
);
