/** Runs one child process to its end or to its deadline, with everything it started. */

/** How a child process ended and what it wrote. */
export interface ProcessEnd {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  readonly durationMs: number;
  /** Processor time of the process and of all that it started and waited for. */
  readonly cpuMs: number;
  /** Standard output and error in the order they were written, at most OUTPUT_LIMIT_BYTES of it. */
  readonly output: string;
}

/** What to run and for how long. */
export interface ProcessOptions {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly limitMs: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const OUTPUT_LIMIT_BYTES = 4_000_000;
/** Time a process group has between the request to end and the order to. */
const GRACE_MS = 3_000;

const groups = new Set<number>();

/**
 * Runs a command in a process group of its own. At the limit the whole group is asked to end and, after a grace time,
 * killed, so a hanging test takes its browser and its servers with it.
 */
export async function runProcess(options: ProcessOptions): Promise<ProcessEnd> {
  const startedAt = performance.now();
  const child = Bun.spawn([...options.command], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    detached: true,
  });
  groups.add(child.pid);
  const output = new Output();
  const reading = Promise.all([output.readFrom(child.stdout), output.readFrom(child.stderr)]);
  let timedOut = false;
  let killTimer: ReturnType<typeof setTimeout> | undefined;
  const limitTimer = setTimeout(() => {
    timedOut = true;
    signalGroup(child.pid, "SIGTERM");
    killTimer = setTimeout(() => signalGroup(child.pid, "SIGKILL"), GRACE_MS);
  }, options.limitMs);
  await child.exited;
  clearTimeout(limitTimer);
  clearTimeout(killTimer);
  // What the child left behind would keep the pipes open and the machine busy.
  signalGroup(child.pid, "SIGKILL");
  await settledWithin(GRACE_MS, reading);
  groups.delete(child.pid);
  return {
    exitCode: child.signalCode === null ? child.exitCode : null,
    timedOut,
    durationMs: performance.now() - startedAt,
    cpuMs: Number(child.resourceUsage()?.cpuTime.total ?? 0) / 1_000,
    output: output.text(),
  };
}

/** Waits for the promise, but no longer than the limit. */
async function settledWithin(limitMs: number, promise: Promise<unknown>): Promise<void> {
  const limit = Promise.withResolvers<void>();
  const timer = setTimeout(limit.resolve, limitMs);
  await Promise.race([promise, limit.promise]);
  clearTimeout(timer);
}

/** Kills every process group that is still running: the answer to an interrupt. */
export function killRunningProcesses(): void {
  for (const pid of groups) signalGroup(pid, "SIGKILL");
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // ESRCH: the group is gone already, which is what the signal was for.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

class Output {
  readonly #parts: Uint8Array[] = [];
  #bytes = 0;

  async readFrom(stream: ReadableStream<Uint8Array>): Promise<void> {
    for await (const part of stream) {
      if (this.#bytes < OUTPUT_LIMIT_BYTES) this.#parts.push(part);
      this.#bytes += part.byteLength;
    }
  }

  text(): string {
    const text = Buffer.concat(this.#parts).toString("utf8");
    return this.#bytes > OUTPUT_LIMIT_BYTES ? `${text}\n(output cut: ${this.#bytes} bytes)` : text;
  }
}
