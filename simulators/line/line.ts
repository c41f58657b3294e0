/** A bad line before a gRPC server: passes bytes on, and on cue cuts, resets, sends away, slows down or goes dead. */
import { createServer, type Server, type Socket } from "node:net";
import { LineConnection } from "./line-connection.ts";

export interface Line {
  /** host:port; stays the same when the line is down and comes back. */
  address: string;
  /** Open connections, oldest first. */
  connections(): readonly LineConnection[];
  /** The connection a server sees under this peer address (host:port). */
  connectionOf(peer: string): LineConnection | undefined;
  /** The port is closed and every connection is cut. */
  down(): Promise<void>;
  /** Listens again at the same address. */
  up(): Promise<void>;
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1 and connects each caller to `target` (host:port). */
export async function openLine(target: string): Promise<Line> {
  const connections = new Set<LineConnection>();
  let server: Server | undefined;
  let port = 0;

  function take(caller: Socket): void {
    const connection = new LineConnection(caller, target, () => connections.delete(connection));
    connections.add(connection);
  }

  async function up(): Promise<void> {
    if (server !== undefined) return;
    const listening = createServer({ noDelay: true }, take);
    await new Promise<void>((resolve, reject) => {
      listening.once("error", reject);
      listening.listen(port, "127.0.0.1", resolve);
    });
    const bound = listening.address();
    port = typeof bound === "object" && bound !== null ? bound.port : port;
    server = listening;
  }

  async function down(): Promise<void> {
    const closing = server;
    server = undefined;
    if (closing === undefined) return;
    const closed = new Promise<void>((resolve) => closing.close(() => resolve()));
    for (const connection of connections) connection.cut();
    await closed;
  }

  await up();
  return {
    address: `127.0.0.1:${port}`,
    connections: () => [...connections],
    connectionOf: (peer) => [...connections].find((connection) => connection.peer === peer),
    down,
    up,
    close: down,
  };
}
