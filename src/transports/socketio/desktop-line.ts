/** The messages to one desktop: bounded while it does not read, and cut off so that it reconnects. */
import type { Socket } from "socket.io";
import { SidetoneError } from "../../base/errors.ts";

export interface DesktopLine {
  /** Throws LIMIT_EXCEEDED for a desktop that reads too slowly, and cuts it off: the log serves its return. */
  send(event: string, ...args: unknown[]): void;
  /**
   * Ends the connection below Socket.IO, so that clients reconnect by themselves. The transport is closed and not
   * the connection, which would wait until a desktop that does not read has read all.
   */
  drop(): void;
  /** Ends it after what was sent, where that can go. */
  end(): void;
}

export function createDesktopLine(socket: Socket, maxBufferedMessages: number): DesktopLine {
  const drop = () => void socket.conn.transport.close();
  return {
    send(event, ...args) {
      if (bufferedMessages(socket) >= maxBufferedMessages) {
        drop();
        throw new SidetoneError("LIMIT_EXCEEDED", "The desktop reads too slowly", { retryable: true });
      }
      socket.emit(event, ...args);
    },
    drop,
    end() {
      // Not Socket.IO's own disconnect, after which clients stay away: a client with a newer token reconnects with it.
      if (bufferedMessages(socket) === 0) socket.conn.close();
      else drop();
    },
  };
}

/** Packets bun-engine holds back until the client polls again; its type keeps the buffer private. */
function bufferedMessages(socket: Socket): number {
  const conn: unknown = socket.conn;
  if (typeof conn !== "object" || conn === null || !("writeBuffer" in conn)) return 0;
  return Array.isArray(conn.writeBuffer) ? conn.writeBuffer.length : 0;
}
