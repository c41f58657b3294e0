/** The call's chart as a table: what decides its next step, and how its events are called in a counterexample. */
import type { AnyMachineSnapshot, AnyStateMachine } from "xstate";
import type { CallContext, RecognitionPolicy } from "../../src/actors/call/context.ts";
import type { CallEvent, LegMedium } from "../../src/actors/call/events.ts";
import { awaitedSpeakers } from "../../src/actors/call/failed-streams.ts";
import { openLegs } from "../../src/actors/call/legs.ts";
import type { OperatorDeed } from "../../src/actors/call/operator-asks.ts";
import { SidetoneError } from "../../src/base/errors.ts";
import { emptyLedger } from "../../src/contract/ledger.ts";
import { type Speaker, speakerRoleOf } from "../../src/contract/speaker.ts";
import { CALL_TIMING, PARTICIPANT_TIMING } from "../../test/support/settings.ts";
import { Component, type ComponentState, type ComponentStep, type LabelledEvent } from "./component.ts";
import { remembered } from "./remembered.ts";
import type { LegSpec } from "./world-state.ts";

/** Enough to be refused once and try again, and to be refused finally. */
const OPEN_ATTEMPTS = 2;

export const contextOf = (state: ComponentState): CallContext => state.snapshot.context as CallContext;

export function callComponent(machine: AnyStateMachine, recognition: RecognitionPolicy): Component {
  return new Component({
    machine,
    input: {
      callKey: "c",
      source: "five9",
      vendorCallId: "1",
      timing: { ...CALL_TIMING, openAttempts: OPEN_ATTEMPTS },
      participantTiming: PARTICIPANT_TIMING,
      recognition,
    },
    keyOf: keyOfCall,
  });
}

/** Counters, ledgers, times and messages are left out: no guard reads them. */
function keyOfCall({ value, status, context }: AnyMachineSnapshot): string {
  const call = context as CallContext;
  return JSON.stringify([
    value,
    status,
    call.legs
      .map((leg) => [
        leg.legId,
        leg.open,
        leg.held,
        leg.medium.kind,
        leg.broke === true,
        leg.standsBy === true,
      ])
      .sort(),
    [...new Set(call.legs.filter((leg) => leg.audioSeen).map((leg) => leg.speaker))].sort(),
    Object.entries(call.participants).map(([speaker, record]) => [
      speaker,
      record.ref !== null,
      record.told,
      // Read only while the conversation may still open.
      call.conversationName === null && record.ref !== null && record.wasWanted === true,
      record.outcome === "failed",
    ]),
    call.conversationName !== null,
    Math.min(OPEN_ATTEMPTS, call.openAttempt),
    call.desktops,
    call.isAgentPresent,
    call.applications.length,
    [...call.stoppedByOperator].sort(),
    call.isEndedForGood,
    call.isLeaving,
    awaitedSpeakers(call),
  ]);
}

/** Which of their legs brought audio is never asked. */
export const hasSpoken = ({ legs }: Pick<CallContext, "legs">, speaker: Speaker): boolean =>
  legs.some((leg) => leg.speaker === speaker && leg.audioSeen);

export const callEvent = (label: string, event: CallEvent): LabelledEvent => ({ label, event });

export const legEvent = (
  type: "leg.firstAudio" | "leg.held" | "leg.resumed" | "leg.closed",
  legId: string,
  speaker: Speaker,
): LabelledEvent =>
  type === "leg.closed"
    ? callEvent(`${type}(${legId})`, { type, legId, speaker, cause: "disconnected" })
    : callEvent(`${type}(${legId})`, { type, legId, speaker });

/** Speech on hold for too long, of each speaker on hold, where the setting has it heard. */
export function doubtedHolds(context: CallContext): LabelledEvent[] {
  const held = new Set(openLegs(context).flatMap((leg) => (leg.held ? [leg.speaker] : [])));
  return [...held].map((speaker) =>
    callEvent(`leg.holdDoubted(${speaker})`, { type: "leg.holdDoubted", speaker, heldMs: 1, goesOn: true }),
  );
}

/** I18: what is wrong after a step that takes a speaker's hold for over; nothing for other steps. */
export function holdBreaches(
  { event }: LabelledEvent,
  before: ComponentState,
  { state, effects }: ComponentStep,
): string[] {
  if (event.type !== "leg.holdDoubted") return [];
  const told = new Set(
    effects.flatMap((effect) => (effect.kind === "emit" ? [JSON.stringify(effect.event)] : [])),
  );
  const held = (call: ComponentState) => openLegs(contextOf(call)).filter((leg) => leg.held);
  const stillHeld = new Set(held(state).map(({ legId }) => legId));
  const over = held(before).filter(({ legId }) => !stillHeld.has(legId));
  if (over.length === 0) return ["I18: the hold counts as over, and every leg is still on hold"];
  return over
    .filter(({ legId }) => !told.has(JSON.stringify({ type: "leg.resume", legId })))
    .map(({ legId }) => `I18: ${legId} is taken off hold, and its transport is not told`);
}

const MEDIA: Record<LegMedium["kind"], LegMedium> = {
  audio: { kind: "audio", format: { encoding: "LINEAR16", sampleRateHertz: 8_000 } },
  text: { kind: "text" },
};

export function legOpened({ legId, speaker, medium, standsBy }: LegSpec): LabelledEvent {
  const leg = { legId, speaker, medium: MEDIA[medium], origin: {}, ...(standsBy ? { standsBy } : {}) };
  return callEvent(`leg.opened(${legId})`, { type: "leg.opened", ...leg });
}

/** With speakers whose audio another instance has, its desktops and applications are there, too. */
export function restoredEvent(speakers: Speaker[], legs: string[], context: CallContext): LabelledEvent {
  if (speakers.length === 0) return callEvent("restart", { type: "call.restored" });
  const { desktops, applications } = context;
  const label = `restart(elsewhere: ${[...speakers, ...legs].join(", ")})`;
  return callEvent(label, { type: "call.restored", elsewhere: { legs, speakers, desktops, applications } });
}

/** The source says whether an agent is there, or the one application of an agent comes or goes. */
export function presenceEvents({ applications }: Pick<CallContext, "applications">): LabelledEvent[] {
  const who = { sessionId: "s", agentId: "a" };
  return [
    ...[true, false].map((isPresent) =>
      callEvent(`agent.presence(${isPresent})`, { type: "agent.presence", isPresent }),
    ),
    applications.length > 0
      ? callEvent("agent.detached", { type: "agent.detached", ...who, reason: "stopped" })
      : callEvent("agent.attached", { type: "agent.attached", ...who, by: "agentId", proof: "signed" }),
  ];
}

export function streamReported(speaker: Speaker, isUnproved = false): LabelledEvent {
  const label = `mediastream.reported(${isUnproved ? "unproved, " : ""}${speaker})`;
  const said = { subscriptionId: "", status: "ERROR", failureType: "F", failureDetail: "", occurredOn: "" };
  const event = { type: "mediastream.reported", ...said, callLeg: speakerRoleOf(speaker) } as const;
  return callEvent(label, isUnproved ? { ...event, unproved: true } : event);
}

const knownAnswers = new WeakMap<ComponentState, readonly LabelledEvent[]>();

/** What Dialogflow may answer to the request a call has under way; each request has a deadline, so one of them comes. */
export const dialogflowAnswers = (call: ComponentState): readonly LabelledEvent[] =>
  remembered(knownAnswers, call, answersTo);

function answersTo(call: ComponentState): LabelledEvent[] {
  const child = Object.keys(call.snapshot.children).find((id) => /^\d+\./.test(id));
  if (child === undefined) return [];
  const asked = child.endsWith("completing") ? "completing" : "opening";
  const failure = (retryable: boolean) => ({
    type: `xstate.error.actor.${child}`,
    error: new SidetoneError(retryable ? "UPSTREAM_UNAVAILABLE" : "UPSTREAM_REFUSED", "stated by the walk", {
      retryable,
    }),
  });
  const done = {
    type: `xstate.done.actor.${child}`,
    output: { conversationName: "projects/p/conversations/c" },
  };
  return [
    { label: `Dialogflow: ${asked} done`, event: done },
    { label: `Dialogflow: ${asked} failed, may pass`, event: failure(true) },
    { label: `Dialogflow: ${asked} refused`, event: failure(false) },
  ];
}

/** What operators may ask of a call. It only answers; the events that carry an action out are walked in every state. */
export function operatorAsks(speaker: Speaker): LabelledEvent[] {
  const ofSpeaker = ["recognition.stop", "recognition.start", "recognition.rollOver"] as const;
  const actions: OperatorDeed[] = [
    ...(["call.end", "supervise", "supervise.end"] as const).map((action) => ({ action })),
    ...ofSpeaker.map((action) => ({ action, speaker })),
  ];
  return actions.map((action) =>
    callEvent(`operator.asked(${action.action})`, {
      type: "operator.asked",
      askId: "1",
      operator: "o",
      action,
    }),
  );
}

/** Events that only keep books: they are sent in every state of the walk's call, and must change none. */
export function bookkeepingEvents(speaker: Speaker): LabelledEvent[] {
  const finalized = { participantId: "p", endSeconds: 1, publishedAtMs: null };
  const ledgers = { [speaker]: { ...emptyLedger(), receivedMs: 1 } };
  return [
    callEvent("cti.received", { type: "cti.received", variableNames: [] }),
    callEvent("call.described", { type: "call.described", facts: { number: "…4567" } }),
    callEvent("assist.logged", {
      type: "assist.logged",
      sequence: 1,
      kind: "new-message-event",
      features: [],
    }),
    callEvent("assist.checked", { type: "assist.checked", faults: [] }),
    callEvent("audio.missing", { type: "audio.missing", speaker, fromMs: 0, toMs: 1, reason: "unsent" }),
    callEvent("audio.gap", { type: "audio.gap", legId: "x", speaker, gapMs: 1, reason: "sendTime" }),
    callEvent("audio.gap(quiet)", { type: "audio.gap", legId: "x", speaker, gapMs: 1, reason: "quiet" }),
    callEvent("speaker.unheard", { type: "speaker.unheard", speaker, cause: "noAudio", forMs: 1 }),
    callEvent("speaker.named", { type: "speaker.named", speaker, participantId: "p" }),
    callEvent("speaker.heard", { type: "speaker.heard", speaker }),
    callEvent("audio.behind", { type: "audio.behind", speaker, behindMs: 1 }),
    callEvent("text.lost", { type: "text.lost", speaker, code: "UPSTREAM_REFUSED" }),
    callEvent("agent.presenceUnread", { type: "agent.presenceUnread" }),
    callEvent("leg.holdDoubted(told only)", { type: "leg.holdDoubted", speaker, heldMs: 1, goesOn: false }),
    callEvent("counters.sampled", { type: "counters.sampled", ledgers, atMs: 1 }),
    streamReported(speaker, true),
    callEvent("leg.callEnded", { type: "leg.callEnded", legId: "x", speaker }),
    callEvent("transcript.finalized", { type: "transcript.finalized", ...finalized }),
  ];
}
