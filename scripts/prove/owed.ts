/**
 * Who is owed a hearing (I16): a memory of the walk beside the charts, so that it does not take their word for it. A speaker
 * is in it from the moment they are to be recognised and have brought audio, while the conversation may still open.
 */
import { shouldRecognize } from "../../src/actors/call/legs.ts";
import type { Speaker } from "../../src/contract/speaker.ts";
import { contextOf, hasSpoken } from "./call-part.ts";
import type { ComponentState } from "./component.ts";
import { remembered } from "./remembered.ts";
import type { Move, WorldState } from "./world-state.ts";

/** The wait for last words has an end, and with it that for the conversation. */
const LAST_WORDS_DEADLINE = "call: lastWordsDeadline";

interface CallFacts {
  mayOpen: boolean;
  hasName: boolean;
  /** To be recognised now, and audio is there. */
  isToBeHeard: ReadonlySet<Speaker>;
  stoppedByOperator: ReadonlySet<Speaker>;
}

const knownFacts = new WeakMap<ComponentState, CallFacts>();

export interface Owing {
  owed: readonly boolean[];
  breaches: readonly string[];
}

/** What one thing that happened makes of the memory. `started`: who was told to start in it, by the order of speakers. */
export function owingAfter(
  before: WorldState,
  after: Pick<WorldState, "call" | "parts">,
  { by, fired }: Pick<Move, "by" | "fired">,
  started: ReadonlySet<number>,
  speakers: readonly Speaker[],
): Owing {
  const facts = remembered(knownFacts, after.call, factsOf);
  const breaches: string[] = [];
  const owed = speakers.map((speaker, at) => {
    if (started.has(at) || facts.stoppedByOperator.has(speaker)) return false;
    const isThere = (after.parts[at] ?? null) !== null;
    if (!before.owed[at]) {
      const isIdle = !isThere || after.parts[at]?.participant.snapshot.value === "idle";
      return facts.mayOpen && isIdle && facts.isToBeHeard.has(speaker);
    }
    if (fired === LAST_WORDS_DEADLINE) return false;
    if (facts.mayOpen) {
      if (isThere || before.parts[at] === null) return true;
      breaches.push(`I16: ${speaker} was stopped while the conversation may still open`);
      return false;
    }
    if (by === "answer" && !facts.hasName) return false;
    breaches.push(`I16: ${speaker} brought audio and is not heard`);
    return false;
  });
  return { owed, breaches };
}

function factsOf(call: ComponentState): CallFacts {
  const { snapshot } = call;
  const context = contextOf(call);
  const isIn = (region: object): boolean => snapshot.matches({ live: region });
  const speakers = new Set(context.legs.map(({ speaker }) => speaker));
  return {
    mayOpen: isIn({ conversation: "none" }) || isIn({ conversation: "opening" }),
    hasName: context.conversationName !== null,
    isToBeHeard: new Set(
      [...speakers].filter((speaker) => hasSpoken(context, speaker) && shouldRecognize(context, speaker)),
    ),
    stoppedByOperator: new Set(context.stoppedByOperator),
  };
}
