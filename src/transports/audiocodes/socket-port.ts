/** A WebSocket as this transport needs it, independent of its server. */

export interface FrameSink {
  /** False if the socket is gone or the other side does not read. */
  send(text: string): boolean;
  close(code: number, reason: string): void;
}

/** Close codes (RFC 6455, 7.4.1). */
export const CLOSE = { normal: 1000, goingAway: 1001, policy: 1008, restart: 1012 } as const;
