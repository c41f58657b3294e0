/** gRPC streams of a stranger over bare HTTP/2: many on one connection, or few on many. */
import { type ClientHttp2Session, connect } from "node:http2";
import { type HostileScene, holdFor, LOOPBACK } from "./scene.ts";

export interface StrangeStreams {
  method: string;
  perConnection: number;
  /** Fresh metadata for each. */
  metadata?: () => Record<string, string>;
  /** Bytes each sends; none for a silent one. */
  message?: Uint8Array;
  /** How long all are kept open together. */
  holdMs: number;
}

const CONNECT_DEADLINE_MS = 5_000;
/** Streams that a broken connection leaves behind are told so within this. */
const CLOSE_DEADLINE_MS = 2_000;

/** Opens `scene.count` streams, holds them, and breaks all off. Each is noted with how the server ended it. */
export async function openStreams(scene: HostileScene, options: StrangeStreams): Promise<void> {
  const sessions: ClientHttp2Session[] = [];
  const closed: Promise<void>[] = [];
  try {
    for (let opened = 0; opened < scene.count; ) {
      const session = await openSession(scene);
      if (session === undefined) {
        opened += options.perConnection;
        continue;
      }
      sessions.push(session);
      const here = Math.min(options.perConnection, scene.count - opened);
      for (let index = 0; index < here; index += 1) closed.push(openStream(scene, session, options));
      opened += here;
    }
    await Bun.sleep(holdFor(scene, options.holdMs));
  } finally {
    for (const session of sessions) session.destroy();
  }
  await Promise.race([Promise.all(closed), Bun.sleep(CLOSE_DEADLINE_MS)]);
}

async function openSession(scene: HostileScene): Promise<ClientHttp2Session | undefined> {
  const session = connect(`http://${LOOPBACK}:${scene.target.grpcPort}`);
  session.on("error", () => {});
  const { promise, resolve } = Promise.withResolvers<boolean>();
  session.once("connect", () => resolve(true));
  session.once("close", () => resolve(false));
  const timer = setTimeout(() => resolve(false), CONNECT_DEADLINE_MS);
  const isOpen = await promise;
  clearTimeout(timer);
  if (isOpen) return session;
  session.destroy();
  scene.note("closed");
  return undefined;
}

/** Resolves when the stream is over, ended by either side. */
function openStream(
  scene: HostileScene,
  session: ClientHttp2Session,
  options: StrangeStreams,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  try {
    const stream = session.request({
      ":method": "POST",
      ":path": options.method,
      "content-type": "application/grpc+proto",
      te: "trailers",
      ...options.metadata?.(),
    });
    let answer = "held";
    const hear = (headers: Record<string, unknown>) => {
      if (headers["grpc-status"] !== undefined) answer = `grpc ${String(headers["grpc-status"])}`;
    };
    stream.on("response", hear);
    stream.on("trailers", hear);
    stream.on("data", () => {});
    stream.on("error", () => {});
    stream.on("close", () => {
      scene.note(answer === "held" && stream.rstCode !== 0 ? `reset ${stream.rstCode}` : answer);
      resolve();
    });
    if (options.message !== undefined) stream.write(options.message);
  } catch {
    // The server has closed this connection; the stream counts as refused.
    scene.note("closed");
    resolve();
  }
  return promise;
}
