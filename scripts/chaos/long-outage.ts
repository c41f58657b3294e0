/** An outage longer than the buffer: what is missing then must be known to the millisecond, everywhere. */
import type { Line } from "../../simulators/line/line.ts";
import { newCallId, type Stage } from "../../simulators/stage/stage.ts";
import { shownMs } from "../../src/calls/alarm-words.ts";
import { CallerClock } from "../../test/support/caller-clock.ts";
import { eventually } from "../../test/support/eventually.ts";
import type { Random } from "../../test/support/random.ts";
import { finalLedgers } from "./call-record.ts";
import { drawManner, type FinishedCall, runCall } from "./chaos-call.ts";
import { missingInHistory, missingInLog, totalMs, wordsWithin } from "./missing-words.ts";
import { type Recording, wholeSpeech } from "./speech.ts";
import { hasSilentLeg } from "./weather.ts";

export interface LongOutageOptions {
  calls: number;
  speed: number;
  /** In time of the calls, as the outage is. */
  afterMs: number;
  outageMs: number;
  bufferMs: number;
}

export interface LongOutageOutcome {
  calls: FinishedCall[];
  /** Over all legs. */
  missingMs: number;
  /** How many legs missed anything. */
  legs: number;
}

/** What an alarm says of a server that cannot be reached. */
const UPSTREAM_GONE = "RECOGNITION_14";
const SPEAKERS = ["agent", "customer"] as const;
/** What may wait in a buffer before the speakers wait too: a slow machine must lose nothing but what the outage takes. */
const MOST_BEHIND = 0.4;
const BEAT_MS = 20;
const LOOK_INTERVAL_MS = 250;
const FOR_EVER_MS = 86_400_000;
/** Far more than a busy machine takes to bring in what was said. */
const COMING_DEADLINE_MS = 240_000;
/** Said in one piece, so that so much less may have come. */
const LONGEST_CHUNK_MS = 1_000;

/** Problems are added to those of the calls: afterwards their lost words are only those that must be lost. */
export async function outlastTheBuffer(
  stage: Stage,
  line: Line,
  recordings: readonly Recording[],
  chance: Random,
  options: LongOutageOptions,
): Promise<LongOutageOutcome> {
  const clock = new CallerClock();
  const callIds = Array.from({ length: options.calls }, newCallId);
  const running = callIds.map((callId, index) => {
    // Positions are to be times of the script, so a hold sends its silence.
    const fixed = { holdAudio: "silence" as const, callId, clock, patienceMs: FOR_EVER_MS };
    const recording = recordings[index % recordings.length] as Recording;
    return runCall(stage, wholeSpeech(recording, hasSilentLeg(index)), { ...drawManner(chance), ...fixed });
  });
  const finished = await paced(stage, line, { ...options, clock, callIds }, Promise.all(running));
  const outcome: LongOutageOutcome = { calls: finished, missingMs: 0, legs: 0 };
  for (const call of finished) {
    for (const missingMs of checkMissing(stage, call)) {
      outcome.missingMs += missingMs;
      outcome.legs += missingMs > 0 ? 1 : 0;
    }
  }
  return outcome;
}

/**
 * Lets the speakers speak until `over`: freely while the upstream is gone, else no faster than what they said is taken. The
 * outage begins `afterMs` into the calls and ends when all that was said in it has come in, however busy the machine is.
 */
async function paced<T>(
  stage: Stage,
  line: Line,
  options: LongOutageOptions & { clock: CallerClock; callIds: readonly string[] },
  over: Promise<T>,
): Promise<T> {
  const { clock, callIds, speed, afterMs, outageMs, bufferMs } = options;
  let pace: "still" | "free" | "patient" = "still";
  let isBehind = false;
  let before = "";
  const beat = setInterval(() => {
    if (pace === "free" || (pace === "patient" && !isBehind)) clock.advance(BEAT_MS * speed);
  }, BEAT_MS);
  let isLooking = false;
  const look = setInterval(async () => {
    if (isLooking || pace !== "patient") return;
    isLooking = true;
    const ledgers = await speakersLedgers(stage, callIds);
    isBehind = ledgers.some(({ bufferedMs }) => bufferedMs > bufferMs * MOST_BEHIND);
    const now = JSON.stringify(ledgers);
    // Silence is answered with nothing and stays in the buffer: only more audio brings the call on.
    if (isBehind && now === before) clock.advance(LOOK_INTERVAL_MS);
    before = now;
    isLooking = false;
  }, LOOK_INTERVAL_MS);
  const haveCome = (ms: number) =>
    eventually(async () => {
      const ledgers = await speakersLedgers(stage, callIds);
      const isAll = ledgers.length === callIds.length * SPEAKERS.length;
      return isAll && ledgers.every(({ receivedMs }) => receivedMs >= ms);
    }, COMING_DEADLINE_MS);
  try {
    await haveCome(0);
    pace = "patient";
    await untilTime(clock, afterMs);
    pace = "free";
    await line.down();
    await untilTime(clock, afterMs + outageMs);
    pace = "still";
    await haveCome(afterMs + outageMs - LONGEST_CHUNK_MS);
    await line.up();
    isBehind = true;
    pace = "patient";
    return await over;
  } finally {
    clearInterval(beat);
    clearInterval(look);
  }
}

const untilTime = (clock: CallerClock, ms: number) => eventually(() => clock.now() >= ms, FOR_EVER_MS);

/** Those of the speakers who have one. Who only listens is not waited for. */
async function speakersLedgers(stage: Stage, callIds: readonly string[]) {
  const details = await Promise.all(callIds.map((callId) => stage.callDetail(`five9-${callId}`)));
  return details.flatMap((detail) => SPEAKERS.flatMap((speaker) => detail?.ledgers[speaker] ?? []));
}

/** Ledger, log, operators' history and the words themselves must tell the same story. Returns each leg's missing time. */
function checkMissing(stage: Stage, call: FinishedCall): number[] {
  const { record, score, problems, callKey } = call;
  const { sample } = call.speech;
  const shown = missingInHistory(record);
  const logged = missingInLog(stage.sidetone.logLines(), callKey);
  const expected = wordsWithin(sample, shown).toSorted();
  if (expected.join(" ") !== score.lost.toSorted().join(" ")) {
    problems.push(`the missing audio holds the words "${expected.join(" ")}", lost were others`);
  }
  const ledgers = finalLedgers(record);
  const alarms = record.call.alarms.filter(({ code }) => code === "AUDIO_LOST").map(({ message }) => message);
  return SPEAKERS.map((speaker) => {
    const inLedger = ledgers.get(speaker)?.droppedOverflowMs ?? Number.NaN;
    const told = { inLedger, inHistory: totalMs(shown, speaker), inLog: totalMs(logged, speaker) };
    const isSame = Object.values(told).every((ms) => Math.abs(ms - told.inHistory) < 0.001);
    if (!isSame) problems.push(`${speaker}: missing audio is told differently: ${JSON.stringify(told)}`);
    const alarm = alarms.find((message) => message.includes(`the ${speaker}'s audio`));
    const hasAlarm = alarm?.includes(shownMs(told.inHistory)) === true && alarm.includes(UPSTREAM_GONE);
    if (hasAlarm !== told.inHistory > 0)
      problems.push(`${speaker}: ${told.inHistory} ms are missing, and the alarm is: ${alarm ?? "none"}`);
    return told.inHistory;
  });
}
