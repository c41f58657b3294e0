/** The call as it was at one moment of its history: what the whole page shows. Plain data, never changed in place. */

import type { HelpFault } from "../../../../contract/help-fault.ts";
import type { HistoryLine, Transition } from "../../../../contract/history-line.ts";
import type { AwaitedFinal, WordLatency } from "../../../../contract/words-to-screen.ts";

export type Ledger = NonNullable<HistoryLine["ledger"]>;

export interface ActorMoment {
  /** "call", "participant:agent" and the like; later lives of a participant have the same name. */
  actor: string;
  state: unknown;
  /** The last transition that moved it, and the event and line that brought it about. */
  took: readonly Transition[];
  event: string;
  line: number;
  atMs: number;
}

export interface LegMoment {
  legId: string;
  speaker: string;
  openedAtMs: number;
  line: number;
  isOpen: boolean;
  isHeld: boolean;
  isAudioSeen: boolean;
  isText: boolean;
  closedAtMs: number | null;
  /** Why it was closed, with Five9's code where there is one. */
  cause: string;
}

export interface StreamMoment {
  speaker: string;
  /** From 1 for each speaker. */
  stream: number;
  line: number;
  openedAtMs: number;
  /** Position in the speaker's track at which it begins. */
  fromMs: number;
  finals: number;
  recognizedToMs: number;
  /** drained: ended in order. failed: broke. renewed: another one took over. */
  end: { atMs: number; line: number; how: "drained" | "failed" | "renewed" | "over"; why: string } | null;
  /** Ids at Dialogflow and of Sidetone, by the name of their field. */
  ids: Readonly<Record<string, string>>;
}

/** An instance that has or had the call, where several share calls. */
export interface OwnerMoment {
  instance: string;
  fromAtMs: number;
  line: number;
  /** began, handed over, taken over. */
  how: string;
}

export interface DesktopMoment {
  desktopId: string;
  joinedAtMs: number;
  joinedLine: number;
  leftAtMs: number | null;
}

/** Something that came up several times: how often, how much, and where it was seen first and last. */
export interface Tally {
  count: number;
  ms: number;
  firstLine: number;
  lastLine: number;
  lastAtMs: number;
  /** Of the last one. */
  text: string;
}

export interface RecognitionFailure {
  line: number;
  atMs: number;
  code: number | null;
  message: string;
  /** It was tried until its deadline, rather than refused. */
  isTiredOut: boolean;
}

type BySpeaker<T> = Readonly<Record<string, T>>;

export interface Moment {
  /** Lines that had been heard by now; 0 before the first. */
  position: number;
  /** The last of them. */
  last: HistoryLine | null;
  startedAtMs: number | null;
  actors: Readonly<Record<string, ActorMoment>>;
  legs: readonly LegMoment[];
  ledgers: BySpeaker<Ledger>;
  streams: readonly StreamMoment[];
  desktops: readonly DesktopMoment[];
  owners: readonly OwnerMoment[];
  /** Attempts to open the conversation that failed. */
  refusedOpenings: Tally | null;
  /** The conversation was given up: line and message. */
  conversationLost: { line: number; atMs: number; message: string; isAtEnd: boolean } | null;
  failures: BySpeaker<RecognitionFailure>;
  /** Streams that broke and were not fatal. */
  breaks: BySpeaker<Tally>;
  /** Audio that no final will cover, and audio that never came. */
  missing: BySpeaker<Tally>;
  /** Of the missing audio, what no recogniser ever got, in milliseconds. */
  unsentMs: BySpeaker<number>;
  gaps: BySpeaker<Tally>;
  finals: BySpeaker<Tally>;
  suggestions: Tally | null;
  /** Those that no agent's page shows, by FEATURES. */
  unlistedSuggestions: Tally | null;
  /** Events of suggestions in which nothing could be read. */
  unreadableSuggestions: Tally | null;
  /** What kept suggestions from coming, as the process knew it last, and the line that told so. */
  helpFaults: { faults: readonly HelpFault[]; line: number } | null;
  /** Words whose speaker was not known; `text` is the carrier's cause. */
  unknownSpeakers: Tally | null;
  /** The suggestions that were logged while no desktop was there. */
  unattendedSuggestions: Tally | null;
  /** Transcripts in the call's log. */
  transcripts: number;
  /** Highest sequence of the delivery log. */
  loggedSequence: number;
  badReports: Tally | null;
  restarts: Tally | null;
  operatorActs: Tally | null;
  /** Speakers whose recognition an operator has stopped, as of now. */
  stopped: BySpeaker<Tally>;
  noAudioLine: number | null;
  awaitedFinals: readonly AwaitedFinal[];
  latencies: readonly WordLatency[];
  errors: number;
}

export const FIRST_MOMENT: Moment = {
  position: 0,
  last: null,
  startedAtMs: null,
  actors: {},
  legs: [],
  ledgers: {},
  streams: [],
  desktops: [],
  owners: [],
  refusedOpenings: null,
  conversationLost: null,
  failures: {},
  breaks: {},
  missing: {},
  unsentMs: {},
  gaps: {},
  finals: {},
  suggestions: null,
  unlistedSuggestions: null,
  unreadableSuggestions: null,
  helpFaults: null,
  unknownSpeakers: null,
  unattendedSuggestions: null,
  transcripts: 0,
  loggedSequence: 0,
  badReports: null,
  restarts: null,
  operatorActs: null,
  stopped: {},
  noAudioLine: null,
  awaitedFinals: [],
  latencies: [],
  errors: 0,
};

/** Whom the call has had so far; those of a role are numbered where there are several. */
export function speakersOf({ legs, actors }: Pick<Moment, "legs" | "actors">): string[] {
  const named = Object.keys(actors).flatMap((actor) => /^participant:([^:]+)/.exec(actor)?.[1] ?? []);
  return [...new Set([...legs.map(({ speaker }) => speaker), ...named])];
}
