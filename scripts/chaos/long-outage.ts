/** An outage longer than the buffer: what is missing then must be known to the millisecond, everywhere. */
import type { Sample } from "../../samples/sample.ts";
import type { Line } from "../../simulators/line/line.ts";
import type { Stage } from "../../simulators/stage/stage.ts";
import type { Random } from "../../test/support/random.ts";
import { finalLedgers } from "./call-record.ts";
import { drawManner, type FinishedCall, runCall } from "./chaos-call.ts";
import { beGone } from "./fault-kinds.ts";
import { missingInHistory, missingInLog, totalMs, wordsWithin } from "./missing-words.ts";

export interface LongOutageOptions {
  calls: number;
  speed: number;
  afterMs: number;
  outageMs: number;
}

export interface LongOutageOutcome {
  calls: FinishedCall[];
  /** Over all legs. */
  missingMs: number;
  /** How many legs missed anything. */
  legs: number;
}

const SPEAKERS = ["agent", "customer"] as const;

/** Problems are added to those of the calls: afterwards their lost words are only those that must be lost. */
export async function outlastTheBuffer(
  stage: Stage,
  line: Line,
  samples: readonly Sample[],
  chance: Random,
  { calls, speed, afterMs, outageMs }: LongOutageOptions,
): Promise<LongOutageOutcome> {
  const running = Array.from({ length: calls }, (_, index) => {
    // Positions are to be times of the script, so a hold sends its silence.
    const manner = { ...drawManner(chance), holdAudio: "silence" as const, speed };
    return runCall(stage, samples[index % samples.length] as Sample, manner);
  });
  const outage = Bun.sleep(afterMs).then(() => beGone(line, outageMs));
  const finished = await Promise.all(running);
  await outage;
  const outcome: LongOutageOutcome = { calls: finished, missingMs: 0, legs: 0 };
  for (const call of finished) {
    for (const missingMs of checkMissing(stage, call)) {
      outcome.missingMs += missingMs;
      outcome.legs += missingMs > 0 ? 1 : 0;
    }
  }
  return outcome;
}

/** Ledger, log, operators' history and the words themselves must tell the same story. Returns each leg's missing time. */
function checkMissing(stage: Stage, call: FinishedCall): number[] {
  const { sample, record, score, problems, callId } = call;
  const shown = missingInHistory(record);
  const logged = missingInLog(stage.sidetone.logLines(), `five9-${callId}`);
  const expected = wordsWithin(sample, shown).toSorted();
  if (expected.join(" ") !== score.lost.toSorted().join(" ")) {
    problems.push(`the missing audio holds the words "${expected.join(" ")}", lost were others`);
  }
  const ledgers = finalLedgers(record);
  return SPEAKERS.map((speaker) => {
    const inLedger = ledgers.get(speaker)?.droppedOverflowMs ?? Number.NaN;
    const told = { inLedger, inHistory: totalMs(shown, speaker), inLog: totalMs(logged, speaker) };
    const isSame = Object.values(told).every((ms) => Math.abs(ms - told.inHistory) < 0.001);
    if (!isSame) problems.push(`${speaker}: missing audio is told differently: ${JSON.stringify(told)}`);
    return told.inHistory;
  });
}
