/** One call under faults: placed in a drawn manner, watched while it lasts, and judged when it is over. */
import type { ConversationRecord } from "../../simulators/agent-assist/record.ts";
import type { LegReport } from "../../simulators/five9/leg-player.ts";
import type { PlaceCallOptions } from "../../simulators/five9/place-call.ts";
import { type DesktopClient, openDesktop } from "../../simulators/stage/desktop-client.ts";
import { newCallId, type Stage } from "../../simulators/stage/stage.ts";
import { episodeKeyOf } from "../../src/calls/episode-key.ts";
import type { Speaker } from "../../src/contract/speaker.ts";
import type { Random } from "../../test/support/random.ts";
import { type CallRecord, finalLedgers, unbalancedIn } from "./call-record.ts";
import { latePartialProblems } from "./late-partials.ts";
import { replayProblems } from "./replay-problems.ts";
import type { Speech } from "./speech.ts";
import { scoreWords, type WordScore } from "./word-score.ts";

export interface FinishedCall {
  callId: string;
  /** Of this life of the id. */
  callKey: string;
  speech: Speech;
  score: WordScore;
  record: CallRecord;
  callStates: readonly Record<string, unknown>[];
  /** Codes Five9 heard, of all legs. */
  statuses: number[];
  /** All that is wrong with it apart from its words, as sentences. */
  problems: string[];
}

/** In bytes; odd ones split a sample, the last is a burst of half a second. */
const CHUNK_BYTES = [[1600], [320], [160], [333, 1267], [641], [3200], [1, 2, 3, 1594], [8000]];
const WATCH_INTERVAL_MS = 1_500;
const END_DEADLINE_MS = 400_000;
/** Far more than a busy machine takes to deliver what was published. */
const DELIVERY_DEADLINE_MS = 120_000;
const BYTES_PER_MS = 16;

/** `episode`: which life of its id the call is (default 1); the one before is over. */
export type CallManner = Partial<PlaceCallOptions> & { episode?: number };

/** How a call is made different from the others. */
export function drawManner(chance: Random): CallManner {
  return {
    chunkBytes: chance.pick(CHUNK_BYTES) ?? [1600],
    order: chance.pick(["cti-first", "audio-first"] as const) ?? "cti-first",
    holdAudio: chance.pick(["silence", "nothing"] as const) ?? "silence",
    ending: chance.pick(["callEnded", "disconnect", "halfClose"] as const) ?? "callEnded",
  };
}

/** Places the call and follows it until it is over and all that was published of it is delivered. Rejects if it does not end in time. */
export async function runCall(
  stage: Stage,
  speech: Speech,
  { episode = 1, ...manner }: CallManner,
): Promise<FinishedCall> {
  const callId = manner.callId ?? newCallId();
  const callKey = episodeKeyOf(`five9-${callId}`, episode);
  const desktop = await openDesktop({
    httpBaseUrl: stage.httpBaseUrl,
    callId,
    launchKey: stage.secrets.launchKey,
  });
  const problems: string[] = [];
  const legs = await watched(stage, callKey, problems, play(stage, speech, { ...manner, callId }));
  if (legs.some(({ ok }) => !ok)) {
    const troubles = legs.map(({ speaker, problem }) => `${speaker}: ${problem ?? "fine"}`);
    problems.push(`the caller was not served well (${troubles.join("; ")})`);
  }
  const record = await ended(stage, callKey);
  problems.push(...unbalancedIn(record), ...replayProblems(record), ...unheardProblems(record, speech));
  const ledgers = finalLedgers(record);
  for (const { speaker, sentBytes } of legs) {
    const receivedMs = ledgers.get(speaker)?.receivedMs;
    const sentMs = Math.floor(sentBytes / 2) / (BYTES_PER_MS / 2);
    if (receivedMs !== sentMs)
      problems.push(`${speaker} was sent ${sentMs} ms, the ledger has ${receivedMs}`);
  }
  const conversation = stage.cloud.record.conversation(callKey);
  const undelivered = await undeliveredMessages(desktop, conversation);
  if (undelivered > 0) problems.push(`${undelivered} messages never reached the desktop`);
  // A page that is opened between two lives of an id is shown the one before first.
  const own = desktop.events.filter(({ data }) => data.conversation === conversation?.name);
  const score = scoreWords(speech.said, own);
  problems.push(...latePartialProblems(desktop.events, conversation));
  desktop.close();
  const statuses = legs.flatMap((leg) => leg.statuses.map(({ code }) => code));
  return { callId, callKey, speech, score, record, callStates: desktop.callStates, statuses, problems };
}

/** Plays all stations of a speech; resolves with what became of their legs. */
async function play(
  stage: Stage,
  { sample, stations }: Speech,
  manner: CallManner & { callId: string },
): Promise<(LegReport & { speaker: Speaker })[]> {
  const begins = stations.map(() => Promise.withResolvers<void>());
  const begun = stations.map(() => Promise.withResolvers<void>());
  const agentHeard = (ms: number) =>
    stations.forEach(({ afterMs = 0 }, index) => {
      if (ms >= afterMs) begins[index]?.resolve();
    });
  agentHeard(0);
  const reports = await Promise.all(
    stations.map(async ({ agentId, audio, agent, afterMs, staysForNext }, index) => {
      const next = begun[index + 1];
      await begins[index]?.promise;
      const call = await stage.call(sample, {
        ...manner,
        agentId,
        audio,
        ...(staysForNext && next ? { stayUntil: next.promise } : {}),
        onAudioSent(speaker, positionMs) {
          if (afterMs === undefined && speaker === "agent") agentHeard(positionMs);
        },
      });
      void call.started.then(() => begun[index]?.resolve());
      const { legs } = await call.finished;
      // Those who wait for one that was never told to start wait no more.
      if (afterMs === undefined) agentHeard(Number.POSITIVE_INFINITY);
      return legs.map((leg) => ({ ...leg, speaker: leg.speaker === "agent" ? agent : leg.speaker }));
    }),
  );
  return reports.flat();
}

/** A leg of digital silence is told of, and no other. */
function unheardProblems({ call }: CallRecord, { hasSilentLeg }: Speech): string[] {
  const unheard = call.alarms.filter(({ code }) => code === "SPEAKER_UNHEARD");
  if (unheard.length === (hasSilentLeg ? 1 : 0)) return [];
  const told = unheard.map(({ message }) => message).join("; ") || "nothing";
  return [`${hasSilentLeg ? "a" : "no"} silent leg, and told was: ${told}`];
}

/** Looks at the call's ledgers again and again until `finished` is. */
async function watched<T>(
  stage: Stage,
  callKey: string,
  problems: string[],
  finished: Promise<T>,
): Promise<T> {
  let isOver = false;
  const over = finished.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await Promise.race([over, Bun.sleep(WATCH_INTERVAL_MS)]);
    const record = await stage.callDetail(callKey);
    if (record !== null) problems.push(...unbalancedIn(record));
  }
  return await over;
}

async function ended(stage: Stage, callKey: string): Promise<CallRecord> {
  const endMs = Date.now() + END_DEADLINE_MS;
  for (;;) {
    const record = await stage.callDetail(callKey);
    // The final ledgers are written just after the call has ended.
    if (record?.call.live === false && finalLedgers(record).size > 0) return record;
    if (Date.now() > endMs) {
      const known = record?.call.view ?? (await stage.operators(`/calls/${callKey}`));
      throw new Error(`call ${callKey} has not ended: ${JSON.stringify(known)}`);
    }
    await Bun.sleep(200);
  }
}

/** How many published messages the desktop lacks, once it has all, or at the deadline. */
async function undeliveredMessages(
  desktop: DesktopClient,
  conversation: ConversationRecord | undefined,
): Promise<number> {
  const endMs = Date.now() + DELIVERY_DEADLINE_MS;
  for (;;) {
    const delivered = new Set(desktop.events.map(({ messageId }) => messageId));
    const published = (conversation?.events ?? []).filter(({ type }) => type === "NEW_MESSAGE");
    const missing = published.filter(({ messageId }) => !delivered.has(messageId)).length;
    if (missing === 0 || Date.now() > endMs) return missing;
    await Bun.sleep(100);
  }
}
