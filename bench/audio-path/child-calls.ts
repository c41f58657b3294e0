/** Questions and answers between the benchmark and the processes it starts, over the runtime's own channel. */
import type { Subprocess } from "bun";
import { readLines } from "../../simulators/stage/read-lines.ts";

interface Question {
  id: number;
  ask: string;
  input: unknown;
}

interface Answer {
  id: number;
  output?: unknown;
  error?: string;
}

/** What a child process can be asked. */
export type Handlers = Record<string, (input: never) => unknown>;

const ANSWER_DEADLINE_MS = 600_000;
const START_DEADLINE_MS = 60_000;

/** In a child process: answers its parent, and ends with it. */
export function answerParent(handlers: Handlers): void {
  process.on("message", (message: unknown) => {
    const { id, ask, input } = message as Question;
    Promise.resolve()
      .then(() => handlers[ask]?.(input as never))
      .then(
        (output) => process.send?.({ id, output } satisfies Answer),
        (error: unknown) => process.send?.({ id, error: String(error) } satisfies Answer),
      );
  });
  process.on("disconnect", () => process.exit(0));
}

export interface Child {
  readonly pid: number;
  /** Rejects if the child answers with an error or is gone. */
  ask<Output>(what: string, input?: unknown): Promise<Output>;
  /** Asks it to end by SIGTERM and waits until it has. */
  stop(): Promise<void>;
  /** Ends it at once. */
  end(): Promise<void>;
}

export interface StartOptions {
  /** Arguments of bun. */
  args: string[];
  environment?: Record<string, string>;
  /** Told each line of its output. */
  onLine?: (line: string) => void;
}

/** Resolves as soon as the child answers "hello". */
export async function startChild(options: StartOptions): Promise<Child> {
  const waiting = new Map<number, (answer: Answer) => void>();
  const answered = (message: unknown) => {
    const answer = message as Answer;
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  };
  const child: Subprocess<"ignore", "pipe", "inherit"> = Bun.spawn(
    [process.execPath, "--no-env-file", ...options.args],
    {
      env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...options.environment },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "inherit",
      ipc: answered,
    },
  );
  process.once("exit", () => child.kill("SIGKILL"));
  void readLines(child.stdout, options.onLine ?? ((line) => console.log(line)));
  void child.exited.then((code) => {
    for (const [id, tell] of waiting) tell({ id, error: `the process ended with code ${code}` });
  });
  let questions = 0;
  function ask<Output>(what: string, input?: unknown, deadlineMs = ANSWER_DEADLINE_MS): Promise<Output> {
    const id = ++questions;
    return new Promise<Output>((resolve, reject) => {
      const timer = setTimeout(() => answered({ id, error: "no answer in time" }), deadlineMs);
      waiting.set(id, ({ output, error }) => {
        clearTimeout(timer);
        if (error === undefined) resolve(output as Output);
        else reject(new Error(`${options.args.at(-1)}, ${what}: ${error}`));
      });
      child.send({ id, ask: what, input } satisfies Question);
    });
  }
  await ask("hello", undefined, START_DEADLINE_MS);
  return {
    pid: child.pid,
    ask: (what, input) => ask(what, input),
    async stop() {
      child.kill("SIGTERM");
      await child.exited;
    },
    async end() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}
