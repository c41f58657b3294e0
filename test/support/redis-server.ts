/** A real redis-server for one test file, on a free port, with nothing kept on disk. */
import { createServer } from "node:net";

const START_TIMEOUT_MS = 120_000;

/** Null where redis-server is not installed; tests then skip, and say so. */
export const redisServerPath: string | null = Bun.which("redis-server");

/** For a describe or test name: tells the reader of the report why it was skipped. */
export const redisSkipNote: string =
  redisServerPath === null ? " (skipped: redis-server is not installed; apt-get install redis-server)" : "";

export interface TestRedisServer {
  url: string;
  pid: number;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** The same as kill(): there is nothing to save. */
  close(): Promise<void>;
}

/** Resolves when the server answers. Give `port` to start one again where an earlier one died. */
export async function startRedisServer(port?: number): Promise<TestRedisServer> {
  if (redisServerPath === null) throw new Error("redis-server is not installed");
  const usedPort = port ?? (await findFreePort());
  const child = Bun.spawn(
    [redisServerPath, "--port", String(usedPort), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
    { stdout: "pipe", stderr: "inherit", cwd: "/tmp" },
  );
  await readUntilReady(child.stdout);
  const kill = async () => {
    child.kill("SIGKILL");
    await child.exited;
  };
  return { url: `redis://127.0.0.1:${usedPort}`, pid: child.pid, kill, close: kill };
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

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
