import { expect, test } from "bun:test";
import { eventually } from "../../test/support/eventually.ts";
import { runProcess } from "./run-process.ts";

const bun = (script: string, limitMs = 300_000) =>
  runProcess({ command: [process.execPath, "-e", script], cwd: import.meta.dir, limitMs });

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("the exit code and both streams are reported", async () => {
  const end = await bun("console.log('out'); console.error('err'); process.exitCode = 4");
  expect(end.exitCode).toBe(4);
  expect(end.timedOut).toBe(false);
  expect(end.output).toContain("out");
  expect(end.output).toContain("err");
});

test("a crash by signal has no exit code", async () => {
  expect((await bun("process.kill(process.pid, 'SIGKILL')")).exitCode).toBeNull();
});

test("at the limit the process ends together with what it started", async () => {
  const end = await bun(
    "const child = Bun.spawn(['sleep', '60']); console.log(child.pid); await child.exited",
    400,
  );
  expect(end.timedOut).toBe(true);
  const grandchild = Number(end.output.trim());
  expect(grandchild).toBeGreaterThan(0);
  // Its new parent may collect it a moment later.
  await eventually(() => !isRunning(grandchild));
});

test("a process left behind does not hold up the one that ended", async () => {
  const end = await bun("Bun.spawn(['sleep', '3600'], { stdout: 'inherit' }).unref(); process.exit(0)");
  expect(end.exitCode).toBe(0);
  expect(end.timedOut).toBe(false);
});
