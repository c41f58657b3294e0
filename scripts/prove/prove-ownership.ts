/** I19: walks the model of a shared call through every order of its steps. */
import {
  type Budget,
  initialOwnership,
  type OwnershipScenario,
  type OwnershipState,
  ownershipMoves,
  RULES,
  type Sent,
} from "./ownership-model.ts";

const EVENTS: readonly Sent[] = [
  { event: "a1", by: "A" },
  { event: "a2", by: "A" },
  { event: "b1", by: "B" },
];

const scenario = (name: string, budget: Partial<Budget>): OwnershipScenario => ({
  name,
  sent: EVENTS,
  budget: { kills: 0, locks: 0, handOvers: 0, repeats: 0, late: 0, ...budget },
  rules: RULES,
});

/** Some seconds together. */
export const SMALL_OWNERSHIP: readonly OwnershipScenario[] = [
  scenario("an owner that dies", { kills: 1 }),
  scenario("a lock that is lost, a post that is said again", { locks: 1, repeats: 1 }),
  scenario("a hand-over, a lock that is lost", { handOvers: 1, locks: 1 }),
];

/** Two minutes. */
export const LARGE_OWNERSHIP: readonly OwnershipScenario[] = [
  scenario("an owner that dies, a lock that is lost, a post that is said again", {
    kills: 1,
    locks: 1,
    repeats: 1,
  }),
  scenario("owners that die one after the other", { kills: 2 }),
  scenario("an owner that dies, a post that arrives again late", { kills: 1, late: 1 }),
  scenario("a lock that is lost, a post that arrives again late", { locks: 1, late: 1 }),
];

export interface OwnershipProof {
  states: number;
  transitions: number;
  depth: number;
  counterexample: { what: string; path: readonly string[] } | null;
}

interface Found {
  state: OwnershipState;
  parent: Found | null;
  label: string;
  depth: number;
}

export function proveOwnership(wanted: OwnershipScenario): OwnershipProof {
  const first: Found = { state: initialOwnership(wanted), parent: null, label: "", depth: 0 };
  const seen = new Set([JSON.stringify(first.state)]);
  const queue = [first];
  let transitions = 0;
  let depth = 0;
  const size = () => ({ states: seen.size, transitions, depth });
  for (const found of queue) {
    depth = found.depth;
    const moves = ownershipMoves(found.state, wanted);
    transitions += moves.length;
    const wrong = wrongIn(found.state) ?? (moves.some(({ isOwn }) => isOwn) ? null : missingIn(found.state));
    if (wrong !== null) return { ...size(), counterexample: { what: wrong, path: pathTo(found) } };
    for (const { label, state, breach } of moves) {
      if (breach !== undefined) {
        return { ...size(), counterexample: { what: breach, path: [...pathTo(found), label] } };
      }
      const key = JSON.stringify(state);
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push({ state, parent: found, label, depth: found.depth + 1 });
    }
  }
  return { ...size(), counterexample: null };
}

function wrongIn({ record, instances }: OwnershipState): string | null {
  const all = [record?.applied, instances.A.run?.applied, instances.B.run?.applied];
  for (const applied of all) {
    if (applied === undefined) continue;
    if (new Set(applied).size < applied.length) return "an event is applied twice";
    for (const by of ["a", "b"]) {
      const mine = applied.filter((event) => event.startsWith(by));
      if (mine.some((event, place) => place > 0 && event < (mine[place - 1] ?? ""))) {
        return "events of one instance are applied in another order";
      }
    }
  }
  return null;
}

/** Where nothing comes by itself any more. */
function missingIn({ record, acknowledged }: OwnershipState): string | null {
  const lost = acknowledged.find((event) => !record?.applied.includes(event));
  return lost === undefined ? null : "an event that was acknowledged is never applied";
}

function pathTo(found: Found): string[] {
  const path: string[] = [];
  for (let at: Found | null = found; at?.parent; at = at.parent) path.push(at.label);
  return path.reverse();
}
