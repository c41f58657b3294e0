/** The Five9 voice server: listens for StreamingVoice RPCs, keeps count of them, drains and closes. */
import { isIPv6 } from "node:net";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import type { LegClose } from "../../actors/call/events.ts";
import type { AudioSinks } from "../../audio/sink.ts";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import { listenFailure } from "../../base/listen-failure.ts";
import type { Logger } from "../../base/log.ts";
import { secretCheck } from "../../base/secret.ts";
import type { CallDirectory } from "../../calls/port.ts";
import type { CallRef } from "../../contract/call-ref.ts";
import type { Guesses } from "../../telemetry/guesses.ts";
import type { Refusals } from "../../telemetry/refusals.ts";
import { withQuickAudio } from "./audio-message.ts";
import { createDepartures } from "./departures.ts";
import type { Leg } from "./leg.ts";
import type { DepartureMoment } from "./leg-departure.ts";
import { type Five9Limits, maxStreamsPerConnection } from "./limits.ts";
import { LiveCalls } from "./live-calls.ts";
import type { Five9AudioTotals, Five9Metrics } from "./metrics.ts";
import { type ReceptionContext, receiveStream, refuseToken } from "./reception.ts";
import { RequestReader } from "./request-reader.ts";
import { addServingStatus } from "./serving-status.ts";
import { SERVER_STATUS, STATUS_OF_REASON } from "./status-code.ts";
import { guardStreams, type OpeningStream, type StreamGate } from "./stream-gate.ts";
import { createStreamPlaces } from "./stream-places.ts";
import { judgeMetadataToken } from "./trust-token.ts";
import { streamingVoiceMethod } from "./voice-proto.ts";
import { type Five9Call, VoiceStream } from "./voice-stream.ts";
import type { CallStream } from "./who-speaks.ts";

/** How long streams may take to end before their connections are cut. */
const CLOSE_GRACE_MS = 2_000;
const GOING_AWAY = "this server is going away";
/** A message beyond this is refused by gRPC itself; between the limit and this Sidetone can still say why. */
const GRPC_MESSAGE_CEILING_FACTOR = 2;
const MIN_GRPC_CEILING_BYTES = 64 * 1024;

export interface Five9ServerOptions {
  host: string;
  /** 0 picks a free port. */
  port: number;
  /** Absent: every stream is refused, with the reason. */
  trustToken: string | undefined;
  directory: CallDirectory;
  sinks: AudioSinks;
  callRefOf(vendorCallId: string): CallRef;
  /** The streams that a living call has or had, oldest first. */
  streamsOf(callKey: string): readonly CallStream[] | Promise<readonly CallStream[]>;
  clock: Clock;
  logger: Logger;
  limits: Five9Limits;
  metrics: Five9Metrics;
  refusals: Refusals;
  guesses: Guesses;
  /** PEM texts. Without them the server speaks plain HTTP/2, for use behind a proxy that ends TLS. */
  tls?: { cert: string; key: string };
  /** Whether the server describes its contract (gRPC reflection). Default true. */
  reflection?: boolean;
}

export interface Five9Server {
  readonly port: number;
  /** Legs that stream now. */
  openLegs(): number;
  audioTotals(): Five9AudioTotals;
  /** Health says SERVING while the process is ready; leaving ends that for good. Streams are taken in any case. */
  tellReady(isReady: boolean): void;
  /**
   * Health says NOT_SERVING. Streams that come nevertheless are taken, because another instance may take them from here:
   * each is asked to begin again (1012) at its next pause in speech.
   */
  leave(): void;
  /**
   * Takes no connection any more, so that a proxy tries the next instance, and tells those that
   * are there to bring no further streams (GOAWAY). Open streams continue.
   */
  shutDoor(): void;
  /** New streams get 1100 from now on and health says NOT_SERVING; open streams continue. */
  stopAccepting(): void;
  /**
   * Asks every leg to begin again (1012): now, each at its next pause in speech, or together, at the first moment at which
   * all pause; no stream is taken then. What a leg had sent before it heard so is still taken.
   */
  askToReconnect(when: DepartureMoment): void;
  /** Stops accepting and tells every leg to go: 1012 for reconnect, 1011 for disconnect, 1100 for failed. */
  drain(reason: LegClose["reason"]): void;
  /** Ends what is left, waits briefly, then cuts connections. */
  close(): Promise<void>;
}

/** Listens. Rejects with CONFIG_INVALID when the address is unavailable or certificate and key do not match. */
export async function startFive9Server(options: Five9ServerOptions): Promise<Five9Server> {
  const { clock, limits, metrics, refusals, trustToken } = options;
  const streams = new Set<VoiceStream>();
  const legs = new Set<Leg>();
  let accepting = true;
  let leaving = false;
  let gate: StreamGate | undefined;
  const departures = createDepartures(legs, () => {
    shutDoor();
    stopAccepting();
  });
  const places = createStreamPlaces({ maxStreams: limits.maxStreams, clock, metrics, refusals });
  const context: ReceptionContext = {
    ...options,
    tokenCheck: trustToken === undefined ? () => false : secretCheck(trustToken),
    audioTotals: { messages: 0, bytes: 0, gapMs: 0 },
    legs,
    liveCalls: new LiveCalls<Leg>(clock),
    accepting: () => accepting,
    leaving: () => leaving,
    onPause: () => departures.onPause(),
    trust: (call) => gate?.trust(call.getPeer()),
    answers: async (call) => (await gate?.answers(call.getPeer())) ?? false,
  };

  function streamingVoice(call: Five9Call): void {
    metrics.count("streamsOpened");
    let giveUp = (): void => {};
    const stream = new VoiceStream({
      ...{ call, clock, requests: requestsOf(gate?.opening(), limits) },
      onEnded() {
        streams.delete(stream);
        giveUp();
      },
    });
    streams.add(stream);
    if (trustToken === undefined) {
      refuseShut(stream, metrics);
      return;
    }
    const verdict = judgeMetadataToken(context.tokenCheck, call.metadata);
    if (verdict === "wrong") {
      refuseToken(context, call, stream, verdict);
      return;
    }
    const release = accepting ? places.take(call, stream, verdict === "right") : undefined;
    if (release === undefined) {
      refuseFull(stream, metrics);
      return;
    }
    giveUp = receiveStream(context, call, stream, release);
  }

  const server = new Server(serverOptions(limits));
  server.addService({ StreamingVoice: streamingVoiceMethod() }, { StreamingVoice: streamingVoice });
  const status = addServingStatus(server, { reflection: options.reflection ?? true });
  const port = await bind(server, options);
  gate = guardStreams(server, { clock, refusals });

  function leave(): void {
    leaving = true;
    status.setServing(false);
  }

  const shutDoor = () => server.unbind(placeOf(options.host, port));

  function stopAccepting(): void {
    accepting = false;
    leave();
  }

  function drain(reason: LegClose["reason"]): void {
    stopAccepting();
    const say = { code: STATUS_OF_REASON[reason], message: GOING_AWAY };
    for (const leg of [...legs]) leg.close({ cause: "serverClosed", say });
  }

  return {
    ...{ port, leave, shutDoor, stopAccepting, drain },
    openLegs: () => legs.size,
    audioTotals: () => ({ ...context.audioTotals }),
    tellReady: (isReady) => status.setServing(isReady && !leaving),
    askToReconnect: departures.ask,
    close: async () => {
      drain("reconnect");
      for (const stream of [...streams]) stream.endWith(SERVER_STATUS.errorNoResource, GOING_AWAY);
      await shutDown(server, clock);
      places.close();
      gate?.close();
    },
  };
}

function requestsOf(opening: OpeningStream | undefined, limits: Five9Limits): RequestReader {
  if (opening === undefined) throw new SidetoneError("INTERNAL", "a call came without its HTTP/2 stream");
  return new RequestReader({
    stream: opening.stream,
    encoding: opening.headers["grpc-encoding"]?.toString(),
    maxMessageBytes: messageCeilingBytes(limits),
    deserialize: withQuickAudio(streamingVoiceMethod()).requestDeserialize,
  });
}

const DEAF = { message: () => {}, halfClosed: () => {}, gone: () => {} };

function refuseShut(stream: VoiceStream, metrics: Five9Metrics): void {
  metrics.count("refusedUnauthenticated");
  stream.listen(DEAF);
  stream.refuse("UNAUTHENTICATED", "this door is still shut: the server's FIVE9_TRUST_TOKEN is empty");
}

function refuseFull(stream: VoiceStream, metrics: Five9Metrics): void {
  metrics.count("refusedNoResource");
  stream.listen(DEAF);
  stream.endWith(SERVER_STATUS.errorNoResource, "no room for another stream");
}

function messageCeilingBytes({ maxMessageBytes }: Five9Limits): number {
  return Math.max(MIN_GRPC_CEILING_BYTES, maxMessageBytes * GRPC_MESSAGE_CEILING_FACTOR);
}

/** Keepalive as Google's integration sets it for Five9: ping every 300 s, 20 s to answer, also without calls. */
function serverOptions(limits: Five9Limits): Record<string, number> {
  return {
    "grpc.keepalive_time_ms": 300_000,
    "grpc.keepalive_timeout_ms": 20_000,
    "grpc.keepalive_permit_without_calls": 1,
    "grpc.max_receive_message_length": messageCeilingBytes(limits),
    "grpc.max_concurrent_streams": maxStreamsPerConnection(limits),
    "grpc.enable_channelz": 0,
  };
}

/** gRPC wants an IPv6 address in brackets. */
const placeOf = (host: string, port: number) => `${isIPv6(host) ? `[${host}]` : host}:${port}`;

function bind(server: Server, options: Five9ServerOptions): Promise<number> {
  const { host, port, tls } = options;
  const credentials =
    tls === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [
          { cert_chain: Buffer.from(tls.cert), private_key: Buffer.from(tls.key) },
        ]);
  return new Promise((resolve, reject) => {
    server.bindAsync(placeOf(host, port), credentials, (error, boundPort) => {
      if (error === null) resolve(boundPort);
      else reject(listenFailure(error, { setting: "GRPC_PORT", host, port }));
    });
  });
}

function shutDown(server: Server, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const timer = clock.setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, CLOSE_GRACE_MS);
    server.tryShutdown(() => {
      clock.clearTimeout(timer);
      server.forceShutdown();
      resolve();
    });
  });
}
