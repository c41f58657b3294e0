/**
 * Every event of a call's actors, and its use outside the charts: in the call's history,
 * its trace, its replay and its views. The compiler asks for a row for each new event, and for a word on each new field.
 */
import type { CallEvent, InternalEvent, LegCommand } from "./call/events.ts";
import type { OperatorAnswer } from "./call/operator-asks.ts";
import type { ParticipantEvent, ParticipantReport } from "./participant/events.ts";
import type { RecognizerCommand } from "./participant/recognizer.ts";

/** Lines of a history that no actor hears; they are written as they are. */
export type NotedEvent =
  | "operator.action"
  | "call.owned"
  | "mediastream.further"
  | "history.omitted"
  | "ledger.closed"
  | "ledger.interrupted";

type ActorEvent =
  | CallEvent
  | InternalEvent
  | LegCommand
  | OperatorAnswer
  | ParticipantEvent
  | ParticipantReport
  | RecognizerCommand;

/**
 * What a history keeps of a field. left: nothing, for anyone's words, numbers dialled, session ids, and what is of no use.
 * kept: a number, a truth or a text. text: a text that may be empty, so that a replay has to put it back. texts: texts by
 * name. names: a list of names, joined. whole: the value as it is, plain data.
 */
export type FieldPolicy = "left" | "kept" | "text" | "texts" | "names" | "whole";

interface Policy<Field extends string> {
  readonly fields: Readonly<Record<Field, FieldPolicy>>;
  /**
   * none: no line of the history, and no watcher of the call is told. routine: a line without anything that a restart
   * needs, so it may wait before it is stored. Default: a line, stored soon.
   */
  readonly line?: "none" | "routine";
  /** It becomes an event on the call's span, with these fields; never ids of people or typed texts. */
  readonly traced?: readonly Field[];
  /** A call that does not live yet begins with it: CTI, a leg or word of its agent may come first. */
  readonly begins?: true;
  /** The call's state view is the same after it as before. */
  readonly keepsView?: true;
}

type FieldOf<Type> = ActorEvent extends infer Event
  ? Event extends { type: Type }
    ? Exclude<keyof Event, "type"> & string
    : never
  : never;

type Catalogue = { readonly [Type in ActorEvent["type"]]: Policy<FieldOf<Type>> } & {
  readonly [Type in NotedEvent]: Pick<Policy<string>, "traced">;
};

const SPEAKER = { speaker: "kept" } as const;
const LEG = { legId: "kept", ...SPEAKER } as const;
const PUBLISHED_FINAL = { participantId: "left", endSeconds: "left", publishedAtMs: "left" } as const;
const LEDGER_FIELDS = [
  ...["speaker", "receivedMs", "recognizedMs", "bufferedMs", "heardMs"],
  ...["droppedHoldMs", "droppedOverflowMs", "droppedAbandonedMs", "replayedMs", "standByMs"],
];

export const CATALOGUE = {
  // What the call hears.
  "cti.received": {
    begins: true,
    fields: { sessionId: "left", variableNames: "names", isCallEnded: "kept", addressMarks: "left" },
    traced: [],
  },
  // Numbers and names are for agents' pages, which have them from the call's view.
  "call.described": { fields: { facts: "left" }, traced: [] },
  "leg.opened": {
    begins: true,
    fields: {
      ...LEG,
      medium: "whole",
      origin: "texts",
      participant: "kept",
      standsBy: "kept",
      again: "whole",
    },
    traced: ["speaker", "medium"],
  },
  "leg.firstAudio": { fields: { ...LEG, atMs: "kept" }, traced: ["speaker"] },
  "leg.silent": { fields: LEG, traced: ["speaker"] },
  "leg.held": { fields: LEG, traced: ["speaker"] },
  "leg.resumed": { fields: LEG, traced: ["speaker"] },
  "leg.callEnded": { fields: LEG, traced: ["speaker"] },
  "leg.closed": {
    fields: { ...LEG, cause: "kept", statusCode: "kept", audioUntilMs: "kept" },
    traced: ["speaker", "cause", "statusCode"],
  },
  "agent.presence": { begins: true, fields: { isPresent: "kept" }, traced: ["isPresent"] },
  "agent.presenceUnread": { fields: {}, traced: [] },
  "speaker.named": { fields: { ...SPEAKER, participantId: "kept" } },
  "speaker.heard": { line: "routine", keepsView: true, fields: SPEAKER },
  "speaker.unheard": {
    fields: { ...SPEAKER, cause: "kept", forMs: "kept" },
    traced: ["speaker", "cause", "forMs"],
  },
  "leg.holdDoubted": {
    fields: { ...SPEAKER, heldMs: "kept", goesOn: "kept" },
    traced: ["speaker", "heldMs", "goesOn"],
  },
  "audio.behind": {
    fields: { ...SPEAKER, behindMs: "kept", caughtUp: "kept" },
    traced: ["speaker", "behindMs", "caughtUp"],
  },
  "text.lost": {
    fields: { ...SPEAKER, code: "kept", isUnwritten: "left" },
    traced: ["speaker", "code"],
  },
  // The id is the one that the agent's application or token gave; a number is never one.
  "agent.attached": {
    fields: { sessionId: "kept", agentId: "kept", by: "kept", proof: "kept" },
    traced: ["by", "proof"],
  },
  "agent.detached": { fields: { sessionId: "kept", agentId: "kept", reason: "kept" }, traced: ["reason"] },
  "speaker.unknown": { begins: true, fields: { cause: "kept", count: "kept" }, traced: ["cause"] },
  // The history has a line of each that is done, and the audit each that is asked.
  "operator.asked": {
    line: "none",
    fields: { askId: "left", operator: "left", action: "left" },
  },
  "recognition.stop": { fields: SPEAKER, traced: ["speaker"] },
  "recognition.start": { fields: SPEAKER, traced: ["speaker"] },
  "recognition.rollOver": { fields: SPEAKER, traced: ["speaker"] },
  "audio.gap": { fields: { ...LEG, gapMs: "kept", reason: "kept" }, traced: ["speaker", "gapMs", "reason"] },
  "audio.missing": {
    fields: { ...SPEAKER, fromMs: "kept", toMs: "kept", reason: "kept" },
    traced: ["speaker", "fromMs", "toMs", "reason"],
  },
  // It comes for every call all the time; the newest account is in the call's row.
  "counters.sampled": { line: "none", fields: { ledgers: "left", atMs: "left" } },
  // For every actor of a call; it matters only where a stream.final follows.
  "transcript.finalized": { line: "none", fields: PUBLISHED_FINAL },
  "mediastream.reported": {
    fields: {
      subscriptionId: "text",
      status: "text",
      callLeg: "text",
      failureType: "text",
      failureDetail: "text",
      occurredOn: "text",
      unproved: "kept",
      reportId: "kept",
      isUnwritten: "left",
    },
    traced: ["status", "callLeg", "failureType"],
  },
  "leg.heardAgain": { fields: SPEAKER, traced: ["speaker"] },
  "desktop.joined": { fields: { desktopId: "kept" }, traced: [] },
  "desktop.left": { fields: { desktopId: "kept" }, traced: [] },
  // Every few seconds for hours; desktops get their events from the delivery log, not from the history.
  "assist.logged": {
    line: "routine",
    keepsView: true,
    fields: {
      sequence: "kept",
      kind: "kept",
      features: "names",
      role: "kept",
      sincePublishMs: "kept",
      desktops: "kept",
      isUnlisted: "kept",
      isRetold: "kept",
    },
  },
  "assist.checked": { fields: { faults: "whole" }, traced: [] },
  "call.restored": { fields: { elsewhere: "whole" }, traced: [] },
  "call.leaving": { fields: {}, traced: [] },
  "call.end": {
    fields: { reason: "kept", isTooLong: "kept", isForGood: "kept" },
    traced: ["isTooLong", "isForGood"],
  },

  // What the call says to its own regions, and to its legs.
  "conversation.settled": { fields: {} },
  "leg.admitted": { fields: {} },
  "call.rewound": { fields: {} },
  "media.closeNow": { fields: {} },
  "agent.stillAway": { fields: {} },
  "leg.stillSilent": { fields: SPEAKER, traced: ["speaker"] },
  "operator.answered": {
    line: "none",
    fields: { askId: "left", operator: "left", action: "left", speaker: "left", refusal: "left" },
  },
  "leg.close": { fields: { legId: "kept", reason: "kept", message: "kept" } },
  "leg.resume": { fields: { legId: "kept" } },
  "leg.takeOver": { fields: { legId: "kept", until: "left" } },
  "leg.standBy": { fields: { legId: "kept" } },

  // What a participant hears and says.
  "participant.start": { fields: { conversationName: "text" } },
  "participant.pause": { fields: {} },
  "participant.resume": { fields: {} },
  "participant.stop": { fields: {} },
  "participant.rollOver": { fields: {} },
  "participant.finalPublished": { line: "none", fields: PUBLISHED_FINAL },
  "participant.restored": { fields: { goesOn: "kept" } },
  "deadline.lastWords": { fields: {} },
  "deadline.recovery": { fields: {} },
  "participant.stopped": {
    fields: { ...SPEAKER, lastWords: "kept", facts: "whole" },
    traced: ["speaker", "lastWords"],
  },
  "participant.failed": {
    fields: { ...SPEAKER, code: "kept", message: "text" },
    traced: ["speaker", "code"],
  },

  // What a recogniser hears and says.
  "recognizer.open": { fields: {} },
  "recognizer.cut": { fields: {} },
  "recognizer.halfClose": { fields: { isRest: "left" } },
  "recognizer.notePublished": { fields: PUBLISHED_FINAL },
  "stream.opened": {
    fields: { stream: "kept", fromMs: "kept", participantName: "kept", connection: "kept" },
  },
  // Every few seconds for hours; a new process starts recognition again in any case.
  "stream.final": {
    line: "routine",
    fields: { stream: "kept", endMs: "kept", behindMs: "kept", via: "kept" },
  },
  "stream.full": { fields: { stream: "kept" } },
  "stream.drained": { fields: { stream: "kept" } },
  "stream.failed": { fields: { stream: "kept", code: "kept", advice: "kept", message: "text" } },

  // Lines that no actor hears.
  "operator.action": { traced: ["action", "speaker"] },
  "call.owned": { traced: ["how"] },
  "mediastream.further": {},
  "history.omitted": {},
  "ledger.closed": { traced: LEDGER_FIELDS },
  "ledger.interrupted": { traced: LEDGER_FIELDS },
} satisfies Catalogue;

export type EventPolicy = Partial<Policy<string>>;

const ROWS: ReadonlyMap<string, EventPolicy> = new Map(Object.entries(CATALOGUE));
const NOT_LISTED: EventPolicy = {};

/** The row of an event; an empty one for XState's own events, whose types are not known beforehand. */
export function policyOf(type: string): EventPolicy {
  return ROWS.get(type) ?? NOT_LISTED;
}
