/** The operators' live feed for tests: the real Socket.IO server and clients, over calls that the test changes. */
import { io as connect, type Socket } from "socket.io-client";
import { SimulatedClock } from "xstate";
import type { Clock } from "../../src/base/clock.ts";
import { createLogger } from "../../src/base/log.ts";
import type { WatchedCall } from "../../src/calls/port.ts";
import type { CallRef } from "../../src/contract/call-ref.ts";
import type { CallSummary } from "../../src/contract/call-summary.ts";
import type { CallMessage, CallsMessage, InstanceMessage, WatchReply } from "../../src/contract/feed.ts";
import type { HistoryLine } from "../../src/contract/history-line.ts";
import type { OperatorDoor, OperatorIdentity } from "../../src/operators/access.ts";
import { FeedHub } from "../../src/operators/feed/feed-hub.ts";
import { TICK_MS } from "../../src/operators/feed/pace.ts";
import { createOperatorAdmission } from "../../src/transports/socketio/operator-admission.ts";
import { serveOperatorFeed } from "../../src/transports/socketio/operator-feed.ts";
import { startDesktopStage } from "./desktop-stage.ts";
import { eventually } from "./eventually.ts";

const RING_LINES = 500;

/** A call whose history only the test writes. */
export class PlayedCall implements WatchedCall {
  readonly ref: CallRef;
  readonly lines: HistoryLine[] = [];
  live = true;
  summaries = 0;
  #last = 0;

  constructor(callKey: string) {
    this.ref = { callKey, source: "five9", vendorCallId: "1" };
  }

  add(event: string): void {
    this.#last += 1;
    this.lines.push({ line: this.#last, atMs: this.#last, actor: "call", event });
    if (this.lines.length > RING_LINES) this.lines.shift();
  }

  async news(afterLine: number) {
    return {
      summary: this.#row(),
      lines: this.lines.filter((kept) => kept.line > afterLine),
      missed: (this.lines[0]?.line ?? this.#last + 1) > afterLine + 1,
      ledgers: {},
    };
  }

  async summary(): Promise<CallSummary> {
    this.summaries += 1;
    return this.#row();
  }

  #row(): CallSummary {
    return {
      ...this.ref,
      live: this.live,
      startedAtMs: 0,
      endedAtMs: this.live ? null : this.#last,
      changedAtMs: this.#last,
      view: { media: "streaming", conversation: "open", assist: "unattended", participants: {} },
      alarms: [],
      domainId: "",
      agentIds: [],
      campaignIds: [],
      desktops: 0,
      suggestions: 0,
      endReason: null,
    };
  }
}

export interface PlayedConsole {
  socket: Socket;
  calls: CallsMessage[];
  call: CallMessage[];
  instances: InstanceMessage[];
  /** Bytes of all messages as JSON. */
  bytes(): number;
  ask(event: string, request?: unknown): Promise<WatchReply>;
  /** False from here on: messages are taken and not acknowledged. Acknowledges what was held back when true again. */
  acknowledge(isWilling: boolean): void;
}

export type FeedScene = ReturnType<typeof startFeedScene>;

export function startFeedScene(options: { maxConsoles?: number } = {}) {
  const stage = startDesktopStage();
  const simulated = new SimulatedClock();
  const clock: Clock = simulated;
  const played = new Map<string, PlayedCall>();
  const listeners = new Set<(call: WatchedCall) => void>();
  const identities = new Map<string, OperatorIdentity>([
    ["Bearer watcher", { name: "watcher", roles: ["view"], via: "bearer" }],
    ["Bearer rightless", { name: "rightless", roles: [], via: "bearer" }],
  ]);
  const ledgers = { current: {} as Record<string, NonNullable<HistoryLine["ledger"]>> };
  const door: OperatorDoor = {
    identify: async (headers) =>
      identities.get(headers.get("authorization") ?? headers.get("cookie") ?? "") ?? null,
  };
  const hub = new FeedHub({
    clock,
    source: {
      calls: {
        watchedCalls: async () => [...played.values()].filter((call) => call.live),
        count: async () => [...played.values()].filter((call) => call.live).length,
        watched: async (callKey) => played.get(callKey) ?? null,
        onWatched(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
      ledgersOf: () => ledgers.current,
      instance: () => ({
        atMs: clock.now(),
        state: "ready",
        liveCalls: played.size,
        desktops: 0,
        streams: 0,
        residentBytes: 1,
      }),
    },
  });
  const admission = createOperatorAdmission({
    door,
    maxConsoles: options.maxConsoles ?? 50,
    onIdentified: (socket) => stage.desktopServer.settle(socket),
    addressOf: () => "192.0.2.1",
    guesses: { wrong: async () => 0 },
    identifyDeadlineMs: 1_000,
    clock,
    logger: createLogger("silent"),
  });
  const { io } = stage.desktopServer;
  const feed = serveOperatorFeed({ io, admission, hub, clock, logger: createLogger("silent") });
  const sockets: Socket[] = [];

  function openSocket(headers: Record<string, string>): Socket {
    const socket = connect(`${stage.url}/operators`, {
      transports: ["websocket"],
      extraHeaders: headers,
      forceNew: true,
      reconnection: false,
    });
    sockets.push(socket);
    return socket;
  }

  return {
    stage,
    hub,
    feed,
    identities,
    ledgers,
    /** Calls with listeners of the feed's. */
    listeners: () => listeners.size,
    begin(callKey: string): PlayedCall {
      const call = new PlayedCall(callKey);
      played.set(callKey, call);
      return call;
    },
    /** Writes a line and says that the call changed. */
    change(call: PlayedCall, event = "leg.held"): void {
      call.add(event);
      for (const listener of listeners) listener(call);
    },
    end(call: PlayedCall): void {
      call.live = false;
      this.change(call, "ended");
      played.delete(call.ref.callKey);
    },
    /** Lets the feed's time pass; on every tick messages and acknowledgements arrive. */
    async pass(durationMs: number): Promise<void> {
      for (let passedMs = 0; passedMs < durationMs; passedMs += TICK_MS) {
        simulated.increment(TICK_MS);
        await settle(sockets);
      }
    },
    jump: (durationMs: number) => simulated.increment(durationMs),
    async connect(
      headers: Record<string, string> = { authorization: "Bearer watcher" },
    ): Promise<PlayedConsole> {
      const socket = openSocket(headers);
      const played = {
        calls: [] as CallsMessage[],
        call: [] as CallMessage[],
        instances: [] as InstanceMessage[],
      };
      let bytes = 0;
      let isWilling = true;
      const held: (() => void)[] = [];
      const hear =
        <T>(messages: T[]) =>
        (message: T, ack: () => void) => {
          messages.push(message);
          bytes += JSON.stringify(message).length;
          if (isWilling) ack();
          else held.push(ack);
        };
      socket.on("calls", hear(played.calls));
      socket.on("call", hear(played.call));
      socket.on("instance", hear(played.instances));
      await new Promise<void>((resolve, reject) => {
        socket.once("connect", resolve);
        socket.once("connect_error", reject);
      });
      return {
        socket,
        ...played,
        bytes: () => bytes,
        ask: (event, request) => {
          const { promise, resolve } = Promise.withResolvers<WatchReply>();
          if (request === undefined) socket.emit(event, resolve);
          else socket.emit(event, request, resolve);
          return promise;
        },
        acknowledge(willing) {
          isWilling = willing;
          if (willing) for (const ack of held.splice(0)) ack();
        },
      };
    },
    async close(): Promise<void> {
      for (const socket of sockets) socket.disconnect();
      feed.close();
      await eventually(() => feed.count() === 0);
      await stage.close();
    },
  };
}

/**
 * Two questions and answers: what the server had sent is here after the first, and its acknowledgement there after the
 * second.
 */
async function settle(sockets: readonly Socket[]): Promise<void> {
  for (const socket of sockets) {
    for (let turn = 0; turn < 2 && socket.connected; turn += 1) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const done = () => resolve();
      socket.emit("unwatch.call", { callKey: "none" }, done);
      socket.once("disconnect", done);
      await promise;
      socket.off("disconnect", done);
    }
  }
}
