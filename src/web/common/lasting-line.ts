/** A Socket.IO line that lasts: after every break it is tried again by itself, until a person has to decide. */
import { io, type Socket } from "socket.io-client";
import { type BackOff, backOffMs } from "../../base/back-off.ts";
import { PUBLIC_PATH } from "./public-path.ts";

export interface LineRetry {
  /** Counts from 1. */
  attempt: number;
  retryAtMs: number;
}

export interface LastingLineOptions {
  /** Origin and namespace; the page's own origin and the main namespace when left out. */
  url?: string;
  /** What the CONNECT packet brings. */
  auth?: (give: (auth: object) => void) => void;
  /** The server accepts this page no longer; the line is not tried again by itself. */
  onRefused(): void;
  onRetry(retry: LineRetry): void;
  /** Tried often enough. */
  onAway(): void;
  /** The line is tried on request; without it `onRetry` is called. */
  onWish?(retry: LineRetry): void;
  /** Tells "online", which counts as such a wish; a browser passes its window. */
  network?: EventTarget | undefined;
}

export interface LastingLine {
  readonly socket: Socket;
  isClosed(): boolean;
  /** Says that the line works: the next break is counted from one. */
  settle(): void;
  /** Tries at once, as a part of the same attempt. */
  tryNow(): void;
  /** Cuts what there is and tries when the back-off says; tells `onRetry`, or what is given instead of it. */
  tryLater(onRetry?: (retry: LineRetry) => void): void;
  /** Tries at once on request. */
  retryNow(): void;
  close(): void;
}

/** About half an hour, nearly at once at first. */
export const RECONNECT_BACK_OFF: BackOff & { maxAttempts: number } = {
  firstMs: 500,
  maxMs: 15_000,
  maxAttempts: 120,
};

const CONNECT_DEADLINE_MS = 10_000;
/** The message of the server's CONNECT_ERROR for a token or session it does not accept. */
const REFUSAL_MESSAGE = "authentication failed";

/** Nothing is tried before `tryNow`. */
export function createLastingLine(options: LastingLineOptions): LastingLine {
  const socket = openSocket(options);
  let attempt = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;

  function tryNow(): void {
    clearTimeout(retryTimer);
    if (isClosed || socket.active || socket.connected) return;
    socket.connect();
  }

  function tryLater(onRetry = options.onRetry): void {
    if (isClosed) return;
    socket.disconnect();
    clearTimeout(retryTimer);
    attempt += 1;
    if (attempt > RECONNECT_BACK_OFF.maxAttempts) {
      options.onAway();
      return;
    }
    const delayMs = backOffMs(attempt, RECONNECT_BACK_OFF);
    onRetry({ attempt, retryAtMs: Date.now() + delayMs });
    retryTimer = setTimeout(tryNow, delayMs);
  }

  function retryNow(): void {
    if (isClosed || socket.connected) return;
    attempt = 1;
    const retry = { attempt, retryAtMs: Date.now() };
    if (options.onWish === undefined) options.onRetry(retry);
    else options.onWish(retry);
    tryNow();
  }

  socket.on("connect_error", (error: Error) => {
    if (error.message !== REFUSAL_MESSAGE) return tryLater();
    socket.disconnect();
    options.onRefused();
  });
  socket.on("disconnect", (reason) => {
    if (reason !== "io client disconnect") tryLater();
  });
  options.network?.addEventListener("online", retryNow);

  return {
    socket,
    isClosed: () => isClosed,
    settle: () => {
      attempt = 0;
    },
    tryNow,
    tryLater,
    retryNow,
    close: () => {
      isClosed = true;
      clearTimeout(retryTimer);
      options.network?.removeEventListener("online", retryNow);
      socket.disconnect();
    },
  };
}

function openSocket({ url, auth }: LastingLineOptions): Socket {
  const socketOptions = {
    path: `${PUBLIC_PATH}/socket.io/`,
    autoConnect: false,
    reconnection: false,
    timeout: CONNECT_DEADLINE_MS,
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    forceNew: true,
    ...(auth === undefined ? {} : { auth }),
  };
  return url === undefined ? io(socketOptions) : io(url, socketOptions);
}
