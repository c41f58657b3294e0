/** A WebSocket of Bun's server with the interface of package ws, as far as the Engine.IO library uses it. */
import { EventEmitter } from "node:events";

/** The server's side of a socket. */
export interface Peer {
  /** False if the socket is gone or the other side does not read. */
  send(text: string): boolean;
  close(code: number, reason: string): void;
}

/** Hears one socket of the server. */
export interface Owner {
  opened(peer: Peer): void;
  /** Null for a binary frame. */
  heard(text: string | null): void;
  closed(): void;
}

/** Offers what is asked of an upgraded request; `cb` gets the socket once it is open. */
export interface UpgradeRequest {
  /** False if the request is no WebSocket handshake. */
  upgrade(owner: Owner): boolean;
  /** Engine.IO's version, of the query. */
  _query: { EIO?: string };
}

/** Close codes (RFC 6455, 7.4.1). */
const NORMAL = 1000;
const TOO_BIG = 1009;
/** How a message begins in a binary frame of Engine.IO 3; version 4 has no such byte. */
const MESSAGE_TYPE = 4;

class EngineWebSocket extends EventEmitter {
  readonly #peer: Peer;

  constructor(peer: Peer) {
    super();
    this.#peer = peer;
  }

  /** The callback comes a turn later, as that of ws does: the library is not ready for it before. */
  send(data: string, callback: (error?: Error) => void): void {
    const isSent = this.#peer.send(data);
    queueMicrotask(() => (isSent ? callback() : callback(new Error("the other side does not read"))));
  }

  close(): void {
    this.#peer.close(NORMAL, "");
  }
}

/** Takes the place of ws.Server in the library's options (`wsEngine`). */
export class BunWebSockets {
  readonly #maxPayload: number;

  constructor({ maxPayload }: { maxPayload: number }) {
    this.#maxPayload = maxPayload;
  }

  handleUpgrade(
    request: UpgradeRequest,
    refused: { destroy(): void },
    _head: unknown,
    onOpen: (socket: EngineWebSocket) => void,
  ): void {
    // Content of binary frames is not kept: messages are JSON. An empty one takes its place, so that the message it
    // belongs to is complete and can be refused.
    const binary = Buffer.from(request._query.EIO === "4" ? [] : [MESSAGE_TYPE]);
    let socket: EngineWebSocket | undefined;
    let peerOf: Peer | undefined;
    const isUpgraded = request.upgrade({
      opened(peer) {
        peerOf = peer;
        socket = new EngineWebSocket(peer);
        onOpen(socket);
      },
      heard: (text) => {
        if ((text?.length ?? 0) > this.#maxPayload) peerOf?.close(TOO_BIG, "too big");
        else socket?.emit("message", text ?? binary, text === null);
      },
      closed: () => socket?.emit("close"),
    });
    if (!isUpgraded) refused.destroy();
  }

  close(): void {}
}
