/** A closed loop per conversation: the next request goes out when the last is answered, on a connection of its own. */

export interface LoadOptions {
  port: number;
  conversations: number;
  durationMs: number;
  /** The request of conversation `index`; called once per request. Path, headers without the length, body. */
  requestOf(index: number): { path: string; headers: Record<string, string>; body: string };
}

export interface LoadResult {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Answers other than 200. */
  refused: number;
}

const END_OF_HEAD = "\r\n\r\n";

/** Resolves when the time is up and what was under way is answered. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const latenciesMs: number[] = [];
  let refused = 0;
  const startMs = performance.now();
  const endMs = startMs + options.durationMs;
  const loops = Array.from({ length: options.conversations }, (_, index) =>
    loop(options, index, endMs, (ms, status) => {
      latenciesMs.push(ms);
      if (status !== 200) refused += 1;
    }),
  );
  await Promise.all(loops);
  const elapsedSeconds = (performance.now() - startMs) / 1000;
  latenciesMs.sort((a, b) => a - b);
  const at = (share: number) => latenciesMs[Math.floor((latenciesMs.length - 1) * share)] ?? 0;
  return {
    requestsPerSecond: latenciesMs.length / elapsedSeconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    refused,
  };
}

/** Speaks just enough HTTP/1.1 to cost little beside the server: answers with a content length. */
async function loop(
  options: LoadOptions,
  index: number,
  endMs: number,
  onAnswer: (latencyMs: number, status: number) => void,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let sentAtMs = 0;
  let answer = "";
  const next = (socket: Bun.Socket<undefined>) => {
    sentAtMs = performance.now();
    if (sentAtMs >= endMs) {
      socket.end();
      resolve();
      return;
    }
    const { path, headers, body } = options.requestOf(index);
    const head = Object.entries({ ...headers, "content-length": String(Buffer.byteLength(body)) });
    const lines = head.map(([name, value]) => `${name}: ${value}`).join("\r\n");
    socket.write(`POST ${path} HTTP/1.1\r\nhost: localhost\r\n${lines}${END_OF_HEAD}${body}`);
  };
  await Bun.connect<undefined>({
    hostname: "127.0.0.1",
    port: options.port,
    socket: {
      open: next,
      data(socket, chunk) {
        answer += chunk.toString("latin1");
        const headEnd = answer.indexOf(END_OF_HEAD);
        if (headEnd < 0) return;
        const length = Number(/content-length: (\d+)/i.exec(answer)?.[1] ?? 0);
        if (answer.length < headEnd + END_OF_HEAD.length + length) return;
        onAnswer(performance.now() - sentAtMs, Number(answer.slice(9, 12)));
        answer = "";
        next(socket);
      },
      error: (_, error) => reject(error),
      close: () => resolve(),
    },
  });
  return promise;
}
