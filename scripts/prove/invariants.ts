/** The invariants of docs/reference/invariants.md that are seen in a single state of a world. */
import type { CallContext } from "../../src/actors/call/context.ts";
import { awaitedSpeakers } from "../../src/actors/call/failed-streams.ts";
import { openLegs, shouldRecognize } from "../../src/actors/call/legs.ts";
import type { ParticipantContext } from "../../src/actors/participant/context.ts";
import type { Speaker } from "../../src/contract/speaker.ts";
import { contextOf } from "./call-part.ts";
import type { ComponentState } from "./component.ts";
import { remembered } from "./remembered.ts";
import type { PartState } from "./speaker-part.ts";
import { turnBreachesOf } from "./turns.ts";
import type { World } from "./world.ts";
import type { WorldState } from "./world-state.ts";

interface CallFacts {
  context: CallContext;
  isOver: boolean;
  isCompleting: boolean;
  /** A leg that is open now is taken up. */
  takesLegs: boolean;
  isMediaGone: boolean;
  isConversationOpen: boolean;
  /** Nothing is waited for but the end of those who speak. */
  isStopping: boolean;
  isAttended: boolean;
  wanted: ReadonlySet<Speaker>;
  turnBreaches: readonly string[];
}

interface PartFacts {
  top: string;
  isEngaged: boolean;
  isQuiet: boolean;
  hasNoStream: boolean;
  isStopRequested: boolean;
  hasFailed: boolean;
  hasRecoveryDeadline: boolean;
  hasLastWordsDeadline: boolean;
}

const callFacts = new WeakMap<ComponentState, CallFacts>();
const partFacts = new WeakMap<PartState, PartFacts>();

function factsOfCall(call: ComponentState): CallFacts {
  const { snapshot } = call;
  const context = contextOf(call);
  const isIn = (region: object): boolean => snapshot.matches({ live: region });
  return {
    context,
    isOver: snapshot.status !== "active",
    isCompleting: isIn({ conversation: "completing" }),
    takesLegs: isIn({ media: "streaming" }) || isIn({ media: "held" }),
    isMediaGone: isIn({ media: "gone" }),
    isConversationOpen: isIn({ conversation: "open" }),
    isStopping:
      isIn({ media: { draining: "lastWords" } }) &&
      !isIn({ conversation: "none" }) &&
      !isIn({ conversation: "opening" }),
    isAttended: isIn({ assist: "attended" }),
    wanted: new Set(
      context.legs.map(({ speaker }) => speaker).filter((speaker) => shouldRecognize(context, speaker)),
    ),
    turnBreaches: turnBreachesOf(context),
  };
}

function factsOfPart({ participant, recognizer }: PartState): PartFacts {
  const { value } = participant.snapshot;
  const context = participant.snapshot.context as ParticipantContext;
  const isEngaged = typeof value !== "string";
  const inner = typeof value === "string" ? value : (value as Record<string, unknown>).engaged;
  const top = typeof inner === "string" ? inner : (Object.keys(inner as object)[0] ?? "");
  return {
    top,
    isEngaged,
    isQuiet: participant.snapshot.matches({ engaged: { paused: "quiet" } }),
    hasNoStream: recognizer === "none",
    isStopRequested: context.stopRequested,
    hasFailed: context.failuresInRow > 0,
    hasRecoveryDeadline: participant.timers.has("recovery"),
    hasLastWordsDeadline: participant.timers.has("lastWords"),
  };
}

/** Broken invariants of a state, each "I4: what is wrong". */
export function breachesOf({ call, parts, legs }: WorldState, { speakers }: World): string[] {
  const facts = remembered(callFacts, call, factsOfCall);
  const breaches: string[] = [];
  if (facts.isOver && legs.includes("open")) breaches.push("I4: a leg is open and was not told to close");
  if (facts.isCompleting && !facts.isMediaGone) breaches.push("I7: completed while media goes on");
  if (facts.context.isEndedForGood && legs.includes("open")) breaches.push("I13: a leg is taken up");
  if (!facts.isOver && facts.isAttended !== isSomebodyThere(facts.context))
    breaches.push("I14: assist does not say whether anybody is there");
  if (!facts.isOver) breaches.push(...facts.turnBreaches);
  if (!facts.isOver) breachesOfReported(call, facts.context, breaches);
  parts.forEach((part, at) => {
    const speaker = speakers[at] ?? "agent";
    breachesOfSpeaker(facts, part, speaker, breaches);
  });
  return breaches;
}

function isSomebodyThere({ desktops, applications }: CallContext): boolean {
  return desktops.length + applications.length > 0;
}

function breachesOfReported(call: ComponentState, context: CallContext, breaches: string[]): void {
  const open = new Set(openLegs(context).map(({ speaker }) => speaker));
  for (const speaker of awaitedSpeakers(context))
    if (open.has(speaker) && !call.timers.has(`silence:${speaker}`))
      breaches.push(`I17: ${speaker}'s stream was reported as failed, and no deadline runs for its leg`);
}

function breachesOfSpeaker(
  call: CallFacts,
  part: PartState | null,
  speaker: Speaker,
  breaches: string[],
): void {
  const record = call.context.participants[speaker];
  const wasTold = record?.told;
  const isWanted = call.wanted.has(speaker);
  const mustRun = isWanted && call.takesLegs && call.isConversationOpen && wasTold !== "stop";
  if (part === null) {
    // One that stopped without being told to was told by Google that the conversation is over.
    if (mustRun && record === undefined) breaches.push(`I9: ${speaker} has no participant`);
    return;
  }
  const facts = remembered(partFacts, part, factsOfPart);
  const { top, isEngaged } = facts;
  if (isEngaged && wasTold !== "stop") {
    if (call.isOver) breaches.push(`I5: ${speaker}'s participant is ${top} and was never told to stop`);
    if (call.isCompleting) breaches.push(`I7: completed while ${speaker}'s participant is ${top}`);
  }
  if (call.isOver) return;
  if (call.isStopping && wasTold !== "stop")
    breaches.push(
      `I16: ${speaker}'s participant is ${top}, has nothing to wait for and was not told to stop`,
    );
  if (isEngaged && wasTold === "stop" && !(facts.isStopRequested && facts.hasLastWordsDeadline))
    breaches.push(`I6: ${speaker}'s participant is ${top}, was told to stop and has no deadline`);
  if (top === "recognizing" && !isWanted) breaches.push(`I8: ${speaker} is recognised and is to rest`);
  if (mustRun && (top === "idle" || top === "paused"))
    breaches.push(`I9: ${speaker}'s participant is ${top}`);
  if (facts.hasNoStream && ["starting", "recognizing", "rollingOver", "stopping"].includes(top))
    breaches.push(`I11: ${speaker}'s participant is ${top} and its stream is no more`);
  const recovers = (top === "recovering" || top === "starting") && facts.hasFailed;
  if (recovers && !facts.hasRecoveryDeadline)
    breaches.push(`I11: ${speaker}'s participant is ${top} after a failure and no deadline runs`);
  if (facts.isQuiet && facts.hasRecoveryDeadline)
    breaches.push(`I12: ${speaker}'s participant is quiet and its recovery deadline runs`);
}
