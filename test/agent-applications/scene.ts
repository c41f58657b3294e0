/** Agents' applications with a real HTTP server, real Socket.IO clients and calls whose legs the test opens and closes. */
import { SignJWT } from "jose";
import { io as connect, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";
import { conversationRefOf } from "../../src/assist/conversation.ts";
import { clientAddresses } from "../../src/base/client-address.ts";
import { type Clock, systemClock } from "../../src/base/clock.ts";
import type { JsonObject } from "../../src/base/json.ts";
import { createLogger } from "../../src/base/log.ts";
import { ADDRESS_FIELD } from "../../src/contract/address-fields.ts";
import type { CallRef } from "../../src/contract/call-ref.ts";
import type { Speaker } from "../../src/contract/speaker.ts";
import { createDelivery } from "../../src/delivery/delivery.ts";
import { agentApplicationRoutes } from "../../src/http/agent-applications/routes.ts";
import { createApp } from "../../src/http/server/app.ts";
import { serveHttp } from "../../src/http/server/serve.ts";
import type { RefusalKind } from "../../src/telemetry/refusals.ts";
import { createAddressMark } from "../../src/transports/agent-applications/address-mark.ts";
import {
  Agents,
  type AgentsPort,
  type SessionKeeper,
} from "../../src/transports/agent-applications/agents.ts";
import type { FloodLimits } from "../../src/transports/agent-applications/flood.ts";
import { createApplicationServer } from "../../src/transports/agent-applications/server.ts";
import type { BotNews } from "../../src/transports/agent-applications/session.ts";
import { createApplicationTokenCheck } from "../../src/transports/agent-applications/token.ts";
import { interimEventOf } from "../../src/transports/audiocodes/interim-event.ts";
import { createSuggestionFeed } from "../../src/transports/audiocodes/suggestion-feed.ts";
import { createDesktopServer } from "../../src/transports/socketio/desktop-server.ts";
import { suggestion } from "../support/desktop-stage.ts";
import { eventually } from "../support/eventually.ts";
import { createMemoryDeliveryLog } from "../support/memory-delivery-log.ts";
import { RecordingCallDirectory } from "../support/recording-call-directory.ts";

export const SHARED_TOKEN = "shared-token-of-trusted-applications";
export const SIGNING_SECRET = "a secret of thirty-two characters or more";
export const GRACE_MS = 30_000;
export const WAIT_MS = 600_000;
/** The agent that most tests are about. */
export const AGENT = { agentId: "agent-7", phoneNumber: "+1 415 555 0107" };
export const OTHER = { agentId: "agent-8", phoneNumber: "+1 415 555 0108" };

export interface Received {
  event: string;
  message: Record<string, unknown>;
}

export interface Application {
  socket: Socket;
  /** Everything sent without asking, in order. */
  received: Received[];
  ask(event: string, payload?: unknown): Promise<JsonObject>;
  of(event: string): Record<string, unknown>[];
  /** Statuses of sessions, in order. */
  statuses(): unknown[];
}

export const refOf = (id: string): CallRef => ({
  callKey: `vaic-${id}`,
  source: "audiocodes",
  vendorCallId: id,
});

/** A token that names one agent; `claims` win. */
export function signedToken(claims: Record<string, unknown> = {}, secret = SIGNING_SECRET): Promise<string> {
  return new SignJWT({ phone_number: AGENT.phoneNumber, sub: AGENT.agentId, ...claims })
    .setProtectedHeader({ alg: "HS256" })
    .setExpirationTime(claims.exp === undefined ? "1h" : Number(claims.exp))
    .sign(new TextEncoder().encode(secret));
}

export interface SceneOptions {
  clock?: Clock;
  flood?: FloodLimits;
  withBot?: boolean;
  maxSessions?: number;
  maxApplications?: number;
  /** Where several instances share agents. */
  keeper?: SessionKeeper;
  share?(agents: Agents): AgentsPort;
}

export type ConnectOptions = Partial<ManagerOptions & SocketOptions>;

export function startScene(options: SceneOptions = {}) {
  const clock = options.clock ?? systemClock;
  const logger = createLogger("silent");
  const log = createMemoryDeliveryLog();
  const calls = new RecordingCallDirectory();
  const delivery = createDelivery({ log, calls, clock, logger });
  const markOf = createAddressMark("the process's own secret", "US");
  const told: BotNews[] = [];
  const refused: RefusalKind[] = [];
  const refusals = { note: (kind: RefusalKind) => void refused.push(kind), close: () => {} };
  const guesses = {
    wrong: async (kind: RefusalKind) => {
      refused.push(kind);
      return 0;
    },
  };
  const addresses = clientAddresses([]);
  const agents = new Agents({
    timing: { graceMs: GRACE_MS, awaitCallMs: WAIT_MS },
    maxSessions: options.maxSessions ?? 32,
    calls,
    tellBot: options.withBot === false ? undefined : (news) => void told.push(structuredClone(news)),
    keeper: options.keeper,
    clock,
  });
  const verifyToken = createApplicationTokenCheck({
    ...{ sharedToken: SHARED_TOKEN, signingSecret: SIGNING_SECRET, clock: systemClock },
  });
  if (verifyToken === undefined) throw new Error("no token opens the door");
  const roomOf = (callKey: string) => `projects/p/conversations/${callKey}`;
  const server = createApplicationServer({
    ...{ verifyToken, delivery, roomOf, addresses, refusals, guesses, clock, logger },
    agents: options.share?.(agents) ?? agents,
    identity: { markOf, country: "US" },
    watchView: () => () => {},
    followSuggestions: createSuggestionFeed({ delivery, roomOf, clock, logger }),
    corsOrigins: ["https://crm.example"],
    limits: {
      maxApplications: options.maxApplications ?? 100,
      maxPayloadBytes: 128 * 1024,
      joinTimeoutMs: 60_000,
      ...(options.flood === undefined ? {} : { flood: options.flood }),
    },
  });
  const desktopServer = createDesktopServer({
    verifyToken: () => Promise.reject(new Error("no desktop")),
    callState: { watch: () => () => {}, ended: async () => null },
    limits: { maxDesktops: 1, maxPayloadBytes: 1_000, joinTimeoutMs: 1_000 },
    ...{ delivery, calls, corsOrigins: [], addresses, refusals, guesses, clock, logger },
  });
  const serving = serveHttp({
    app: createApp({ logger, groups: [agentApplicationRoutes(server, addresses)] }),
    ...{ addresses, desktopServer, host: "127.0.0.1", port: 0, maxRequestBodyBytes: 512 * 1024 },
    ...{ clock: systemClock, logger },
  });
  const url = `http://127.0.0.1:${serving.port}`;
  const sockets: Socket[] = [];
  let legs = 0;

  function open(query: Record<string, string>, more: ConnectOptions = {}): Socket {
    const socket = connect(url, {
      ...{ path: "/agentAssist/socket.io", query, transports: ["websocket"], forceNew: true },
      ...{ reconnection: false, ...more },
    });
    sockets.push(socket);
    return socket;
  }

  return {
    ...{ url, agents, calls, delivery, log, markOf, refused, server, told, open },
    async connect(token = SHARED_TOKEN, more: ConnectOptions = {}): Promise<Application> {
      const socket = open({ token }, more);
      const received: Received[] = [];
      socket.onAny((event: string, message: Record<string, unknown>) => received.push({ event, message }));
      await new Promise<void>((resolve, reject) => {
        socket.once("connect", resolve);
        socket.once("connect_error", reject);
      });
      const of = (event: string) => received.filter((one) => one.event === event).map((one) => one.message);
      return {
        ...{ socket, received, of },
        ask: (event, payload) =>
          new Promise((resolve) => {
            if (payload === undefined) socket.emit(event, resolve);
            else socket.emit(event, payload, resolve);
          }),
        statuses: () => of("sessionStatus").map(({ status }) => status),
      };
    },
    /** Opens a leg of a call; returns its closing. */
    leg(id: string, speaker: Speaker, party: { address?: string; five9AgentId?: string }): () => void {
      legs += 1;
      const legId = `leg-${legs}`;
      const mark = party.address === undefined ? null : markOf(party.address);
      const origin: Record<string, string> = {
        ...(mark === null ? {} : { [ADDRESS_FIELD]: mark }),
        ...(party.five9AgentId === undefined ? {} : { agentId: party.five9AgentId }),
      };
      agents.openCalls.opened(refOf(id), { legId, speaker, origin });
      return () => agents.openCalls.closed(refOf(id), legId);
    },
    endCall: (id: string) => agents.openCalls.ended(refOf(id)),
    suggest: (id: string, messageId: string) =>
      delivery.accept(suggestion(messageId, `projects/p/locations/global/conversations/vaic-${id}`)),
    /** Words on their way, which are in no log. */
    speak: (id: string, text: string) =>
      delivery.accept(
        interimEventOf({
          conversation: conversationRefOf(`projects/p/conversations/vaic-${id}`),
          ...{
            speaker: "customer",
            text,
            languageCode: "en-US",
            utteranceId: "u-1",
            atMs: 0,
            isWhole: false,
          },
        }),
      ),
    async close() {
      for (const socket of sockets) socket.disconnect();
      agents.close();
      await server.close();
      await desktopServer.close();
      await eventually(() => server.count() === 0);
      await delivery.close();
      await serving.stop(1_000);
    },
  };
}

export type Scene = ReturnType<typeof startScene>;
