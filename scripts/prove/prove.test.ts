import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { callMachine } from "../../src/actors/call/machine.ts";
import { proveCalls, type ScenarioProof } from "./prove-calls.ts";
import { SMALL_SCENARIOS } from "./scenarios.ts";
import type { WorldOptions } from "./world-state.ts";

/** For a machine that does much else; each takes seconds. */
setDefaultTimeout(600_000);

const proofs = new Map<WorldOptions, ScenarioProof>();

/** Walks each scenario once, also where two tests look at it. */
function proofOf(options: WorldOptions): ScenarioProof {
  const proof = proofs.get(options) ?? proveCalls(options);
  proofs.set(options, proof);
  return proof;
}

describe("the charts as they are", () => {
  test.each([...SMALL_SCENARIOS])("keep every invariant: $name", (options) => {
    const proof = proofOf(options);
    expect(proof.broken).toEqual([]);
    expect(proof.states).toBeGreaterThan(4_000);
    for (const seen of proof.counts.values()) expect(seen).toBeGreaterThan(1_000);
  });
});

test("every event that the call's chart names occurs in the walks, but for those that it raises itself", () => {
  const heard = new Set(SMALL_SCENARIOS.flatMap((options) => [...proofOf(options).heard]));
  const unheard = callMachine.events.filter((type) => !type.startsWith("xstate.") && !heard.has(type));
  expect(unheard.toSorted()).toEqual([
    "call.rewound",
    "conversation.settled",
    "leg.admitted",
    "media.closeNow",
  ]);
});
