/** The console's line to the live feed: acknowledges messages, and reconnects after every break. */
import type { CallMessage, CallsMessage, InstanceMessage, WatchReply } from "../../../contract/feed.ts";
import { createLastingLine } from "../../common/lasting-line.ts";
import type { CallFeed } from "./call-source.ts";
import { CallWatches } from "./call-watches.ts";
import { nextFrame } from "./frames.ts";

export type FeedStatus =
  | { status: "connecting" }
  | { status: "live" }
  | { status: "reconnecting"; attempt: number; retryAtMs: number }
  /** Tried often enough: the operator decides. */
  | { status: "away" };

export interface Feed extends CallFeed {
  status(): FeedStatus;
  instance(): InstanceMessage | undefined;
  /** Hears of every change of status and instance; returns the function that ends it. */
  subscribe(listener: () => void): () => void;
  /**
   * How calls change. `onWatching` is called when the server has begun to tell of changes, again after every break: a list
   * that is fetched then misses nothing. One watcher at a time.
   */
  watchCalls(listener: (message: CallsMessage) => void, onWatching: () => void): () => void;
  /** Tries now instead of when the back-off says. */
  retryNow(): void;
  close(): void;
}

export interface FeedOptions {
  /** Origin of the server; the page's own when left out. */
  serverUrl?: string;
  /** The server takes the session no longer. */
  onSignedOut: () => void;
  /** Tells "online"; a browser passes its window. */
  network?: EventTarget;
  /** Ends with the picture in which a message is seen. Default: the next frame. */
  frame?: () => Promise<void>;
}

const NAMESPACE = "/operators";
const WATCH_DEADLINE_MS = 8_000;
/** The list itself is fetched, compressed. */
const CHANGES = { changesOnly: true };

type Acknowledge = (() => void) | undefined;

export function createFeed(options: FeedOptions): Feed {
  const frame = options.frame ?? nextFrame;
  const listeners = new Set<() => void>();
  let status: FeedStatus = { status: "connecting" };
  let instance: InstanceMessage | undefined;
  let onCalls: ((message: CallsMessage) => void) | undefined;
  let onWatching: (() => void) | undefined;

  const line = createLastingLine({
    url: `${options.serverUrl ?? ""}${NAMESPACE}`,
    onRefused: () => options.onSignedOut(),
    onRetry: (retry) => become({ status: "reconnecting", ...retry }),
    onAway: () => become({ status: "away" }),
    network: options.network,
  });
  const { socket } = line;
  const calls = new CallWatches((name, body) => ask(name, body));

  /** Nothing is sent without a connection; the next one repeats what is watched. */
  function ask(name: string, body: object): void {
    if (!socket.connected) return;
    socket.timeout(WATCH_DEADLINE_MS).emit(name, body, (failure: unknown, reply?: WatchReply) => {
      // A call that is not live is answered with an error too; its page has all there is.
      const isRefused = name === "watch.calls" && reply !== undefined && "error" in reply;
      if (failure || isRefused) line.tryLater();
      else if (name === "watch.calls") onWatching?.();
    });
  }
  function tell(): void {
    for (const listener of listeners) listener();
  }
  function become(next: FeedStatus): void {
    status = next;
    tell();
  }

  socket.on("connect", () => {
    line.settle();
    if (onCalls !== undefined) ask("watch.calls", CHANGES);
    calls.watchAgain();
    become({ status: "live" });
  });
  // The server sends the next message when this one is on the screen: a slow page gets fewer and larger ones.
  socket.on("calls", (message: CallsMessage, acknowledge: Acknowledge) => {
    onCalls?.(message);
    void frame().then(() => acknowledge?.());
  });
  socket.on("call", (message: CallMessage, acknowledge: Acknowledge) => {
    calls.take(message);
    void frame().then(() => acknowledge?.());
  });
  socket.on("instance", (message: InstanceMessage, acknowledge: Acknowledge) => {
    instance = message;
    tell();
    acknowledge?.();
  });
  line.tryNow();

  return {
    status: () => status,
    instance: () => instance,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    watchCalls: (listener, whenWatching) => {
      onCalls = listener;
      onWatching = whenWatching;
      ask("watch.calls", CHANGES);
      return () => {
        if (onCalls !== listener) return;
        onCalls = undefined;
        onWatching = undefined;
        ask("unwatch.calls", {});
      };
    },
    watchCall: (callKey, afterLine, listener) => calls.watch(callKey, afterLine, listener),
    retryNow: line.retryNow,
    close: line.close,
  };
}
