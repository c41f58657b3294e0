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
import { elsewhereOf, farRival, type Lives, livesOf } from "./lives.ts";
import type { Five9AudioTotals, Five9Count, Five9Metrics } from "./metrics.ts";
import { type Rivalry, rivalryOf } from "./rivals.ts";
import { SERVER_STATUS } from "./status-code.ts";
import { type LegConfig, readLegConfig } from "./streaming-config.ts";
import { judgeTrustToken } from "./trust-token.ts";
import type { WireRequest, WireStreamingConfig } from "./voice-proto.ts";
import type { Five9Call, VoiceStream } from "./voice-stream.ts";
import { type CallStream, speakerOfStream } from "./who-speaks.ts";

/** What every stream of a server shares. */
export interface ReceptionContext {
  tokenCheck: SecretCheck;
  directory: CallDirectory;
  sinks: AudioSinks;
  /** Names the first call of an id. */
  callRefOf(vendorCallId: string): CallRef;
  /** The streams that a living call has or had, oldest first; of a call on another instance it says so later. */
  streamsOf(callKey: string): readonly CallStream[] | Promise<readonly CallStream[]>;
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
  /** The server goes away, and another one takes its legs. */
  leaving(): boolean;
  /** Asked to leave together with others, a leg pauses. */
  onPause(): void;
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
  admit(context, { call, stream }, request.config);
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

/** Who opened a stream. */
interface Caller {
  call: Five9Call;
  stream: VoiceStream;
}

/** Reads the configuration, and finds the call that it is about: storage may have to be asked which life of its id that is. */
function admit(context: ReceptionContext, caller: Caller, wire: WireStreamingConfig): void {
  const { stream } = caller;
  const read = readLegConfig(wire);
  if (!read.ok) {
    context.logger.warn({ problem: read.problem }, "five9 configuration cannot be used");
    context.refusals.note("audio.configuration");
    turnAway(context, stream, "refusedInvalid", SERVER_STATUS.errorGeneric, read.problem);
    return;
  }
  const { config } = read;
  const first = context.callRefOf(config.callId);
  if (!mayEnter(context, stream, first, config)) return;
  const lives = livesOf(context, first);
  if (!(lives instanceof Promise)) {
    openLeg(context, caller, config, lives);
    return;
  }
  stream.park();
  void lives.then((given) => {
    if (stream.ended) return;
    // Others may have come meanwhile.
    if (mayEnter(context, stream, first, config)) openLeg(context, caller, config, given);
    stream.unpark();
  });
}

function mayEnter(
  context: ReceptionContext,
  stream: VoiceStream,
  first: CallRef,
  config: LegConfig,
): boolean {
  const { legs, liveCalls, limits, logger } = context;
  if (!context.accepting() || legs.size >= limits.maxStreams) {
    const message = "no room for another stream";
    turnAway(context, stream, "refusedNoResource", SERVER_STATUS.errorNoResource, message);
    return false;
  }
  const { callKey } = first;
  const { domainId } = config;
  if (liveCalls.admits(callKey, domainId)) return true;
  logger.warn({ callKey, domainId }, "five9 call id is live in another domain");
  const message = "this call id belongs to a call of another domain";
  turnAway(context, stream, "refusedOtherDomain", SERVER_STATUS.errorGeneric, message);
  return false;
}

function openLeg(context: ReceptionContext, caller: Caller, config: LegConfig, lives: Lives): void {
  const { stream } = caller;
  const { first, ref } = lives;
  const { liveCalls, logger } = context;
  const speaker = speakerOf(context, lives, config);
  const elsewhere = elsewhereOf(context.liveCalls, lives).filter((one) => one.speaker === speaker);
  const rivals = [...elsewhere.map(farRival), ...liveCalls.ofSpeaker(first.callKey, speaker)];
  const rivalry = rivalryOf(config, speaker, rivals);
  if (rivalry.isDuplicate) {
    context.metrics.count("subscriptionsDuplicated");
    logger.info({ callKey: ref.callKey, speaker }, "five9 leg is streamed by another subscription");
    stream.start();
    stream.endWith(SERVER_STATUS.disconnect, "another subscription streams this leg already");
    return;
  }
  try {
    startLeg(context, caller, config, { ...lives, speaker, rivalry });
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
function speakerOf(context: ReceptionContext, lives: Lives, config: LegConfig): Speaker {
  const { liveCalls } = context;
  const { first, streams } = lives;
  const elsewhere = elsewhereOf(context.liveCalls, lives);
  const open = liveCalls
    .of(first.callKey)
    .map((leg) => ({ speaker: leg.speaker, agentId: leg.config.agentId }));
  const known = [...streams, ...open];
  return speakerOfStream(
    config,
    known,
    (speaker) =>
      liveCalls.find(first.callKey, speaker)?.isAlive === true ||
      elsewhere.some((one) => one.speaker === speaker && !one.standsBy),
  );
}

function startLeg(
  context: ReceptionContext,
  { call, stream }: Caller,
  config: LegConfig,
  {
    first,
    ref,
    speaker,
    rivalry,
  }: Lives & { speaker: Speaker; rivalry: Rivalry<Leg | ReturnType<typeof farRival>> },
): void {
  const { legs, liveCalls, metrics, sinks, directory, clock, limits, audioTotals } = context;
  const legId = crypto.randomUUID();
  const logger = context.logger.child({ legId, callKey: ref.callKey });
  // The track has to exist before the actor gets the leg, because it may begin recognition at once.
  const sink = sinks.open(ref.callKey, speaker, config.format);
  const onClosed = (closed: Leg): void => {
    legs.delete(closed);
    liveCalls.remove(first.callKey, speaker, closed);
  };
  const parts = { legId, ref, speaker, config, stream, sink, directory, clock, logger, limits };
  const hasSiblingHeardWithin = (ms: number) =>
    liveCalls.of(first.callKey).some((other) => other !== leg && other.wasHeardWithin(ms));
  const mayStayIdle = async () =>
    hasSiblingHeardWithin(limits.idleTimeoutMs) && (await context.answers(call));
  const heardLeg = () => liveCalls.find(first.callKey, speaker);
  const { standsBy, replaced } = rivalry;
  const asked = {
    standsBy,
    heardLeg,
    hasSiblingHeardWithin,
    mayStayIdle,
    onPause: context.onPause,
    onClosed,
  };
  const leg: Leg = new Leg({ ...parts, ...asked, metrics, audioTotals });
  legs.add(leg);
  liveCalls.put(first.callKey, config.domainId, speaker, leg);
  metrics.count("legsOpened");
  if (standsBy) metrics.count("legsStoodBy");
  const { encoding } = config.format;
  logger.info({ speaker, domainId: config.domainId, encoding }, "five9 leg opened");
  leg.open();
  if (context.leaving()) leg.departure.askAt("pause");
  for (const older of replaced) {
    if (!(older instanceof Leg)) continue;
    metrics.count("legsTakenOver");
    const message = "another stream carries this leg now";
    older.close({ cause: "displaced", say: { code: SERVER_STATUS.disconnect, message } });
  }
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
