/**
 * The door to calls, wherever they run. Everything that passes it is plain data: events and answers, commands, views and
 * rows; never an actor or its snapshot, and never audio.
 */

import type { CallEvent, LegCommand, LegDetails } from "../actors/call/events.ts";
import type { OperatorDeed } from "../actors/call/operator-asks.ts";
import type { CallRef } from "../contract/call-ref.ts";
import type { CallSummary } from "../contract/call-summary.ts";
import type { HistoryLine } from "../contract/history-line.ts";
import type { InspectionMessage } from "./inspection-message.ts";
import type { CallReport } from "./report.ts";
import type { CallStateView } from "./view.ts";

/**
 * What became of an event. taken: the call has it. unknown: no such call lives, and this event begins none. full: it would
 * begin one, and there are too many.
 */
export type Delivered = "taken" | "unknown" | "full";

/** A life of a call id, see `src/calls/episode-key.ts`. */
export interface NewestEpisode {
  ref: CallRef;
  /** The id's next event begins another one. */
  isOver: boolean;
  /** Somebody has asked for it as the present one. Absent where nobody has, or where storage does not say. */
  isKnown?: true;
}

/** For those that know a call by its carrier's id, which may come again after the call is over. */
export interface CallEpisodes {
  /**
   * The call that an event of this id belongs to, to be asked for before `send`: the life that goes on, at once if it does
   * so here, or the next one. `first`: as the carrier names the id. Never rejects.
   */
  present(first: CallRef): CallRef | Promise<CallRef>;
  /** The newest life, living or over; begins none. Never rejects. */
  newest(first: CallRef): Promise<NewestEpisode>;
  /** The same for one who knows the key of any life. `nextKey`: of the life that will follow, where the newest is over. */
  newestLife(callKey: string): Promise<{ callKey: string; episode: number; nextKey: string | null }>;
  /** The key of the newest life that this process has seen; the first one's if it has seen none. */
  lastSeen(firstKey: string): string;
  /**
   * The carrier says that this life is over: the id's next event begins another, while this one still hears last words.
   * Resolves when that is stored, or could not be, which is logged. Never rejects.
   */
  finish(callKey: string): Promise<void>;
}

/** For carriers, which bring events to calls and carry their legs. */
export interface CallDirectory extends CallEpisodes {
  /**
   * Brings an event to its call, which begins with it where `ref` is new and the event may begin one (CTI, a leg opened).
   * Never rejects. A call handles events in the order in which they were sent; one that runs in this process has handled
   * it before this returns, so that events keep their place among the audio, and only the answer comes a turn later.
   */
  send(ref: CallRef, event: CallEvent): Promise<Delivered>;
  /** To a call that must exist already, by key. */
  sendTo(callKey: string, event: CallEvent): Promise<Delivered>;
  /** Hears what a call asks of one leg; returns the unsubscribe function. */
  onLegCommand(legId: string, listener: (command: LegCommand) => void): () => void;
}

/** Hears of the legs of all calls; its methods take a note and do no more. */
export interface LegListener {
  opened(ref: CallRef, leg: Pick<LegDetails, "legId" | "speaker" | "origin">): void;
  closed(ref: CallRef, legId: string): void;
  /** The call is over, with all its legs. */
  ended(ref: CallRef): void;
}

/** For those that have to know whose calls these are. */
export interface CallLegs {
  /** Tells the legs that are open now first; returns the unsubscribe function. */
  onLegs(listener: LegListener): () => void;
}

/** For those that follow a call's state. */
export interface CallViews {
  /**
   * Tells the call's view as it is now, null if no such call lives, and then each change, also of a call that begins
   * later; returns the unsubscribe function.
   */
  watchView(callKey: string, listener: (view: CallStateView | null) => void): () => void;
}

/** A line of a history without its number and time. */
export type NewLine = Omit<HistoryLine, "line" | "atMs">;

/** For those that add to a call's record. */
export interface CallRecords {
  /** Like `send`; resolves when the call as it is then is stored, or the store has refused it. */
  sendStored(ref: CallRef, event: CallEvent): Promise<Delivered>;
  /**
   * Adds a line of which no actor knows; never anyone's words. A call that lives hears `event` instead, where one is given.
   * The line of an ended call is added to the stored history; rejects if that fails.
   */
  note(callKey: string, line: NewLine, event?: CallEvent): Promise<void>;
}

/** What a call says to an operator's wish; unknown: no such call lives. */
export type ActionAnswer =
  | { outcome: "done" }
  | { outcome: "refused"; reason: string }
  | { outcome: "unknown" };

/** The news of a call for a reader that has its lines up to one. */
export interface CallNews {
  summary: CallSummary;
  /** Ascending. */
  lines: readonly HistoryLine[];
  /** Some lines before these are no longer in memory. */
  missed: boolean;
  /** The accounts of its speakers, as the call was told them last. */
  ledgers: CallReport["ledgers"];
}

/** A watched call; after its end it still answers, with live false. */
export interface WatchedCall {
  readonly ref: CallRef;
  /** Its row in the operators' list. */
  summary(): Promise<CallSummary>;
  news(afterLine: number): Promise<CallNews>;
}

/** Everything about a call that runs, as an operator is shown it; its lines are the newest ones kept in memory. */
export interface CallPicture extends Pick<CallNews, "summary" | "lines"> {
  report: CallReport;
}

/** For operators. */
export interface CallConsole {
  /** Calls that run, and those that are over and not stored yet. */
  count(): Promise<number>;
  watchedCalls(): Promise<readonly WatchedCall[]>;
  /** Null if no such call runs. */
  watched(callKey: string): Promise<WatchedCall | null>;
  /** Null if no such call runs. */
  picture(callKey: string): Promise<CallPicture | null>;
  /**
   * Hears of every call that changed, also of its end; returns the unsubscribe function. The listener takes a note and does
   * no more: a call that runs in this process waits for it.
   */
  onWatched(listener: (call: WatchedCall) => void): () => void;
  /** Does what an operator asks for if the call agrees; the result is in the call's history. */
  act(callKey: string, action: OperatorDeed, operator: string): Promise<ActionAnswer>;
  /** Hears what the actors of some live calls do, those that make known what lives already first. */
  inspect(listener: (message: InspectionMessage) => void): () => void;
}

/** All of it. */
export interface Calls extends CallDirectory, CallLegs, CallViews, CallRecords, CallConsole {}
