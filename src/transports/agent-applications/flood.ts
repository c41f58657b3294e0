/** How many messages one socket may send: beyond it each is refused and told so, and far beyond it the socket is cut off. */
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Socket } from "socket.io";

export interface FloodLimits {
  /** Messages within the window. */
  messages: number;
  windowSeconds: number;
  /** Messages within the window at which the socket is closed: answering each costs something, too. */
  cutAt: number;
}

/** An agent's application sends a few messages in a call; a page that reloads sends two. */
export const DEFAULT_FLOOD_LIMITS: FloodLimits = { messages: 60, windowSeconds: 10, cutAt: 300 };

export interface Flood {
  /** Counts a message; resolves with the milliseconds until the next one is taken, 0 for one that is. */
  take(socket: Socket): Promise<number>;
}

export function createFlood(limits: FloodLimits, onCut: () => void): Flood {
  const limiter = new RateLimiterMemory({
    keyPrefix: "agent-application",
    points: limits.messages,
    duration: limits.windowSeconds,
  });
  return {
    async take(socket) {
      try {
        await limiter.consume(socket.id);
        return 0;
      } catch (caught) {
        if (!(caught instanceof RateLimiterRes)) throw caught;
        if (caught.consumedPoints >= limits.cutAt && socket.connected) {
          onCut();
          socket.conn.transport.close();
        }
        return Math.max(1, caught.msBeforeNext);
      }
    },
  };
}
