/** Runs Sidetone itself as it runs in production: a process of its own that knows only its environment. */
import { resolve } from "node:path";
import { programPath } from "../../scripts/program/program.ts";
import { RUNTIME } from "../../scripts/program/runtime.ts";
import { readLines } from "./read-lines.ts";

const ROOT = resolve(import.meta.dir, "../..");
/** Far more than a start or a stop takes on a machine that has much else to do. */
const START_DEADLINE_MS = 180_000;
const STOP_DEADLINE_MS = 120_000;
const KEPT_LOG_LINES = 2_000;

export interface SidetoneProcess {
  grpcPort: number;
  httpPort: number;
  pid: number;
  /** The last log lines, oldest first. */
  logLines(): string[];
  /** SIGTERM, then SIGKILL at the deadline; resolves with the exit code. */
  stop(): Promise<number>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

export interface SidetoneProcessOptions {
  /**
   * A process group of its own: Ctrl-C in a terminal is then for the caller alone, who ends Sidetone in order. Not for
   * tests, whose runner ends a hanging test by its group.
   */
  ownGroup?: boolean;
  /** Program and arguments in the place of Bun and the program; SIGTERM must reach Sidetone through it. */
  command?: readonly string[];
  /** Hears every line of its log as it comes; only the last ones are kept. */
  onLogLine?: ((line: string) => void) | undefined;
}

/** Starts the built program, or `src/main.ts` where there is none of this source, with this environment and no more of the caller's than PATH and HOME. Rejects, with the log's end, when it does not get ready. */
export async function startSidetoneProcess(
  environment: Record<string, string>,
  options: SidetoneProcessOptions = {},
): Promise<SidetoneProcess> {
  const command = options.command ?? [process.execPath, "--no-env-file", programPath(ROOT)];
  const child = Bun.spawn([...command], {
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...RUNTIME, ...environment },
    detached: options.ownGroup ?? false,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const killWithUs = () => child.kill("SIGKILL");
  process.once("exit", killWithUs);
  void child.exited.then(() => process.off("exit", killWithUs));
  const lines: string[] = [];
  let ports: { grpcPort: number; httpPort: number } | undefined;
  const ready = new Promise<"ready">((resolve) => {
    const hear = (line: string) => {
      options.onLogLine?.(line);
      lines.push(line);
      if (lines.length > KEPT_LOG_LINES) lines.shift();
      const entry = readLogLine(line);
      if (entry?.msg === "listening")
        ports = { grpcPort: Number(entry.grpcPort), httpPort: Number(entry.httpPort) };
      if (entry?.msg === "ready" || entry?.msg === "started, but not ready") resolve("ready");
    };
    void readLines(child.stdout, hear);
    void readLines(child.stderr, hear);
  });

  const outcome = await Promise.race([ready, child.exited, deadline(START_DEADLINE_MS)]);
  if (outcome !== "ready" || ports === undefined) {
    child.kill("SIGKILL");
    const fatal = lines.map(readLogLine).find((entry) => entry?.msg === "could not start");
    const failure = fatal?.reason ?? (fatal?.err as { message?: string } | undefined)?.message;
    throw new Error(`Sidetone did not get ready: ${failure ?? lines.slice(-20).join("\n")}`);
  }
  return {
    ...ports,
    pid: child.pid,
    logLines: () => [...lines],
    async stop() {
      child.kill("SIGTERM");
      const code = await Promise.race([child.exited, deadline(STOP_DEADLINE_MS)]);
      if (typeof code === "number") return code;
      child.kill("SIGKILL");
      return await child.exited;
    },
    async kill() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}

function readLogLine(line: string): ({ msg?: string } & Record<string, unknown>) | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as { msg?: string } & Record<string, unknown>;
  } catch {
    // A line that only looks like JSON is kept as text.
    return undefined;
  }
}

function deadline(ms: number): Promise<"late"> {
  return new Promise((resolve) => setTimeout(() => resolve("late"), ms).unref());
}
