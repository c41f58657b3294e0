/** A real redis-server for one test file, on a free port; nothing is kept on disk unless a folder is given. */
import { freePort } from "./free-port.ts";

const START_TIMEOUT_MS = 120_000;
const ATTEMPTS = 20;

/** Null if redis-server is not installed; tests then skip, and say so. */
export const redisServerPath: string | null = Bun.which("redis-server");

/** For a describe or test name: tells the reader of the report why it was skipped. */
export const redisSkipNote: string =
  redisServerPath === null ? " (skipped: redis-server is not installed; apt-get install redis-server)" : "";

export interface TestRedisServer {
  url: string;
  port: number;
  pid: number;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** The same as kill(), because nothing needs saving. */
  close(): Promise<void>;
}

export interface RedisServerOptions {
  port?: number;
  /** A folder in which everything is kept that the server has acknowledged, also when it is killed. */
  keepIn?: string;
  /** See SidetoneProcessOptions: for what a person ends with Ctrl-C, which must end Redis last. */
  ownGroup?: boolean;
  /** Further ones of its command line. */
  options?: readonly string[];
}

/**
 * Resolves when the server answers. Give `port` to start one again where an earlier one died. Without it another port is
 * tried if another process takes the port between the look and the start.
 */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<TestRedisServer> {
  const { port } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startAt(port ?? (await freePort()), options);
    } catch (error) {
      if (port !== undefined || attempt === ATTEMPTS) throw error;
    }
  }
}

async function startAt(
  port: number,
  { keepIn, ownGroup = false, options: further = [] }: RedisServerOptions,
): Promise<TestRedisServer> {
  if (redisServerPath === null) throw new Error("redis-server is not installed");
  const keeping = keepIn === undefined ? ["no"] : ["yes", "--appendfsync", "always", "--dir", keepIn];
  const child = Bun.spawn(
    [
      redisServerPath,
      "--port",
      String(port),
      "--bind",
      "127.0.0.1",
      "--save",
      "",
      // The name of every Redis: it would begin with what another one has left in the folder.
      ...["--dbfilename", `sidetone-test-${port}.rdb`],
      "--appendonly",
      ...keeping,
      ...further,
    ],
    { detached: ownGroup, stdout: "pipe", stderr: "inherit", cwd: "/tmp" },
  );
  const killWithUs = () => child.kill("SIGKILL");
  process.once("exit", killWithUs);
  const kill = async () => {
    child.kill("SIGKILL");
    await child.exited;
    process.off("exit", killWithUs);
  };
  try {
    await readUntilReady(child.stdout);
  } catch (error) {
    await kill();
    throw error;
  }
  return { url: `redis://127.0.0.1:${port}`, port, pid: child.pid, kill, close: kill };
}

async function readUntilReady(output: ReadableStream<Uint8Array>): Promise<void> {
  const decoder = new TextDecoder();
  const reader = output.getReader();
  const signal = AbortSignal.timeout(START_TIMEOUT_MS);
  signal.addEventListener("abort", () => void reader.cancel(), { once: true });
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`redis-server did not get ready: ${text}`);
    text += decoder.decode(value, { stream: true });
    if (text.includes("Ready to accept connections")) break;
  }
  // Keeps the pipe empty; the server would stop at a full one.
  void drain(reader);
}

async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  while (!(await reader.read()).done);
}
