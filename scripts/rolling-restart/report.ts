/** What all calls of a rolling restart lived through, as the last line of the command. */
import { percentile } from "../../simulators/stage/call-score.ts";
import type { PlayedCall } from "./lane.ts";

/** When the first instance was told to leave, and when the last one was back. */
export interface Restarted {
  beganAtMs: number;
  endedAtMs: number;
}

interface Spread {
  p50: number;
  p99: number;
}

export interface RollingRestartResult {
  ok: boolean;
  /** Going on at a time, and all that were played. */
  callsAtOnce: number;
  calls: number;
  instances: number;
  restarts: number;
  /** From the first SIGTERM until the last instance was ready again. */
  seconds: number;
  wordsExpected: number;
  wordsLost: number;
  wordsDuplicated: number;
  suggestionsExpected: number;
  suggestionsLost: number;
  callsBroken: number;
  /** Streams that went on at another instance, and for how long nobody heard them. */
  moved: number;
  deafMs: { p50: number; max: number };
  /** By the time at which a word's last audio left the caller. */
  wordToScreenMs: { before: Spread; during: Spread; after: Spread };
}

export function reportOf(
  calls: readonly PlayedCall[],
  restarted: Restarted,
  fleet: { callsAtOnce: number; instances: number; restarts: number },
): RollingRestartResult {
  const { beganAtMs, endedAtMs } = restarted;
  const sum = (count: (call: PlayedCall) => number) => calls.reduce((total, call) => total + count(call), 0);
  const words = calls.flatMap((call) => call.words);
  const within = (fromMs: number, toMs: number): Spread => {
    const latencies = words
      .filter(({ sentAtMs }) => sentAtMs >= fromMs && sentAtMs < toMs)
      .map(({ sentAtMs, shownAtMs }) => shownAtMs - sentAtMs);
    return { p50: Math.round(percentile(latencies, 0.5)), p99: Math.round(percentile(latencies, 0.99)) };
  };
  const deafMs = calls.flatMap((call) => call.deafMs);
  const result = {
    callsAtOnce: fleet.callsAtOnce,
    calls: calls.length,
    instances: fleet.instances,
    restarts: fleet.restarts,
    seconds: Math.round((endedAtMs - beganAtMs) / 1_000),
    wordsExpected: sum(({ wordsExpected }) => wordsExpected),
    wordsLost: sum(({ lost }) => lost.length),
    wordsDuplicated: sum(({ duplicated }) => duplicated.length),
    suggestionsExpected: sum(({ suggestionsExpected }) => suggestionsExpected),
    suggestionsLost: sum((call) => Math.max(0, call.suggestionsExpected - call.suggestionsDelivered)),
    callsBroken: sum(({ problems }) => (problems.length > 0 ? 1 : 0)),
    moved: deafMs.length,
    deafMs: { p50: Math.round(percentile(deafMs, 0.5)), max: Math.round(Math.max(0, ...deafMs)) },
    wordToScreenMs: {
      before: within(0, beganAtMs),
      during: within(beganAtMs, endedAtMs),
      after: within(endedAtMs, Number.POSITIVE_INFINITY),
    },
  };
  const { wordsLost, wordsDuplicated, suggestionsLost, callsBroken, restarts, instances } = result;
  const isWhole = wordsLost + wordsDuplicated + suggestionsLost + callsBroken === 0;
  return { ok: isWhole && calls.length > 0 && restarts === instances, ...result };
}
