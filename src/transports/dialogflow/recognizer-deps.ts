/** The shared parts of a process's recognisers, and the parts of one. */
import type { RecognizerFact, RecognizerInput } from "../../actors/participant/recognizer.ts";
import type { FlushTick } from "../../audio/flush-tick.ts";
import type { Tracks } from "../../audio/tracks.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import type { AnsweredSuggestions } from "./answered-suggestions.ts";
import type { ConnectionPool } from "./connection-pool.ts";
import type { Participants } from "./participants.ts";
import type { RecognitionApi } from "./recognition-api.ts";
import type { RecognitionTimings } from "./recognition-options.ts";

/** What no setting changes. */
export const FIXED_RECOGNITION_TIMINGS: Omit<RecognitionTimings, "settleMs"> = {
  openDeadlineMs: 10_000,
  mostAudioMs: Number.POSITIVE_INFINITY,
  drainDeadlineMs: 10_000,
  stallDeadlineMs: 15_000,
  quietMs: 200,
  answerMs: 3_000,
  responsiveMs: 1_000,
  responsiveInHypothesisMs: 400,
};

/** Those of a setting, and what else is to differ. */
export type GivenTimings = Partial<RecognitionTimings> & Pick<RecognitionTimings, "settleMs">;

export interface RecognizerDeps {
  clock: Clock;
  logger: Logger;
  tracks: Pick<Tracks, "find">;
  participants: Pick<Participants, "find">;
  api: RecognitionApi;
  pool: ConnectionPool;
  /** Shared by all recognisers of the process. */
  tick: FlushTick;
  timings: GivenTimings;
  /** Suggestions that came in an answer. */
  onAnswered: (answer: AnsweredSuggestions) => void;
}

export interface RecognizerSessionOptions {
  deps: RecognizerDeps;
  input: RecognizerInput;
  report: (fact: RecognizerFact) => void;
}
