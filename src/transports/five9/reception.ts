/** From an opened RPC to a leg: waits for the configuration, checks token and content, and refuses wrong ones. */
import type { AudioSinks } from "../../audio/sink.ts";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import type { SecretCheck } from "../../base/secret.ts";
import type { CallDirectory } from "../../calls/port.ts";
import type { CallRef } from "../../contract/call-ref.ts";
import type { Speaker } from "../../contract/speaker.ts";
import type { Guesses } from "../../telemetry/guesses.ts";
import type { Refusals } from "../../telemetry/refusals.ts";
import { decodeRequest } from "./codec.ts";
import { originOfPeer } from "./connection-gate.ts";
import { Leg } from "./leg.ts";
import type { Five9Limits } from "./limits.ts";
import type { LiveCalls } from "./live-calls.ts";
import type { Five9AudioTotals, Five9Count, Five9Metrics } from "./metrics.ts";
import { SERVER_STATUS } from "./status-code.ts";
import { type LegConfig, readLegConfig } from "./streaming-config.ts";
import { judgeTrustToken } from "./trust-token.ts";
import type { WireRequest, WireStreamingConfig } from "./voice-proto.ts";
import type { Five9Call, VoiceStream } from "./voice-stream.ts";
import { type KnownStream, speakerOfStream } from "./who-speaks.ts";

/** What every stream of a server shares. */
export interface ReceptionContext {
  tokenCheck: SecretCheck;
  directory: CallDirectory;
  sinks: AudioSinks;
  callRefOf(vendorCallId: string): CallRef;
  /** The streams that a living call has or had, oldest first. */
  streamsOf(callKey: string): readonly KnownStream[];
  clock: Clock;
  logger: Logger;
  limits: Five9Limits;
  metrics: Five9Metrics;
  audioTotals: Five9AudioTotals;
  refusals: Refusals;
  guesses: Guesses;
  legs: Set<Leg>;
  liveCalls: LiveCalls<Leg>;
  /** The stream's connection has shown the token. */
  trust(call: Five9Call): void;
  /** Whether the stream's connection answers a PING. */
  answers(call: Five9Call): Promise<boolean>;
  /** False while the server drains. */
  accepting(): boolean;
}

/**
 * Receives one stream. `onSettled` is called once, when it has become a leg or is over. Returns a function that
 * gives up waiting, for when the stream is ended from elsewhere.
 */
export function receiveStream(
  context: ReceptionContext,
  call: Five9Call,
  stream: VoiceStream,
  onSettled: () => void,
): () => void {
  const { clock, limits, metrics } = context;
  let timer: unknown;
  let settled = false;
  const settle = (): void => {
    if (settled) return;
    settled = true;
    clock.clearTimeout(timer);
    onSettled();
  };
  const left = (): void => {
    metrics.count("leftBeforeConfig");
    settle();
    stream.end();
  };
  timer = clock.setTimeout(() => {
    metrics.count("firstMessageTimeouts");
    settle();
    stream.endWith(SERVER_STATUS.errorTimeout, "no configuration came in time");
  }, limits.firstMessageTimeoutMs);
  stream.listen({
    message(wire) {
      settle();
      welcome(context, call, stream, wire);
    },
    halfClosed: left,
    gone: left,
  });
  return settle;
}

function welcome(context: ReceptionContext, call: Five9Call, stream: VoiceStream, wire: WireRequest): void {
  const request = decodeRequest(wire);
  if (request.type !== "config") {
    const got = request.type === "empty" ? "an empty message" : request.type;
    refuseConfiguration(context, stream, `the first message must be streaming_config, not ${got}`);
    return;
  }
  const verdict = judgeTrustToken(context.tokenCheck, call.metadata, request.config.trustToken);
  if (verdict !== "right") {
    refuseToken(context, call, stream, verdict);
    return;
  }
  context.trust(call);
  openLeg(context, call, stream, request.config);
}

/** Late where its address has guessed a lot. Until then the stream is not read. */
export function refuseToken(
  context: ReceptionContext,
  call: Five9Call,
  stream: VoiceStream,
  verdict: "missing" | "wrong",
): void {
  context.metrics.count("refusedUnauthenticated");
  stream.listen({ message: () => {}, halfClosed: () => {}, gone: () => {} });
  stream.pause();
  const { peer } = originOfPeer(call.getPeer());
  void context.guesses
    .wrong("audio.token", peer)
    .then(() => stream.refuse("UNAUTHENTICATED", `the trust token is ${verdict}`));
}

function openLeg(
  context: ReceptionContext,
  call: Five9Call,
  stream: VoiceStream,
  wire: WireStreamingConfig,
): void {
  const { legs, liveCalls, limits, logger } = context;
  const read = readLegConfig(wire);
  if (!read.ok) {
    logger.warn({ problem: read.problem }, "five9 configuration cannot be used");
    context.refusals.note("audio.configuration");
    turnAway(context, stream, "refusedInvalid", SERVER_STATUS.errorGeneric, read.problem);
    return;
  }
  const { config } = read;
  const ref = context.callRefOf(config.callId);
  if (!context.accepting() || legs.size >= limits.maxStreams) {
    turnAway(
      context,
      stream,
      "refusedNoResource",
      SERVER_STATUS.errorNoResource,
      "no room for another stream",
    );
    return;
  }
  if (!liveCalls.admits(ref.callKey, config.domainId)) {
    logger.warn(
      { callKey: ref.callKey, domainId: config.domainId },
      "five9 call id is live in another domain",
    );
    const message = "this call id belongs to a call of another domain";
    turnAway(context, stream, "refusedOtherDomain", SERVER_STATUS.errorGeneric, message);
    return;
  }
  const speaker = speakerOf(context, ref.callKey, config);
  const carrier = liveCalls.find(ref.callKey, speaker);
  if (carrier !== undefined && carrier.config.subscriptionId !== config.subscriptionId && carrier.isAlive) {
    context.metrics.count("subscriptionsDuplicated");
    logger.info({ callKey: ref.callKey, speaker }, "five9 leg is streamed by another subscription");
    stream.send(SERVER_STATUS.startStreaming);
    stream.endWith(SERVER_STATUS.disconnect, "another subscription streams this leg already");
    return;
  }
  try {
    startLeg(context, call, stream, config, { ref, speaker });
  } catch (error) {
    const reason = SidetoneError.from(error).code;
    if (reason === "LIMIT_EXCEEDED" || reason === "CONFLICT") {
      const isFull = reason === "LIMIT_EXCEEDED";
      const count = isFull ? "refusedNoResource" : "refusedInvalid";
      const code = isFull ? SERVER_STATUS.errorNoResource : SERVER_STATUS.errorGeneric;
      turnAway(context, stream, count, code, SidetoneError.from(error).message);
      return;
    }
    context.metrics.count("failures");
    logger.error({ err: error, callKey: ref.callKey }, "five9 leg could not be opened");
    stream.endWith(SERVER_STATUS.errorGeneric, "internal error");
  }
}

/** Streams that are open now come last, because they are newer than what the call may have heard of yet. */
function speakerOf({ liveCalls, streamsOf }: ReceptionContext, callKey: string, config: LegConfig): Speaker {
  const open = liveCalls.of(callKey).map((leg) => ({ speaker: leg.speaker, agentId: leg.config.agentId }));
  const known = [...streamsOf(callKey), ...open];
  return speakerOfStream(config, known, (speaker) => liveCalls.find(callKey, speaker)?.isAlive === true);
}

function startLeg(
  context: ReceptionContext,
  call: Five9Call,
  stream: VoiceStream,
  config: LegConfig,
  { ref, speaker }: { ref: CallRef; speaker: Speaker },
): void {
  const { legs, liveCalls, metrics, sinks, directory, clock, limits, audioTotals } = context;
  const legId = crypto.randomUUID();
  const logger = context.logger.child({ legId, callKey: ref.callKey });
  // The track has to exist before the actor gets the leg, because it may begin recognition at once.
  const sink = sinks.open(ref.callKey, speaker, config.format);
  const onClosed = (closed: Leg): void => {
    legs.delete(closed);
    liveCalls.remove(ref.callKey, speaker, closed);
  };
  const parts = { legId, ref, speaker, config, stream, sink, directory, clock, logger, limits };
  const hasSiblingHeardWithin = (ms: number) =>
    liveCalls.of(ref.callKey).some((other) => other !== leg && other.wasHeardWithin(ms));
  const mayStayIdle = async () =>
    hasSiblingHeardWithin(limits.idleTimeoutMs) && (await context.answers(call));
  const asked = { hasSiblingHeardWithin, mayStayIdle, onClosed };
  const leg: Leg = new Leg({ ...parts, ...asked, metrics, audioTotals });
  legs.add(leg);
  const older = liveCalls.put(ref.callKey, config.domainId, speaker, leg);
  metrics.count("legsOpened");
  const { encoding } = config.format;
  logger.info({ speaker, domainId: config.domainId, encoding }, "five9 leg opened");
  leg.open();
  if (older === undefined) return;
  metrics.count("legsTakenOver");
  const message = "another stream carries this leg now";
  older.close({ cause: "serverClosed", say: { code: SERVER_STATUS.disconnect, message } });
}

function turnAway(
  context: ReceptionContext,
  stream: VoiceStream,
  count: Five9Count,
  code: (typeof SERVER_STATUS)["errorNoResource" | "errorGeneric"],
  message: string,
): void {
  context.metrics.count(count);
  stream.endWith(code, message);
}

function refuseConfiguration(context: ReceptionContext, stream: VoiceStream, details: string): void {
  context.metrics.count("refusedInvalid");
  context.refusals.note("audio.configuration");
  stream.refuse("INVALID_ARGUMENT", details);
}
