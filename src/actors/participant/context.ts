/** What a participant remembers: plain data, so that it can be persisted and shown to operators. */
import type { Speaker } from "../../contract/speaker.ts";
import type { FailureAdvice, RecognizerInput } from "./recognizer.ts";

/** Timers take 31 bits of milliseconds; longer than any call. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** Whether the words spoken before the end are all in. */
export type LastWords = "arrived" | "timedOut" | "abandoned";

export interface ParticipantTiming {
  /** Age of a stream from which the next final renews it. */
  rollOverAfterMs: number;
  /** Age at which it is renewed even without a final; above rollOverAfterMs. */
  rollOverLatestMs: number;
  /** Longest wait for the recogniser's answer to `open` or `cut`. */
  openDeadlineMs: number;
  /** A stream this old without failure counts as healthy: back-off starts again. */
  stableAfterMs: number;
  backoffBaseMs: number;
  backoffCapMs: number;
  /** From the first failure without a healthy stream since. */
  recoveryDeadlineMs: number;
  lastWordsDeadlineMs: number;
}

/** What no setting changes. */
export const FIXED_PARTICIPANT_TIMING = {
  openDeadlineMs: 30_000,
  stableAfterMs: 10_000,
  backoffBaseMs: 250,
  backoffCapMs: 10_000,
} satisfies Partial<ParticipantTiming>;

/** For words that come as text: there is no stream that could grow too old. */
export function withoutRollOver(timing: ParticipantTiming): ParticipantTiming {
  return { ...timing, rollOverAfterMs: LONGEST_TIMER_MS, rollOverLatestMs: LONGEST_TIMER_MS * 2 };
}

export interface ParticipantInput {
  callKey: string;
  speaker: Speaker;
  medium?: RecognizerInput["medium"];
  timing: ParticipantTiming;
}

export interface ParticipantContext extends ParticipantInput {
  conversationName: string | null;
  /** Streams opened so far. */
  streams: number;
  rollOvers: number;
  recoveries: number;
  finals: number;
  /** End of the last final, as a position in the speaker's track. */
  recognizedToMs: number;
  /** Failures in a row since the last healthy stream. */
  failuresInRow: number;
  lastFailure: { code: number; advice: FailureAdvice; message: string } | null;
  pauseRequested: boolean;
  stopRequested: boolean;
  lastWords: LastWords | null;
}

/** What operators are shown of a participant, living or ended. */
export type ParticipantFacts = Pick<
  ParticipantContext,
  "streams" | "rollOvers" | "recoveries" | "finals" | "recognizedToMs" | "lastFailure" | "lastWords"
>;

export function factsOf(context: ParticipantContext): ParticipantFacts {
  const { streams, rollOvers, recoveries, finals, recognizedToMs, lastFailure, lastWords } = context;
  return { streams, rollOvers, recoveries, finals, recognizedToMs, lastFailure, lastWords };
}

/** The facts of a new participant. */
export const NO_FACTS: ParticipantFacts = {
  streams: 0,
  rollOvers: 0,
  recoveries: 0,
  finals: 0,
  recognizedToMs: 0,
  lastFailure: null,
  lastWords: null,
};

export function initialContext(input: ParticipantInput): ParticipantContext {
  return {
    ...input,
    ...NO_FACTS,
    conversationName: null,
    failuresInRow: 0,
    pauseRequested: false,
    stopRequested: false,
  };
}
