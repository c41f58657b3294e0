/** Walks the worlds of calls one after the other and gathers what holds and what does not. */
import { bookkeepingEvents, operatorAsks } from "./call-part.ts";
import { checkEndings } from "./endings.ts";
import { type Counterexample, walk } from "./walk.ts";
import { type Charts, World } from "./world.ts";
import type { WorldOptions } from "./world-state.ts";

/** Invariants that are seen in single states or steps; I1 to I3 are about the way to the end. */
const IN_EACH_STATE = [
  "I4",
  "I5",
  "I6",
  "I7",
  "I8",
  "I9",
  "I10",
  "I11",
  "I12",
  "I13",
  "I14",
  "I16",
  "I17",
  "I18",
  "I20",
  "I21",
  "I22",
] as const;

export interface ScenarioProof {
  scenario: string;
  states: number;
  transitions: number;
  /** Steps of the longest of the shortest ways to a state. */
  depth: number;
  /** States each invariant was looked at in. */
  counts: ReadonlyMap<string, number>;
  broken: readonly Counterexample[];
  /** Types of the events that the call was sent. */
  heard: ReadonlySet<string>;
}

export function proveCalls(options: WorldOptions, charts: Partial<Charts> = {}): ScenarioProof {
  const world = new World(options, charts);
  const walked = walk(world);
  checkBookkeeping(world);
  const endings = checkEndings(walked);
  const states = walked.codes.length;
  const counts = new Map<string, number>(Object.entries(endings.counts));
  for (const invariant of IN_EACH_STATE) counts.set(invariant, states);
  return {
    scenario: options.name,
    states,
    transitions: walked.moves,
    depth: walked.depth,
    counts,
    broken: [...walked.broken, ...endings.broken],
    heard: world.heardByCall,
  };
}

/** A shortest way to a state that shows that the invariant is broken; undefined if it holds. Walks no further than to there. */
export function findCounterexample(
  invariant: string,
  options: WorldOptions,
  charts: Partial<Charts>,
): Counterexample | undefined {
  const walked = walk(new World(options, charts), invariant);
  const isSought = (found: Counterexample) => found.invariant === invariant;
  return walked.broken.find(isSought) ?? checkEndings(walked).broken.find(isSought);
}

/**
 * Events the walks leave out because they change nothing that decides anything. Throws if one does, or if an operator's
 * ask is not answered.
 */
function checkBookkeeping(world: World): void {
  const [speaker = "agent"] = world.speakers;
  for (const state of [...world.callStates]) {
    if (state.snapshot.status !== "active") continue;
    for (const event of bookkeepingEvents(speaker)) {
      const step = world.sendToCall(state, event);
      const isSilent = step.effects.every(
        (effect) => effect.kind === "send" && effect.event.type === "participant.finalPublished",
      );
      if (step.state !== state || !isSilent)
        throw new Error(`${event.label} is more than bookkeeping: walk it`);
    }
    for (const ask of operatorAsks(speaker)) {
      const step = world.sendToCall(state, ask);
      const told = step.effects.map((effect) => (effect.kind === "stop" ? effect.kind : effect.event.type));
      if (step.state !== state || told.join() !== "operator.answered")
        throw new Error(`${ask.label} is not answered, or does more: walk it`);
    }
  }
}
