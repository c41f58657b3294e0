/** Waits until a process of somebody else listens. */
import type { Subprocess } from "bun";

const LISTEN_DEADLINE_MS = 60_000;
const LOOK_MS = 20;

/** Throws where it ends before, or takes longer than a minute. */
export async function listening(
  port: number,
  child: Pick<Subprocess, "exitCode">,
  name: string,
): Promise<void> {
  const startedAt = performance.now();
  while (!(await listens(port))) {
    if (child.exitCode !== null) throw new Error(`${name} ended with code ${child.exitCode}`);
    if (performance.now() - startedAt > LISTEN_DEADLINE_MS) throw new Error(`${name} did not listen in time`);
    await Bun.sleep(LOOK_MS);
  }
}

async function listens(port: number): Promise<boolean> {
  try {
    const socket = await Bun.connect({ hostname: "127.0.0.1", port, socket: { data() {} } });
    socket.end();
    return true;
  } catch {
    return false;
  }
}
