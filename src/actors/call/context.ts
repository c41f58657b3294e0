/** What a call remembers: plain data plus the references of the participants it has spawned. */
import type { ActorRefFrom } from "xstate";
import { backOffMs } from "../../base/back-off.ts";
import type { CallFacts } from "../../contract/call-facts.ts";
import type { CallRef } from "../../contract/call-ref.ts";
import type { UnheardCause } from "../../contract/hearing.ts";
import type { HelpFault } from "../../contract/help-fault.ts";
import type { Ledger } from "../../contract/ledger.ts";
import type { PerSpeaker, Speaker } from "../../contract/speaker.ts";
import type { UnknownSpeakerCause } from "../../contract/unknown-speaker.ts";
import type { LastWords, ParticipantFacts, ParticipantTiming } from "../participant/context.ts";
import type { participantMachine } from "../participant/machine.ts";
import type { LegDetails } from "./events.ts";
import type { FailedStream } from "./failed-streams.ts";

export interface CallTiming {
  /** How long a call announced by CTI waits for its audio. */
  awaitMediaMs: number;
  /** How long a call without an open leg waits for a transfer or a reconnect. */
  reconnectGraceMs: number;
  /** Longest call. */
  maxCallMs: number;
  /** Above the participants' own last-words deadline; a belt to their braces. */
  lastWordsDeadlineMs: number;
  openRetryBaseMs: number;
  /** Together with the pauses between them long enough for an outage that the replay buffer bridges. */
  openAttempts: number;
}

/** What no setting changes. */
export const FIXED_CALL_TIMING = { openRetryBaseMs: 500, openAttempts: 13 } satisfies Partial<CallTiming>;

/** Doublings of the first pause between attempts to open the conversation. */
const MOST_DOUBLINGS = 4;

/** The pause before the next attempt: its lower half is certain, its upper half drawn (`random` in 0..1). */
export function openRetryMs(
  { openAttempt, timing }: Pick<CallContext, "openAttempt" | "timing">,
  random: number,
): number {
  const firstMs = timing.openRetryBaseMs;
  return backOffMs(openAttempt, { firstMs, maxMs: firstMs * 2 ** MOST_DOUBLINGS }, () => random);
}

export type RecognitionPolicy = "always" | "agent-connected";

export interface CallInput extends CallRef {
  timing: CallTiming;
  participantTiming: ParticipantTiming;
  recognition: RecognitionPolicy;
}

export interface LegRecord extends LegDetails {
  open: boolean;
  held: boolean;
  audioSeen: boolean;
  /** Five9 has said that the call is over on this leg. */
  callEnded: boolean;
  /** Its stream broke off. Absent: it did not, or an earlier version closed it. */
  broke?: true;
  /** Its source ended its stream in good order. */
  ended?: true;
  /** The call was without any leg since then. */
  past?: true;
  /** An agent's that broke and did not come back in time. */
  givenUp?: true;
  /** Another stream took its place. */
  displaced?: true;
  /** Another open leg brings the same voice, and that one is heard. */
  standsBy?: true;
}

export interface ParticipantRecord {
  /** Absent once stopped; a leg that comes back later gets a new participant actor. */
  ref: ActorRefFrom<typeof participantMachine> | null;
  /** Counts the participant actors this speaker has had. */
  generation: number;
  /** The last command to the participant. */
  told: "nothing" | "run" | "pause" | "stop";
  /** It was to run once, and there was no conversation yet. Absent: never. */
  wasWanted?: true;
  outcome: LastWords | "failed" | null;
  /** Of the last participant actor that stopped. */
  facts: ParticipantFacts | null;
}

export interface Unheard {
  cause: UnheardCause;
  forMs: number;
}

export interface DoubtedHold {
  heldMs: number;
  /** Recognition goes on nevertheless. */
  goesOn: boolean;
}

export interface CallFailure {
  code: string;
  message: string;
}

export interface CallContext {
  callKey: string;
  source: string;
  vendorCallId: string;
  timing: CallTiming;
  participantTiming: ParticipantTiming;
  recognition: RecognitionPolicy;
  sessionId: string | null;
  /** Marks of the numbers that CTI named (bounded by MAX_ADDRESS_MARKS); those of legs are in their origin. */
  addressMarks: string[];
  /** Who is on the line, for agents' pages only: never in a history, a log, a trace or an operator's row. */
  facts: CallFacts;
  conversationName: string | null;
  openAttempt: number;
  /** Legs in order of arrival, ended ones included (bounded by MAX_LEG_RECORDS). */
  legs: LegRecord[];
  participants: PerSpeaker<ParticipantRecord>;
  /** Dialogflow's ids of its participants. */
  participantIds: PerSpeaker<string>;
  ledgers: PerSpeaker<Ledger>;
  /** Of these it is the account that a former owner left, which is a line of the history already. */
  interrupted: Speaker[];
  /** When a speaker's audio last came, milliseconds since the Unix epoch. */
  audioUntilMs: PerSpeaker<number>;
  /** Audio that never came, in milliseconds; it is in no ledger. */
  gapsMs: PerSpeaker<number>;
  /** Audio that came and that no recogniser ever got, in milliseconds, as far as it was told. */
  unsentMs: PerSpeaker<number>;
  /** Speakers of whom a word was recognised. */
  worded: Speaker[];
  /** How often the carrier could not say for certain who speaks, by cause. */
  unknownSpeakers: Partial<Record<UnknownSpeakerCause, number>>;
  /** Whether an agent's application is attached; null if the source never says. */
  isAgentPresent: boolean | null;
  /** Speakers an operator wants not to be recognised. */
  stoppedByOperator: Speaker[];
  /** An operator has ended it: no leg is taken up any more. */
  isEndedForGood: boolean;
  /** This process is going away: nothing that waits for a leg gives up. */
  isLeaving: boolean;
  desktops: string[];
  /** Sessions of agents' own applications that have the call now. */
  applications: string[];
  /** Sequence of the last event in the call's log. */
  loggedSequence: number;
  /** Sequences below it of entries that the call has not heard of, in order. */
  unheardEntries: number[];
  /** Logged events that suggested something. */
  suggestions: number;
  /** Those of them that no agent's page shows, by FEATURES. */
  suggestionsUnlisted: number;
  /** Logged events of suggestions in which nothing could be read. */
  suggestionsUnreadable: number;
  /** What keeps suggestions from coming, as far as the process knows. */
  helpFaults: readonly HelpFault[];
  mediastreamReports: number;
  /** How many of them were only counted. */
  mediastreamUnwritten: number;
  /** Speakers whose stream Five9 says has failed, until they are back. */
  failedStreams: PerSpeaker<FailedStream>;
  /** Legs of speakers beyond those that a call may have. */
  speakersRefused: number;
  /** The last report of a failure that names no speaker, or that came without a key. */
  mediastreamFailure: { callLeg: string; failureType: string; unproved?: true } | null;
  /** Ids of the last reports, oldest first. */
  mediastreamReportIds: string[];
  /** Speakers who were heard at least once. */
  heard: Speaker[];
  /** Those who should have been heard, and were not yet. */
  unheard: PerSpeaker<Unheard>;
  /** Speakers on hold who speak; until they are taken off hold. */
  doubtedHolds: PerSpeaker<DoubtedHold>;
  /** By how much audio came late: now, and at worst. */
  behindMs: PerSpeaker<{ now: number; worst: number }>;
  /** Texts that did not reach Dialogflow, with the code of the last one. */
  lostTexts: PerSpeaker<{ count: number; code: string }>;
  /** The last word about an agent's application could not be read. */
  isPresenceUnread: boolean;
  /** CTI has said that the call is over, and no leg came since. */
  isEndedByCti: boolean;
  /** A desktop or an agent's application was there once. */
  wasAttended: boolean;
  /** It was ended because it reached the longest length. */
  isTooLong: boolean;
  failure: CallFailure | null;
  endReason: string | null;
}

/** What vendors get; the operator's name is not for them. */
export const ENDED_BY_OPERATOR = "assist was ended";

/** Why a call ended that nobody ended: its legs went, or never came. */
export const LEGS_GONE = "the call's legs are gone";

/** Ended legs beyond this many are forgotten, oldest first. */
export const MAX_LEG_RECORDS = 50;

/** Numbers of one call that CTI may name; further ones are not kept. */
export const MAX_ADDRESS_MARKS = 16;

/** A snapshot of an earlier version gets these values for what it lacks: see currentSnapshot. */
export function initialCallContext(input: CallInput): CallContext {
  return {
    ...input,
    sessionId: null,
    addressMarks: [],
    facts: {},
    conversationName: null,
    openAttempt: 0,
    legs: [],
    participants: {},
    participantIds: {},
    ledgers: {},
    interrupted: [],
    audioUntilMs: {},
    gapsMs: {},
    unsentMs: {},
    worded: [],
    unknownSpeakers: {},
    isAgentPresent: null,
    stoppedByOperator: [],
    isEndedForGood: false,
    isLeaving: false,
    desktops: [],
    applications: [],
    loggedSequence: 0,
    unheardEntries: [],
    suggestions: 0,
    suggestionsUnlisted: 0,
    suggestionsUnreadable: 0,
    helpFaults: [],
    mediastreamReports: 0,
    mediastreamUnwritten: 0,
    failedStreams: {},
    speakersRefused: 0,
    mediastreamFailure: null,
    mediastreamReportIds: [],
    heard: [],
    unheard: {},
    doubtedHolds: {},
    behindMs: {},
    lostTexts: {},
    isPresenceUnread: false,
    isEndedByCti: false,
    wasAttended: false,
    isTooLong: false,
    failure: null,
    endReason: null,
  };
}
