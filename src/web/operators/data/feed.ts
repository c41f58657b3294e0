/** The console's line to the live feed: acknowledges what it has taken in, and comes back after every break. */
import { io, type Socket } from "socket.io-client";
import { backOffMs } from "../../../base/back-off.ts";
import type { CallMessage, CallsMessage, InstanceMessage, WatchReply } from "../../../contract/feed.ts";
import { RECONNECT_BACK_OFF } from "../../shared/back-off.ts";
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
  /** The list's messages, the first with all live calls, again after every break. One watcher at a time. */
  watchCalls(listener: (message: CallsMessage) => void): () => void;
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
const CONNECT_DEADLINE_MS = 10_000;
const WATCH_DEADLINE_MS = 8_000;
/** The message of the server's CONNECT_ERROR for a session it does not accept. */
const REFUSAL_MESSAGE = "authentication failed";

type Acknowledge = (() => void) | undefined;

export function createFeed(options: FeedOptions): Feed {
  const frame = options.frame ?? nextFrame;
  const listeners = new Set<() => void>();
  let status: FeedStatus = { status: "connecting" };
  let instance: InstanceMessage | undefined;
  let onCalls: ((message: CallsMessage) => void) | undefined;
  let attempt = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;

  const socket: Socket = io(`${options.serverUrl ?? ""}${NAMESPACE}`, {
    autoConnect: false,
    reconnection: false,
    timeout: CONNECT_DEADLINE_MS,
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    forceNew: true,
  });
  const calls = new CallWatches((name, body) => ask(name, body));

  /** While there is no connection nothing is sent: what is watched is told anew when there is one. */
  function ask(name: string, body: object): void {
    if (!socket.connected) return;
    socket.timeout(WATCH_DEADLINE_MS).emit(name, body, (failure: unknown, reply?: WatchReply) => {
      // A call that is not live is answered with an error too; its page has all there is.
      const isRefused = name === "watch.calls" && reply !== undefined && "error" in reply;
      if (failure || isRefused) tryLater();
    });
  }
  function tell(): void {
    for (const listener of listeners) listener();
  }
  function become(next: FeedStatus): void {
    status = next;
    tell();
  }
  function tryNow(): void {
    clearTimeout(retryTimer);
    if (isClosed || socket.active || socket.connected) return;
    socket.connect();
  }
  function tryLater(): void {
    if (isClosed) return;
    socket.disconnect();
    clearTimeout(retryTimer);
    attempt += 1;
    if (attempt > RECONNECT_BACK_OFF.maxAttempts) {
      become({ status: "away" });
      return;
    }
    const delayMs = backOffMs(attempt, RECONNECT_BACK_OFF);
    become({ status: "reconnecting", attempt, retryAtMs: Date.now() + delayMs });
    retryTimer = setTimeout(tryNow, delayMs);
  }
  function retryNow(): void {
    if (isClosed || socket.connected) return;
    attempt = 1;
    become({ status: "reconnecting", attempt, retryAtMs: Date.now() });
    tryNow();
  }

  socket.on("connect", () => {
    attempt = 0;
    if (onCalls !== undefined) ask("watch.calls", {});
    calls.watchAgain();
    become({ status: "live" });
  });
  socket.on("connect_error", (error: Error) => {
    if (error.message === REFUSAL_MESSAGE) {
      socket.disconnect();
      options.onSignedOut();
    } else tryLater();
  });
  socket.on("disconnect", (reason) => {
    if (reason !== "io client disconnect") tryLater();
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
  options.network?.addEventListener("online", retryNow);
  tryNow();

  return {
    status: () => status,
    instance: () => instance,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    watchCalls: (listener) => {
      onCalls = listener;
      ask("watch.calls", {});
      return () => {
        if (onCalls !== listener) return;
        onCalls = undefined;
        ask("unwatch.calls", {});
      };
    },
    watchCall: (callKey, afterLine, listener) => calls.watch(callKey, afterLine, listener),
    retryNow,
    close: () => {
      isClosed = true;
      clearTimeout(retryTimer);
      options.network?.removeEventListener("online", retryNow);
      socket.disconnect();
    },
  };
}
