/** The page's line to the server: joins the conversation, asks for what it missed, and comes back after every break. */
import { io, type Socket } from "socket.io-client";
import { backOffMs } from "../../base/back-off.ts";
import { RECONNECT_BACK_OFF } from "../shared/back-off.ts";
import type { DesktopPass } from "./desktop-pass.ts";
import { ASSIST_EVENT_NAMES, type Envelope, readEnvelope } from "./state/envelope.ts";
import type { ConnectionState } from "./state/panel-state.ts";

export interface ConnectionOptions {
  /** Origin of the Socket.IO server; the page's own when left out. */
  serverUrl?: string;
  conversationName: string;
  pass: DesktopPass;
  /** Highest log sequence seen without a gap; the server replays what comes after. */
  lastSequence: () => number;
  onEnvelope: (envelope: Envelope) => void;
  onCallState: (raw: unknown) => void;
  onConnection: (connection: ConnectionState) => void;
  /** Tells "online" and "offline"; a browser passes its window. */
  network?: EventTarget;
}

export interface Connection {
  /** Tries now instead of when the back-off says. */
  retryNow(): void;
  close(): void;
}

const JOIN_DEADLINE_MS = 8_000;
const CONNECT_DEADLINE_MS = 10_000;
/** The message of the server's CONNECT_ERROR for a token it does not accept. */
const REFUSED_TOKEN_MESSAGE = "authentication failed";

export function connectToCall(options: ConnectionOptions): Connection {
  const { pass } = options;
  let attempt = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let hasRenewedForThisTry = false;
  let isClosed = false;

  const socketOptions = {
    autoConnect: false,
    reconnection: false,
    timeout: CONNECT_DEADLINE_MS,
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    forceNew: true,
    auth: (give: (auth: { token: string }) => void) => give({ token: pass.token() }),
  };
  const socket: Socket =
    options.serverUrl === undefined ? io(socketOptions) : io(options.serverUrl, socketOptions);

  function tryNow(): void {
    if (isClosed || socket.active || socket.connected) return;
    clearTimeout(retryTimer);
    socket.connect();
  }

  /** An unknown call keeps its own message while it is asked for again: its name may be announced before it exists. */
  function tryLater(isUnknownCall = false): void {
    if (isClosed) return;
    socket.disconnect();
    clearTimeout(retryTimer);
    attempt += 1;
    if (attempt > RECONNECT_BACK_OFF.maxAttempts) {
      options.onConnection({ status: "offline" });
      return;
    }
    const delayMs = backOffMs(attempt, RECONNECT_BACK_OFF);
    if (isUnknownCall) options.onConnection({ status: "unknownCall" });
    else if (isNetworkDown()) options.onConnection({ status: "offline" });
    else options.onConnection({ status: "reconnecting", attempt, retryAtMs: Date.now() + delayMs });
    retryTimer = setTimeout(tryNow, delayMs);
  }

  async function renewOrGiveUp(): Promise<void> {
    socket.disconnect();
    if (hasRenewedForThisTry) {
      options.onConnection({ status: "expired" });
      return;
    }
    hasRenewedForThisTry = true;
    const result = await pass.renew();
    if (result === "renewed") tryNow();
    else if (result === "refused") options.onConnection({ status: "expired" });
    else {
      hasRenewedForThisTry = false;
      tryLater();
    }
  }

  async function join(): Promise<void> {
    const request = { after: options.lastSequence() };
    const answer: unknown = await new Promise((resolve) => {
      socket
        .timeout(JOIN_DEADLINE_MS)
        .emit("join-conversation", options.conversationName, request, (failure: unknown, ok: unknown) =>
          resolve(failure ? "no answer" : ok),
        );
    });
    if (isClosed || !socket.connected) return;
    if (answer === true) {
      attempt = 0;
      hasRenewedForThisTry = false;
      options.onConnection({ status: "live" });
    } else if (answer === "no answer") {
      tryLater();
    } else {
      tryLater(true);
    }
  }

  socket.on("connect", () => void join());
  socket.on("connect_error", (error: Error) => {
    if (error.message === REFUSED_TOKEN_MESSAGE) void renewOrGiveUp();
    else tryLater();
  });
  socket.on("disconnect", (reason) => {
    if (reason !== "io client disconnect") tryLater();
  });
  socket.on("call-state", (raw: unknown) => options.onCallState(raw));
  for (const name of ASSIST_EVENT_NAMES) {
    socket.on(name, (raw: unknown) => {
      const envelope = readEnvelope(name, raw);
      if (envelope !== undefined) options.onEnvelope(envelope);
    });
  }

  // A connection outlives its first token only when the server hears of the next one.
  pass.onRenewed((token) => {
    if (socket.connected) socket.emit("renew-token", token);
  });

  function retryNow(): void {
    if (isClosed || socket.connected) return;
    attempt = 1;
    hasRenewedForThisTry = false;
    options.onConnection({ status: "reconnecting", attempt, retryAtMs: Date.now() });
    tryNow();
  }
  function onOffline(): void {
    if (!socket.connected) options.onConnection({ status: "offline" });
  }
  options.network?.addEventListener("online", retryNow);
  options.network?.addEventListener("offline", onOffline);

  tryNow();
  return {
    retryNow,
    close: () => {
      isClosed = true;
      clearTimeout(retryTimer);
      options.network?.removeEventListener("online", retryNow);
      options.network?.removeEventListener("offline", onOffline);
      socket.disconnect();
    },
  };
}

function isNetworkDown(): boolean {
  return typeof navigator !== "undefined" && navigator.onLine === false;
}
