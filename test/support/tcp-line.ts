/** A line to a server that can be cut or fall silent; new connections come through. */
import { connect, createServer, type Socket } from "node:net";

export interface TcpLine {
  /** http://127.0.0.1 and the line's port. */
  url: string;
  /** Every connection breaks off at once. */
  cut(): void;
  /** Every connection stays open and carries nothing more, as where a host has lost its power. */
  fallSilent(): void;
  close(): Promise<void>;
}

export async function openTcpLine(targetUrl: string): Promise<TcpLine> {
  const { hostname, port } = new URL(targetUrl);
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const linePort = typeof address === "object" ? address?.port : undefined;
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${linePort}`,
    cut,
    fallSilent() {
      for (const socket of open) socket.unpipe().pause();
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      cut();
      await closed;
    },
  };
}
