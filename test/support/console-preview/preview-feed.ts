/** The live feed of an invented fleet: a Socket.IO namespace by the contract, one message under way per console. */
import type { Server, Socket } from "socket.io";
import type { CallSummary } from "../../../src/contract/call-summary.ts";
import type { CallMessage, CallsMessage, InstanceMessage } from "../../../src/contract/feed.ts";

export interface PreviewFeedOptions {
  io: Server;
  calls(): Iterable<CallSummary>;
  /** Undefined for a call that is not known. */
  callMessage(callKey: string, afterLine: number): CallMessage | undefined;
  instance(): InstanceMessage;
  isRefusing(): boolean;
}

export interface PreviewFeed {
  changed(call: CallSummary): void;
  /** New lines of a call are there. */
  grown(callKey: string): void;
  tellInstance(): void;
}

interface Console {
  socket: Socket;
  isWatchingCalls: boolean;
  /** Waits to be sent with the next message. */
  changed: Map<string, CallSummary>;
  isFull: boolean;
  isBusy: boolean;
  /** Last line sent, by call. */
  watched: Map<string, number>;
}

const MOST_AT_ONCE = 500;

export function startPreviewFeed(options: PreviewFeedOptions): PreviewFeed {
  const consoles = new Set<Console>();
  const namespace = options.io.of("/operators");
  namespace.use((_socket, next) =>
    next(options.isRefusing() ? new Error("authentication failed") : undefined),
  );
  namespace.on("connection", (socket) => {
    const one: Console = {
      socket,
      isWatchingCalls: false,
      changed: new Map(),
      isFull: false,
      isBusy: false,
      watched: new Map(),
    };
    consoles.add(one);
    socket.on("disconnect", () => consoles.delete(one));
    socket.on("watch.calls", (body: { changesOnly?: boolean }, reply: (answer: object) => void) => {
      one.isWatchingCalls = true;
      one.isFull = body.changesOnly !== true;
      one.changed = new Map(
        one.isFull ? [...options.calls()].filter(({ live }) => live).map((call) => [call.callKey, call]) : [],
      );
      reply({ ok: true });
      pump(one);
    });
    socket.on("unwatch.calls", (_body: object, reply: (answer: object) => void) => {
      one.isWatchingCalls = false;
      one.changed.clear();
      reply({ ok: true });
    });
    socket.on(
      "watch.call",
      (body: { callKey: string; afterLine: number }, reply: (answer: object) => void) => {
        one.watched.set(body.callKey, body.afterLine);
        reply({ ok: true });
        grow(one, body.callKey);
      },
    );
    socket.on("unwatch.call", ({ callKey }: { callKey: string }, reply: (answer: object) => void) => {
      one.watched.delete(callKey);
      reply({ ok: true });
    });
    socket.emit("instance", options.instance(), () => {});
  });

  /** The next message goes out when the last one was acknowledged. */
  function pump(one: Console): void {
    if (one.isBusy || !one.isWatchingCalls || (one.changed.size === 0 && !one.isFull)) return;
    const changed = [...one.changed.values()].slice(0, MOST_AT_ONCE);
    for (const { callKey } of changed) one.changed.delete(callKey);
    let liveCount = 0;
    for (const { live } of options.calls()) if (live) liveCount += 1;
    const message: CallsMessage = { full: one.isFull, changed, liveCount };
    one.isFull = false;
    one.isBusy = true;
    one.socket.emit("calls", message, () => {
      one.isBusy = false;
      pump(one);
    });
  }
  function grow(one: Console, callKey: string): void {
    const afterLine = one.watched.get(callKey);
    if (afterLine === undefined) return;
    const message = options.callMessage(callKey, afterLine);
    if (message === undefined) return;
    one.watched.set(callKey, message.lines.at(-1)?.line ?? afterLine);
    one.socket.emit("call", message, () => {});
  }

  return {
    changed: (call) => {
      for (const one of consoles) {
        if (!one.isWatchingCalls) continue;
        one.changed.set(call.callKey, call);
        pump(one);
      }
    },
    grown: (callKey) => {
      for (const one of consoles) grow(one, callKey);
    },
    tellInstance: () => {
      for (const { socket } of consoles) socket.emit("instance", options.instance(), () => {});
    },
  };
}
