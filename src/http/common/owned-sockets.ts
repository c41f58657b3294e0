/** WebSockets beside the desktops' Socket.IO on the same port: each has an owner that receives its messages. */
import type { WebSocketData } from "@socket.io/bun-engine";

/** A socket, as its owner may use it. */
export interface SocketPeer {
  /** False if the socket is gone or the other side does not read. */
  send(text: string): boolean;
  close(code: number, reason: string): void;
}

/** Hears one socket. Its methods must not throw. */
export interface SocketOwner {
  opened(peer: SocketPeer): void;
  /** Null for a binary frame. */
  heard(text: string | null): void;
  closed(): void;
}

type Socket = Bun.ServerWebSocket<WebSocketData>;
type Handler = Bun.WebSocketHandler<WebSocketData>;

/** What Bun keeps for an owned socket; the desktops' library keeps something else there. */
interface OwnedData {
  owner: SocketOwner;
}

/** Bun's status when the message could not even be queued. */
const NOT_SENT = 0;
const TOO_BIG = 1009;

/** False if the request is not a WebSocket handshake. */
export function upgradeFor(server: Bun.Server<WebSocketData>, request: Request, owner: SocketOwner): boolean {
  const data: OwnedData = { owner };
  return server.upgrade(request, { data: data as unknown as WebSocketData });
}

/** Passes desktops' sockets to `desktops` and owned ones to their owners. `maxOwnedPayloadBytes` is for owned ones. */
export function withOwnedSockets(desktops: Handler, maxOwnedPayloadBytes: number): Handler {
  const maxDesktopBytes = desktops.maxPayloadLength ?? maxOwnedPayloadBytes;
  return {
    ...desktops,
    maxPayloadLength: Math.max(maxDesktopBytes, maxOwnedPayloadBytes),
    open(socket) {
      const owner = ownerOf(socket);
      if (owner === undefined) return desktops.open?.(socket);
      owner.opened({
        send: (text) => socket.send(text) !== NOT_SENT,
        close: (code, reason) => socket.close(code, reason),
      });
    },
    message(socket, message) {
      const owner = ownerOf(socket);
      const limitBytes = owner === undefined ? maxDesktopBytes : maxOwnedPayloadBytes;
      // Bun has one limit for all sockets; the shorter one is checked here.
      if (message.length > limitBytes) return socket.close(TOO_BIG, "too big");
      if (owner === undefined) return desktops.message?.(socket, message);
      owner.heard(typeof message === "string" ? message : null);
    },
    close(socket, code, reason) {
      const owner = ownerOf(socket);
      if (owner === undefined) return desktops.close?.(socket, code, reason);
      owner.closed();
    },
  };
}

function ownerOf(socket: Socket): SocketOwner | undefined {
  return (socket.data as unknown as Partial<OwnedData> | undefined)?.owner;
}
