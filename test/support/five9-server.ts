/** A real Five9 server on a free port with recorders behind it, and callers that know its address. */
import { LegStream, type LegStreamOptions } from "../../simulators/five9/leg-stream.ts";
import { type Clock, systemClock } from "../../src/base/clock.ts";
import { createLogger } from "../../src/base/log.ts";
import type { Guesses } from "../../src/telemetry/guesses.ts";
import type { RefusalKind } from "../../src/telemetry/refusals.ts";
import { five9CallRef } from "../../src/transports/five9/call-key.ts";
import type { Five9Limits } from "../../src/transports/five9/limits.ts";
import type { Five9Count } from "../../src/transports/five9/metrics.ts";
import { type Five9Server, startFive9Server } from "../../src/transports/five9/server.ts";
import type { WireStreamingConfig } from "../../src/transports/five9/voice-proto.ts";
import type { CallStream } from "../../src/transports/five9/who-speaks.ts";
import { WAIT_DEADLINE_MS } from "./eventually.ts";
import { RecordingSinks } from "./recording-audio-sinks.ts";
import { RecordingCallDirectory } from "./recording-call-directory.ts";
import { FIVE9_LIMITS } from "./settings.ts";

export const TEST_TRUST_TOKEN = "trust-token-for-tests";

/** A configuration the server takes: LINEAR16 at 8000 Hz, the agent's leg of call 42. */
export const AGENT_CONFIG: WireStreamingConfig = {
  voiceConfig: { encoding: 1, sampleRateHertz: 8000 },
  vccCallId: "42",
  domainId: "d1",
  campaignId: "c1",
  agentId: "a1",
  callLeg: 0,
  subscriptionId: "s1",
  skillId: "k1",
};

export const CUSTOMER_CONFIG: WireStreamingConfig = { ...AGENT_CONFIG, callLeg: 1 };

export interface Five9TestServer {
  server: Five9Server;
  directory: RecordingCallDirectory;
  sinks: RecordingSinks;
  /** How often the server counted something. */
  counted(name: Five9Count): number;
  /** How often strangers were turned away for this. */
  refused(kind: RefusalKind): number;
  /** Waits until something was counted so often. Rejects after five seconds. */
  untilCounted(name: Five9Count, atLeast: number): Promise<void>;
  address: string;
  /** Opens a stream and says nothing yet. */
  connect(options?: Partial<LegStreamOptions>): LegStream;
  /** Opens a stream, sends the configuration and waits for 1001. */
  openLeg(config?: WireStreamingConfig): Promise<LegStream>;
  close(): Promise<void>;
}

export async function startFive9TestServer(
  options: {
    limits?: Partial<Five9Limits>;
    clock?: Clock;
    tls?: { cert: string; key: string };
    reflection?: boolean;
    /** Streams that calls have on other instances. Default: every call is here. */
    elsewhere?: readonly CallStream[] | Promise<readonly CallStream[]>;
    /** Default: guessing is not slowed down. */
    guesses?: Guesses;
  } = {},
): Promise<Five9TestServer> {
  const elsewhere = options.elsewhere === undefined ? undefined : Promise.resolve(options.elsewhere);
  const directory = new RecordingCallDirectory();
  const sinks = new RecordingSinks();
  const counts = new Map<Five9Count, number>();
  const refused = new Map<RefusalKind, number>();
  const waiters = new Set<() => void>();
  const count = (name: Five9Count): void => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const wake of waiters) wake();
    waiters.clear();
  };
  const note = (kind: RefusalKind): void => void refused.set(kind, (refused.get(kind) ?? 0) + 1);
  const wrong = async (kind: RefusalKind): Promise<number> => {
    note(kind);
    return 0;
  };
  const server = await startFive9Server({
    host: "127.0.0.1",
    port: 0,
    trustToken: TEST_TRUST_TOKEN,
    directory,
    sinks,
    callRefOf: five9CallRef,
    streamsOf: (callKey) => elsewhere ?? directory.streamsOf(callKey),
    clock: options.clock ?? systemClock,
    logger: createLogger("silent"),
    limits: { ...FIVE9_LIMITS, ...options.limits },
    metrics: { count },
    refusals: { note, close: () => {} },
    guesses: options.guesses ?? { wrong },
    ...(options.tls === undefined ? {} : { tls: options.tls }),
    ...(options.reflection === undefined ? {} : { reflection: options.reflection }),
  });
  const address = `127.0.0.1:${server.port}`;
  const opened: LegStream[] = [];
  const connect = (more: Partial<LegStreamOptions> = {}): LegStream => {
    const defaults = { grpcAddress: address, trustToken: TEST_TRUST_TOKEN, tokenIn: "metadata" } as const;
    const stream = new LegStream({ ...defaults, ...more });
    opened.push(stream);
    return stream;
  };
  return {
    server,
    directory,
    sinks,
    counted: (name) => counts.get(name) ?? 0,
    refused: (kind) => refused.get(kind) ?? 0,
    untilCounted: async (name, atLeast) => {
      const deadline = AbortSignal.timeout(WAIT_DEADLINE_MS);
      while ((counts.get(name) ?? 0) < atLeast) {
        await new Promise<void>((resolve, reject) => {
          waiters.add(resolve);
          deadline.addEventListener("abort", () =>
            reject(new Error(`${name} was not counted ${atLeast} times`)),
          );
        });
      }
    },
    address,
    connect,
    openLeg: async (config = AGENT_CONFIG) => {
      const stream = connect();
      stream.sendConfig(config);
      const start = await stream.status(1001);
      if (start === undefined)
        throw new Error(`no 1001; the stream ended with ${JSON.stringify(await stream.ended)}`);
      return stream;
    },
    close: async () => {
      for (const stream of opened) if (!stream.isOver) stream.cancel();
      await server.close();
    },
  };
}
