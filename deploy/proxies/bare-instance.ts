/** A bare server with an instance's two ports, which dies and comes back at once: what a proxy makes of that is its own doing. */
import { createServer, type Http2Server, type Http2Session, type ServerHttp2Stream } from "node:http2";
import { freePort } from "../../test/support/free-port.ts";

export interface BareInstance {
  readonly grpcPort: number;
  readonly httpPort: number;
  /** Requests to /slow and streams that are open here. */
  open(): { requests: number; streams: number };
  /** Answers what is open at /slow. */
  answer(): void;
  /** Refuses connections from now on, and cuts those that are there. */
  die(): Promise<void>;
  /** On the same ports. */
  comeBack(): Promise<void>;
}

/** As gRPC frames it: an answer without one would wait in a buffer. */
const EMPTY_MESSAGE = new Uint8Array(5);

export async function startBareInstance(name: string): Promise<BareInstance> {
  const [grpcPort, httpPort] = [await freePort(), await freePort()];
  let slow: PromiseWithResolvers<Response>[] = [];
  const streams = new Set<ServerHttp2Stream>();
  const sessions = new Set<Http2Session>();
  let http: ReturnType<typeof Bun.serve> | undefined;
  let audio: Http2Server | undefined;

  async function comeBack(): Promise<void> {
    http = Bun.serve({
      hostname: "127.0.0.1",
      port: httpPort,
      idleTimeout: 0,
      fetch(request) {
        if (!request.url.endsWith("/slow")) return new Response(name);
        const answer = Promise.withResolvers<Response>();
        slow.push(answer);
        return answer.promise;
      },
    });
    const server = createServer();
    server.on("session", (session) => {
      sessions.add(session);
      session.on("close", () => sessions.delete(session));
    });
    server.on("stream", (stream: ServerHttp2Stream) => {
      streams.add(stream);
      stream.on("close", () => streams.delete(stream));
      stream.on("error", () => {});
      stream.respond({ ":status": 200, "content-type": "application/grpc" });
      stream.write(EMPTY_MESSAGE);
    });
    audio = server;
    await new Promise<void>((resolve) => server.listen(grpcPort, "127.0.0.1", resolve));
  }

  await comeBack();
  return {
    grpcPort,
    httpPort,
    open: () => ({ requests: slow.length, streams: streams.size }),
    answer() {
      for (const { resolve } of slow.splice(0)) resolve(new Response(name));
    },
    async die() {
      slow = [];
      audio?.close();
      for (const session of sessions) session.destroy();
      await http?.stop(true);
    },
    comeBack,
  };
}
