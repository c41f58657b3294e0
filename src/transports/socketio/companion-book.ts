/** The open companion streams of one desktop, by id; a long silent one is ended. */
import type { Clock } from "../../base/clock.ts";

export interface OpenStream {
  stream: { close(): void; send(payload: unknown): void };
  conversationName: string;
}

export interface CompanionBook {
  readonly size: number;
  get(streamId: string): OpenStream | undefined;
  add(streamId: string, open: OpenStream): void;
  /** Restarts the idle time. */
  touch(streamId: string): void;
  /** Takes it out without closing it. */
  forget(streamId: string): OpenStream | undefined;
  /** Takes it out and closes it. */
  end(streamId: string): void;
  /** A copy: entries may go while it is read. */
  entries(): [streamId: string, OpenStream][];
}

export interface CompanionBookOptions {
  clock: Clock;
  idleMs: number;
  /** Counts the streams of all desktops. */
  total: { open: number };
  /** Hears of a stream that was ended because nothing was said on it. */
  onIdle(streamId: string): void;
}

export function createCompanionBook({ clock, idleMs, total, onIdle }: CompanionBookOptions): CompanionBook {
  const streams = new Map<string, OpenStream>();
  const timers = new Map<string, unknown>();

  function forget(streamId: string): OpenStream | undefined {
    const open = streams.get(streamId);
    if (open === undefined) return undefined;
    streams.delete(streamId);
    total.open -= 1;
    clock.clearTimeout(timers.get(streamId));
    timers.delete(streamId);
    return open;
  }

  function end(streamId: string): void {
    forget(streamId)?.stream.close();
  }

  return {
    get size() {
      return streams.size;
    },
    get: (streamId) => streams.get(streamId),
    add(streamId, open) {
      streams.set(streamId, open);
      total.open += 1;
    },
    touch(streamId) {
      if (!streams.has(streamId)) return;
      clock.clearTimeout(timers.get(streamId));
      const timer = clock.setTimeout(() => {
        end(streamId);
        onIdle(streamId);
      }, idleMs);
      timers.set(streamId, timer);
    },
    forget,
    end,
    entries: () => [...streams],
  };
}
