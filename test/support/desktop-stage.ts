/** A whole desktop side for tests: delivery over a memory log, the Socket.IO server, and real clients. */
import { Hono } from "hono";
import { io as connect, type Socket } from "socket.io-client";
import type { AssistEvent } from "../../src/assist/event.ts";
import type { AssistEnvelope } from "../../src/assist/google/envelope.ts";
import { clientAddresses } from "../../src/base/client-address.ts";
import type { Clock } from "../../src/base/clock.ts";
import { systemClock } from "../../src/base/clock.ts";
import { createLogger, type Logger } from "../../src/base/log.ts";
import { createDelivery, type Delivery } from "../../src/delivery/delivery.ts";
import { serveHttp } from "../../src/http/server/serve.ts";
import type { OpenCompanionStream } from "../../src/transports/socketio/companion-streams.ts";
import {
  createDesktopServer,
  type DesktopServer,
  type DesktopServerLimits,
} from "../../src/transports/socketio/desktop-server.ts";
import type { DesktopGrant } from "../../src/transports/socketio/grant.ts";
import type { ErrorNotice } from "../../src/transports/socketio/messages.ts";
import type { SharedUse } from "../../src/transports/socketio/used-suggestions.ts";
import { eventually } from "./eventually.ts";
import { googleEvent } from "./google-event.ts";
import { createMemoryDeliveryLog, type MemoryDeliveryLog } from "./memory-delivery-log.ts";
import { RecordingCallDirectory } from "./recording-call-directory.ts";

export const STAGE_CALL = "five9-0000000001";
export const STAGE_CONVERSATION = `projects/p/locations/global/conversations/${STAGE_CALL}`;
export const STAGE_ROOM = `projects/p/conversations/${STAGE_CALL}`;

export interface StageDesktop {
  socket: Socket;
  /** Every Agent Assist event received, in order. */
  received: AssistEnvelope[];
  notices: ErrorNotice[];
  callStates: unknown[];
  /** Joins and returns the acknowledgement's two arguments. */
  join(name?: string, options?: unknown): Promise<[boolean, string]>;
  leave(name?: string): Promise<[boolean, string]>;
  /** Sequences of the logged events received, in order. */
  sequences(): number[];
}

export interface DesktopStage {
  delivery: Delivery;
  log: MemoryDeliveryLog;
  calls: RecordingCallDirectory;
  desktopServer: DesktopServer;
  url: string;
  /** Grants by token; tests add their own. */
  grants: Map<string, DesktopGrant>;
  /** Changes the call's state as its actor would. */
  setCallState(view: object): void;
  connect(options?: { token?: string; transports?: string[] }): Promise<StageDesktop>;
  /** Accepts a suggestion event with the given message id. */
  suggest(messageId: string): Promise<void>;
  close(): Promise<void>;
}

export function suggestion(messageId: string, conversationName = STAGE_CONVERSATION): AssistEvent {
  return googleEvent({
    dataType: "human-agent-assistant-event",
    payload: {
      conversation: conversationName,
      suggestionResults: [{ suggestSmartRepliesResponse: { smartReplyAnswers: [{ reply: messageId }] } }],
    },
    messageId,
    publishTime: "2026-11-20T10:00:00.123Z",
  });
}

export function startDesktopStage(
  options: {
    clock?: Clock;
    /** Of the HTTP server; default: silent. */
    httpLogger?: Logger;
    limits?: Partial<DesktopServerLimits>;
    /** See ServeHttpOptions. */
    headDeadlineS?: number;
    keepAliveMs?: number;
    openCompanionStream?: OpenCompanionStream;
    shareUse?: (use: SharedUse) => void;
  } = {},
): DesktopStage {
  const clock = options.clock ?? systemClock;
  const logger = createLogger("silent");
  const log = createMemoryDeliveryLog();
  const calls = new RecordingCallDirectory();
  const delivery = createDelivery({ log, calls, clock, logger });
  const inAnHourMs = clock.now() + 3_600_000;
  const grants = new Map<string, DesktopGrant>([
    ["agent", { conversations: [STAGE_CONVERSATION], expiresAtMs: inAnHourMs }],
    ["supervisor", { conversations: null, expiresAtMs: inAnHourMs }],
  ]);
  let state: object | null = null;
  const listeners = new Set<(view: object | null) => void>();
  const addresses = clientAddresses([]);
  const desktopServer = createDesktopServer({
    verifyToken: async (token) => {
      const grant = grants.get(token);
      if (grant === undefined) throw new Error("unknown token");
      return grant;
    },
    delivery,
    callState: {
      watch: (callKey, listener) => {
        if (callKey === STAGE_CALL) listeners.add(listener);
        listener(callKey === STAGE_CALL ? state : null);
        return () => listeners.delete(listener);
      },
      ended: async () => null,
    },
    calls,
    corsOrigins: ["https://desk.example"],
    addresses,
    refusals: { note: () => {}, close: () => {} },
    guesses: { wrong: async () => 0 },
    clock,
    logger,
    limits: { maxDesktops: 100, maxPayloadBytes: 10_000, joinTimeoutMs: 2_000, ...options.limits },
    openCompanionStream: options.openCompanionStream,
    shareUse: options.shareUse,
  });
  const app = new Hono().get("/hello", (context) => context.text("hello"));
  app.post("/echo", async (context) => context.text(await context.req.text()));
  const serving = serveHttp({
    addresses,
    app,
    desktopServer,
    host: "127.0.0.1",
    port: 0,
    maxRequestBodyBytes: 20_000,
    ...(options.keepAliveMs === undefined ? {} : { keepAliveMs: options.keepAliveMs }),
    ...(options.headDeadlineS === undefined ? {} : { headDeadlineS: options.headDeadlineS }),
    clock,
    logger: options.httpLogger ?? logger,
  });
  const url = `http://127.0.0.1:${serving.port}`;
  const sockets: Socket[] = [];

  async function connectDesktop(how: { token?: string; transports?: string[] }): Promise<StageDesktop> {
    const socket = connect(url, {
      auth: { token: how.token ?? "agent" },
      transports: how.transports ?? ["websocket"],
      forceNew: true,
      reconnectionDelay: 10,
      reconnectionDelayMax: 20,
    });
    sockets.push(socket);
    const received: AssistEnvelope[] = [];
    const notices: ErrorNotice[] = [];
    const callStates: unknown[] = [];
    socket.onAny((event: string, argument: unknown) => {
      if (event === "error-notice") notices.push(argument as ErrorNotice);
      else if (event === "call-state") callStates.push(argument);
      else received.push(argument as AssistEnvelope);
    });
    function ask(event: string, args: unknown[]): Promise<[boolean, string]> {
      const { promise, resolve } = Promise.withResolvers<[boolean, string]>();
      socket.emit(event, ...args, (ok: boolean, room: string) => resolve([ok, room]));
      return promise;
    }
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("connect_error", (error) => {
        socket.disconnect();
        reject(error);
      });
    });
    return {
      socket,
      received,
      notices,
      callStates,
      join: (name = STAGE_CONVERSATION, joinOptions) =>
        ask("join-conversation", joinOptions === undefined ? [name] : [name, joinOptions]),
      leave: (name = STAGE_CONVERSATION) => ask("leave-conversation", [name]),
      sequences: () =>
        received.flatMap((envelope) => (envelope.sequence === undefined ? [] : [envelope.sequence])),
    };
  }

  return {
    delivery,
    log,
    calls,
    desktopServer,
    url,
    grants,
    setCallState: (view) => {
      state = view;
      for (const listener of listeners) listener(view);
    },
    connect: (how = {}) => connectDesktop(how),
    suggest: (messageId) => delivery.accept(suggestion(messageId)),
    close: async () => {
      for (const socket of sockets) socket.disconnect();
      await desktopServer.close();
      await eventually(() => desktopServer.count() === 0);
      await delivery.close();
      await serving.stop(1_000);
    },
  };
}
