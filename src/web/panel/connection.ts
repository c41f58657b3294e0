/** The page's line to the server: joins the conversation, fetches missed events, and reconnects after every break. */
import type { ShownAssistEvent } from "../../assist/event.ts";
import { ASSIST_DATA_TYPES } from "../../assist/google-notification.ts";
import { numberOf, recordOf } from "../../base/json-fields.ts";
import type { UsedSuggestion } from "../../contract/used-suggestion.ts";
import { createLastingLine } from "../common/lasting-line.ts";
import type { DesktopPass } from "./desktop-pass.ts";
import type { ConnectionState } from "./state/panel-state.ts";
import { readEnvelope } from "./state/read-envelope.ts";
import { readEvent } from "./state/read-event.ts";

export interface ConnectionOptions {
  /** Origin of the Socket.IO server; the page's own when left out. */
  serverUrl?: string;
  conversationName: string;
  pass: DesktopPass;
  /** Whether the life of the call that the page was opened for is shown, and no later one of its id. */
  staysWithItsLife: () => boolean;
  /** Highest log sequence seen without a gap; the server replays what comes after. */
  lastSequence: () => number;
  onEvent: (event: ShownAssistEvent) => void;
  onCallState: (raw: unknown) => void;
  /** The events that follow are of another life of the call's id than the page was opened for; from 1. */
  onEpisode: (episode: number) => void;
  onConnection: (connection: ConnectionState) => void;
  /** Tells "online" and "offline"; a browser passes its window. */
  network?: EventTarget;
}

export interface Connection {
  /** Tries now instead of when the back-off says. */
  retryNow(): void;
  /** To the call's other desktops that are connected now; lost while the line is down. */
  tellUse(used: UsedSuggestion): void;
  close(): void;
}

const JOIN_DEADLINE_MS = 8_000;

export function connectToCall(options: ConnectionOptions): Connection {
  const { pass, onConnection } = options;
  let hasRenewedForThisTry = false;

  const line = createLastingLine({
    ...(options.serverUrl === undefined ? {} : { url: options.serverUrl }),
    auth: (give) => give({ token: pass.token() }),
    onRefused: () => void renewOrGiveUp(),
    onRetry: (retry) =>
      onConnection(isNetworkDown() ? { status: "offline" } : { status: "reconnecting", ...retry }),
    onAway: () => onConnection({ status: "offline" }),
    onWish: (retry) => {
      hasRenewedForThisTry = false;
      onConnection({ status: "reconnecting", ...retry });
    },
    network: options.network,
  });
  const { socket } = line;

  async function renewOrGiveUp(): Promise<void> {
    if (hasRenewedForThisTry) {
      onConnection({ status: "expired" });
      return;
    }
    hasRenewedForThisTry = true;
    const result = await pass.renew();
    if (result === "renewed") line.tryNow();
    else if (result === "refused") onConnection({ status: "expired" });
    else {
      hasRenewedForThisTry = false;
      line.tryLater();
    }
  }

  async function join(): Promise<void> {
    const stay = options.staysWithItsLife() ? { stay: true } : {};
    const request = { after: options.lastSequence(), form: "sidetone", ...stay };
    const answer: unknown = await new Promise((resolve) => {
      socket
        .timeout(JOIN_DEADLINE_MS)
        .emit("join-conversation", options.conversationName, request, (failure: unknown, ok: unknown) =>
          resolve(failure ? "no answer" : ok),
        );
    });
    if (line.isClosed() || !socket.connected) return;
    if (answer === true) {
      line.settle();
      hasRenewedForThisTry = false;
      onConnection({ status: "live" });
    } else if (answer === "no answer") {
      line.tryLater();
    } else {
      // It keeps its own message while it is asked for again: its name may be announced before it exists.
      line.tryLater(() => onConnection({ status: "unknownCall" }));
    }
  }

  socket.on("connect", () => void join());
  socket.on("call-state", (raw: unknown) => options.onCallState(raw));
  socket.on("call-episode", (raw: unknown) => {
    const episode = numberOf(recordOf(raw).episode);
    if (episode !== undefined) options.onEpisode(episode);
  });
  function take(event: ShownAssistEvent | undefined): void {
    if (event !== undefined) options.onEvent(event);
  }
  socket.on("assist-event", (raw: unknown) => take(readEvent(raw)));
  // A page may reach a server of a former version: while an update runs, or after it was taken back.
  for (const dataType of ASSIST_DATA_TYPES) {
    socket.on(dataType, (raw: unknown) => take(readEnvelope(dataType, raw)));
  }

  // A connection outlives its first token only when the server gets the next one.
  pass.onRenewed((token) => {
    if (socket.connected) socket.emit("renew-token", token);
  });

  function onOffline(): void {
    if (!socket.connected) onConnection({ status: "offline" });
  }
  options.network?.addEventListener("offline", onOffline);

  line.tryNow();
  return {
    retryNow: line.retryNow,
    tellUse(used) {
      if (socket.connected) socket.emit("suggestion-used", options.conversationName, used);
    },
    close: () => {
      options.network?.removeEventListener("offline", onOffline);
      line.close();
    },
  };
}

function isNetworkDown(): boolean {
  return typeof navigator !== "undefined" && navigator.onLine === false;
}
