/** The events between a participant and its call. Facts of the recogniser are in recognizer.ts. */
import type { Speaker } from "../../contract/speaker.ts";
import type { LastWords, ParticipantFacts } from "./context.ts";
import type { PublishedFinal, RecognizerFact } from "./recognizer.ts";

export type ParticipantCommand =
  /** The conversation is open and this speaker is to be recognised. */
  | { type: "participant.start"; conversationName: string }
  /** Recognition is to rest (hold, leg closed, policy); what was said before still comes. */
  | { type: "participant.pause" }
  | { type: "participant.resume" }
  /** The call is over for this speaker: fetch the last words, then stop. */
  | { type: "participant.stop" }
  /** Renew the stream now (an operator's wish). */
  | { type: "participant.rollOver" }
  /** A final of some participant of the call was published; the recogniser knows whether it is news. */
  | ({ type: "participant.finalPublished" } & PublishedFinal)
  /**
   * Sent once to an actor rebuilt from a snapshot: its stream and its audio died with the old process. `goesOn`: they live
   * on another instance, and the recogniser there answers to this actor from now on.
   */
  | { type: "participant.restored"; goesOn?: true };

/** Deadlines the chart raises for itself; they outlive single states, so they are events and not `after`. */
type ParticipantDeadline = { type: "deadline.lastWords" } | { type: "deadline.recovery" };

export type ParticipantEvent = ParticipantCommand | RecognizerFact | ParticipantDeadline;

/** What the participant reports to the call. */
export type ParticipantReport =
  | { type: "participant.stopped"; speaker: Speaker; lastWords: LastWords; facts: ParticipantFacts }
  | { type: "participant.failed"; speaker: Speaker; code: number; message: string };
