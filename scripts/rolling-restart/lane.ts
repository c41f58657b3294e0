/** One place of a contact centre: Five9 calls one after the other in real time, each with a desktop, scored word by word. */
import type { Sample } from "../../samples/sample.ts";
import type { LegReport } from "../../simulators/five9/leg-player.ts";
import type { CallReport } from "../../simulators/five9/place-call.ts";
import {
  type CallScore,
  type SentAudio,
  scoreCall,
  type WordTime,
  wordTimes,
} from "../../simulators/stage/call-score.ts";
import { type DesktopClient, openDesktop } from "../../simulators/stage/desktop-client.ts";
import { type CallStage, newCallId } from "../../simulators/stage/stage.ts";

/** What became of one call. */
export interface PlayedCall {
  callId: string;
  wordsExpected: number;
  lost: string[];
  duplicated: string[];
  suggestionsExpected: number;
  suggestionsDelivered: number;
  /** What caller and agent complain of. */
  problems: string[];
  words: WordTime[];
  /** For each stream that went on elsewhere: between two pieces of audio, beyond their length. */
  deafMs: number[];
}

export interface LaneOptions {
  calls: Pick<CallStage, "call" | "secrets"> & { readonly httpBaseUrl: string };
  sample: Sample;
  chunkMs: number;
  /** Times real time. */
  speed: number;
  /** Before its first call, so that not all lanes speak in step. */
  beginAfterMs: number;
  isOver(): boolean;
  onCall(call: PlayedCall): void;
}

/** A leg that was asked to reconnect tries for so long; then its speaker goes on. */
const PATIENCE_MS = 30_000;
/** After a call's end, for its last words and suggestions. */
const SETTLE_MS = 60_000;
const LOOK_MS = 500;
const SPEAKERS = ["agent", "customer"] as const;

/** Resolves when it is over, and its last call with it. Never rejects. */
export async function playLane(options: LaneOptions): Promise<void> {
  await Bun.sleep(options.beginAfterMs);
  while (!options.isOver()) {
    const callId = newCallId();
    options.onCall(
      await playCall(options, callId).catch((error: unknown) => unplayed(options, callId, error)),
    );
  }
}

async function playCall(options: LaneOptions, callId: string): Promise<PlayedCall> {
  const { calls, sample, chunkMs, speed } = options;
  const { httpBaseUrl, secrets } = calls;
  const desktop = await openDesktop({ httpBaseUrl, callId, launchKey: secrets.launchKey });
  try {
    const call = await calls.call(sample, {
      ...{ callId, chunkMs, speed, patienceMs: PATIENCE_MS, isAtOnce: true },
    });
    const report = await call.finished;
    const score = await settled(sample, desktop, call.sent);
    const { wordsExpected, lost, duplicated, suggestionsExpected, suggestionsDelivered } = score;
    return {
      ...{ callId, wordsExpected, lost, duplicated, suggestionsExpected, suggestionsDelivered },
      problems: problemsOf(report),
      words: SPEAKERS.flatMap((speaker) => wordTimes(sample, speaker, desktop.events, call.sent)),
      deafMs: report.legs.flatMap((leg) => deafTimesOf(leg, call.sent, chunkMs)),
    };
  } finally {
    desktop.close();
  }
}

/** The score once all is in; at the deadline as it is then. */
async function settled(
  sample: Sample,
  desktop: DesktopClient,
  sent: readonly SentAudio[],
): Promise<CallScore> {
  const untilMs = Date.now() + SETTLE_MS;
  for (;;) {
    const score = scoreCall(sample, desktop.events, sent);
    const isWhole = score.lost.length === 0 && score.suggestionsDelivered >= score.suggestionsExpected;
    if (isWhole || Date.now() > untilMs) return score;
    await Bun.sleep(LOOK_MS);
  }
}

function problemsOf({ legs, webhooks }: CallReport): string[] {
  return [
    ...legs.flatMap(({ speaker, problem }) => (problem === undefined ? [] : [`${speaker}: ${problem}`])),
    ...webhooks.flatMap(({ name, status }) => (status === 200 ? [] : [`${name} was answered ${status}`])),
  ];
}

/** As many of its longest pauses between two pieces of audio as it had further streams. */
export function deafTimesOf(
  { speaker, resumedAtMs }: Pick<LegReport, "speaker" | "resumedAtMs">,
  sent: readonly SentAudio[],
  chunkMs: number,
): number[] {
  const times = sent.filter((audio) => audio.speaker === speaker).map(({ atMs }) => atMs);
  const pauses = times.slice(1).map((atMs, before) => atMs - (times[before] ?? atMs) - chunkMs);
  return pauses.toSorted((one, other) => other - one).slice(0, resumedAtMs.length);
}

/** All of it is lost. */
function unplayed({ sample }: LaneOptions, callId: string, error: unknown): PlayedCall {
  const nothing = scoreCall(sample, [], []);
  const { wordsExpected, lost, suggestionsExpected } = nothing;
  return {
    ...{ callId, wordsExpected, lost, suggestionsExpected, duplicated: [], suggestionsDelivered: 0 },
    ...{ problems: [error instanceof Error ? error.message : String(error)], words: [], deafMs: [] },
  };
}
