/** One call under faults: placed in a drawn manner, watched while it lasts, and judged when it is over. */
import type { Sample } from "../../samples/sample.ts";
import { audioOfSample } from "../../simulators/five9/call-audio.ts";
import type { PlaceCallOptions } from "../../simulators/five9/place-call.ts";
import { type CallScore, scoreCall } from "../../simulators/stage/call-score.ts";
import { type DesktopClient, openDesktop } from "../../simulators/stage/desktop-client.ts";
import { newCallId, type Stage } from "../../simulators/stage/stage.ts";
import type { Random } from "../../test/support/random.ts";
import { type CallRecord, finalLedgers, unbalancedIn } from "./call-record.ts";
import { latePartialProblems } from "./late-partials.ts";
import { replayProblems } from "./replay-problems.ts";

export interface FinishedCall {
  callId: string;
  sample: Sample;
  score: CallScore;
  record: CallRecord;
  callStates: readonly Record<string, unknown>[];
  /** Codes Five9 heard, of both legs. */
  statuses: number[];
  /** All that is wrong with it apart from its words, as sentences. */
  problems: string[];
}

/** In bytes; odd ones split a sample, the last is a burst of half a second. */
const CHUNK_BYTES = [[1600], [320], [160], [333, 1267], [641], [3200], [1, 2, 3, 1594], [8000]];
const WATCH_INTERVAL_MS = 1_500;
const END_DEADLINE_MS = 120_000;
const WORDS_DEADLINE_MS = 8_000;
const BYTES_PER_MS = 16;

/** `hasSilentLeg`: a supervisor listens whose leg brings digital silence. */
export type CallManner = Partial<PlaceCallOptions> & { hasSilentLeg?: boolean };

/** How a call is made different from the others. */
export function drawManner(chance: Random): CallManner {
  return {
    chunkBytes: chance.pick(CHUNK_BYTES) ?? [1600],
    order: chance.pick(["cti-first", "audio-first"] as const) ?? "cti-first",
    holdAudio: chance.pick(["silence", "nothing"] as const) ?? "silence",
    ending: chance.pick(["callEnded", "disconnect", "halfClose"] as const) ?? "callEnded",
    hasSilentLeg: chance.between(0, 2) === 0,
  };
}

/**
 * Places the call and follows it to its end; missing words are waited for up to the deadline. Rejects if the call does
 * not end in time.
 */
export async function runCall(
  stage: Stage,
  sample: Sample,
  { hasSilentLeg = false, ...manner }: CallManner,
  wordsDeadlineMs = WORDS_DEADLINE_MS,
): Promise<FinishedCall> {
  const callId = manner.callId ?? newCallId();
  const desktop = await openDesktop({
    httpBaseUrl: stage.httpBaseUrl,
    callId,
    launchKey: stage.secrets.launchKey,
  });
  const problems: string[] = [];
  const audio = await audioOfSample(sample);
  const { agent = new Uint8Array() } = audio.legs;
  const silent = hasSilentLeg ? { supervisor: new Uint8Array(agent.byteLength) } : {};
  const call = await stage.call(sample, {
    ...manner,
    callId,
    audio: { ...audio, legs: { ...audio.legs, ...silent } },
  });
  const report = await watched(stage, callId, problems, call.finished);
  if (!report.ok) {
    const troubles = report.legs.map(({ speaker, problem }) => `${speaker}: ${problem ?? "fine"}`);
    problems.push(`the caller was not served well (${troubles.join("; ")})`);
  }
  const record = await ended(stage, callId);
  problems.push(...unbalancedIn(record), ...replayProblems(record));
  const unheard = record.call.alarms.filter(({ code }) => code === "SPEAKER_UNHEARD");
  if (unheard.length !== (hasSilentLeg ? 1 : 0))
    problems.push(
      `${hasSilentLeg ? "a" : "no"} silent leg, and told was: ${unheard.map(({ message }) => message).join("; ") || "nothing"}`,
    );
  const ledgers = finalLedgers(record);
  for (const { speaker, sentBytes } of report.legs) {
    const receivedMs = ledgers.get(speaker)?.receivedMs;
    const sentMs = Math.floor(sentBytes / 2) / (BYTES_PER_MS / 2);
    if (receivedMs !== sentMs)
      problems.push(`${speaker} was sent ${sentMs} ms, the ledger has ${receivedMs}`);
  }
  const score = await settledScore(sample, desktop, wordsDeadlineMs);
  problems.push(...latePartialProblems(desktop.events));
  desktop.close();
  const statuses = report.legs.flatMap((leg) => leg.statuses.map(({ code }) => code));
  return { callId, sample, score, record, callStates: desktop.callStates, statuses, problems };
}

/** Null if Sidetone does not know the call. */
function readRecord(stage: Stage, callId: string): Promise<CallRecord | null> {
  return stage.callDetail(`five9-${callId}`);
}

/** Looks at the call's ledgers again and again until `finished` is. */
async function watched<T>(
  stage: Stage,
  callId: string,
  problems: string[],
  finished: Promise<T>,
): Promise<T> {
  let isOver = false;
  const over = finished.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await Promise.race([over, Bun.sleep(WATCH_INTERVAL_MS)]);
    const record = await readRecord(stage, callId);
    if (record !== null) problems.push(...unbalancedIn(record));
  }
  return await over;
}

async function ended(stage: Stage, callId: string): Promise<CallRecord> {
  const endMs = Date.now() + END_DEADLINE_MS;
  for (;;) {
    const record = await readRecord(stage, callId);
    // The final ledgers are written just after the call has ended.
    if (record?.call.live === false && finalLedgers(record).size > 0) return record;
    if (Date.now() > endMs)
      throw new Error(`call ${callId} has not ended: ${JSON.stringify(record?.call.view)}`);
    await Bun.sleep(200);
  }
}

/** The score once every word is in, or at the deadline. Doubled words would come late: a little more is waited. */
async function settledScore(sample: Sample, desktop: DesktopClient, deadlineMs: number): Promise<CallScore> {
  const endMs = Date.now() + deadlineMs;
  while (scoreCall(sample, desktop.events, []).lost.length > 0 && Date.now() < endMs) await Bun.sleep(100);
  await Bun.sleep(500);
  return scoreCall(sample, desktop.events, []);
}
