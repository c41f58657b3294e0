/** Places a whole simulated Five9 call: webhooks and both legs, in the order and at the speed asked for. */
import { type Clock, systemClock } from "../../src/base/clock.ts";
import { type Speaker, type SpeakerRole, speakerRoleOf, speakersIn } from "../../src/contract/speaker.ts";
import type { CallAudio } from "./call-audio.ts";
import { type LegEnding, LegPlayer, type LegReport } from "./leg-player.ts";
import type { TokenCarrier } from "./leg-stream.ts";
import { type LegEncoding, WIRE_OF } from "./play-steps.ts";
import { postCti, postStreamReport, type WebhookAnswer } from "./webhooks.ts";

export interface PlaceCallOptions {
  /** host:port without scheme. A getter is asked for each stream. */
  readonly grpcAddress: string;
  /** PEM text of the authority to trust; "system" for the machine's own; absent for plain HTTP/2. */
  tlsAuthority?: string;
  /** Without it no webhook is sent. */
  httpBaseUrl?: string;
  trustToken: string;
  apiKey?: string;
  /** See WebhookOptions. */
  takesAskingAgain?: boolean;
  audio: CallAudio;
  callId: string;
  domainId?: string;
  sessionId?: string;
  /** Further variables of the CTI event. */
  callVariables?: Readonly<Record<string, string>>;
  campaignId?: string;
  agentId?: string;
  skillId?: string;
  subscriptionId?: string;
  /** 1 is real time (default); Infinity sends as fast as backpressure allows. */
  speed?: number;
  /** Default 100. Ignored when `chunkBytes` is given. */
  chunkMs?: number;
  /** Chunk sizes used in turn; odd ones split a sample. */
  chunkBytes?: readonly number[];
  /** Default "cti-first". With "audio-first" the CTI event follows once the legs have been told to start. */
  order?: "cti-first" | "audio-first";
  /** Default "both". */
  tokenIn?: TokenCarrier;
  /** Leave send_time out. Default false. */
  withoutSendTime?: boolean;
  /** Default LINEAR16. */
  encoding?: LegEncoding;
  /** How long legs whose stream was lost try for another one and then go on where they were. Default 0. */
  patienceMs?: number;
  /** After their last audio the legs go on with silence until this resolves. */
  stayUntil?: Promise<unknown>;
  /** Default true: no audio before 1001. */
  waitForStart?: boolean;
  /** Default "silence". */
  holdAudio?: "silence" | "nothing" | "recorded";
  /** Default "callEnded", followed by a half-close. */
  ending?: LegEnding;
  clock?: Clock;
  onAudioSent?(speaker: Speaker, positionMs: number, atMs: number): void;
}

export interface CallReport {
  /** True when every leg was played to its end and every webhook was answered with 200. */
  ok: boolean;
  callId: string;
  legs: LegReport[];
  webhooks: WebhookAnswer[];
}

export interface PlacedCall {
  callId: string;
  /** Resolves when all legs have been told to start; false when one never was. */
  started: Promise<boolean>;
  /** Resolves with what happened; never rejects. */
  finished: Promise<CallReport>;
  /** Ends the call where it is, in order. */
  hangUp(): void;
  /** Breaks all streams off. */
  abort(): void;
}

const LEG_NUMBER: Record<SpeakerRole, number> = { agent: 0, customer: 1, supervisor: 2 };
const LEG_NAME: Record<SpeakerRole, string> = {
  agent: "Agent",
  customer: "Customer",
  supervisor: "Supervisor",
};
const DEFAULT_CHUNK_MS = 100;

export function placeCall(options: PlaceCallOptions): PlacedCall {
  const players = speakersIn(options.audio.legs).flatMap((speaker) => {
    const pcm = options.audio.legs[speaker];
    return pcm === undefined ? [] : [makePlayer(options, speaker, pcm)];
  });
  const answers: WebhookAnswer[] = [];
  const webhooks = makeWebhooks(options, answers);
  const begun = options.order === "audio-first" ? Promise.resolve() : webhooks.cti();
  const started = Promise.all(players.map((player) => player.started)).then((all) => all.every(Boolean));
  const finished = (async (): Promise<CallReport> => {
    await begun;
    const legs = players.map((player) => playLeg(player, webhooks));
    if (options.order === "audio-first") {
      await started;
      await webhooks.cti();
    }
    const reports = await Promise.all(legs);
    const ok = reports.every((leg) => leg.ok) && answers.every((answer) => answer.status === 200);
    return { ok, callId: options.callId, legs: reports, webhooks: answers };
  })();
  return {
    callId: options.callId,
    started,
    finished,
    hangUp: () => {
      for (const player of players) player.hangUp();
    },
    abort: () => {
      for (const player of players) player.abort();
    },
  };
}

interface Webhooks {
  cti(): Promise<void>;
  stream(speaker: Speaker, status: string, failure: string): Promise<void>;
}

async function playLeg(player: LegPlayer, webhooks: Webhooks): Promise<LegReport> {
  const { speaker } = player.report;
  const streaming = player.started.then((started) =>
    started ? webhooks.stream(speaker, "STREAMING", "") : undefined,
  );
  const report = await player.play();
  await streaming;
  await webhooks.stream(speaker, report.ok ? "ENDED_NORMALLY" : "ERROR", report.problem ?? "");
  return report;
}

function makePlayer(options: PlaceCallOptions, speaker: Speaker, pcm: Uint8Array): LegPlayer {
  const { trustToken, tlsAuthority, onAudioSent, stayUntil, encoding = "LINEAR16" } = options;
  const tls = tlsAuthority === undefined ? {} : { tlsAuthority };
  return new LegPlayer({
    speaker,
    stream: {
      get grpcAddress() {
        return options.grpcAddress;
      },
      trustToken,
      tokenIn: options.tokenIn ?? "both",
      withoutSendTime: options.withoutSendTime ?? false,
      ...tls,
    },
    config: {
      voiceConfig: { encoding: WIRE_OF[encoding].number, sampleRateHertz: 8000 },
      vccCallId: options.callId,
      domainId: options.domainId ?? "1001",
      campaignId: options.campaignId ?? "2001",
      agentId: options.agentId ?? "3001",
      callLeg: LEG_NUMBER[speakerRoleOf(speaker)],
      subscriptionId: options.subscriptionId ?? "4001",
      skillId: options.skillId ?? "5001",
    },
    pcm,
    encoding,
    patienceMs: options.patienceMs ?? 0,
    holds: options.audio.holds,
    holdAudio: options.holdAudio ?? "silence",
    chunkBytes: options.chunkBytes ?? [(options.chunkMs ?? DEFAULT_CHUNK_MS) * WIRE_OF[encoding].bytesPerMs],
    speed: options.speed ?? 1,
    waitForStart: options.waitForStart ?? true,
    ending: options.ending ?? "callEnded",
    clock: options.clock ?? systemClock,
    ...(onAudioSent === undefined ? {} : { onAudioSent }),
    ...(stayUntil === undefined ? {} : { stayUntil }),
  });
}

function makeWebhooks(options: PlaceCallOptions, answers: WebhookAnswer[]): Webhooks {
  const { httpBaseUrl, callId } = options;
  if (httpBaseUrl === undefined) return { cti: async () => {}, stream: async () => {} };
  const { apiKey = "", takesAskingAgain = false } = options;
  const target = { httpBaseUrl, apiKey, takesAskingAgain };
  return {
    cti: async () => {
      answers.push(
        await postCti(target, callId, options.sessionId ?? `session-${callId}`, options.callVariables),
      );
    },
    stream: async (speaker, status, failure) => {
      const report = {
        subscriptionId: options.subscriptionId ?? "4001",
        callId,
        domainId: options.domainId ?? "1001",
        callLeg: LEG_NAME[speakerRoleOf(speaker)],
        status,
        failureType: failure === "" ? "" : "STREAM_FAILED",
        failureDetail: failure,
        destinationUrl: `https://${options.grpcAddress}`,
        occurredOn: new Date((options.clock ?? systemClock).now()).toISOString(),
      };
      answers.push(await postStreamReport(target, report));
    },
  };
}
