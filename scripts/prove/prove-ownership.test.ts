/** The model of a shared call keeps its invariant, and without any one of its rules the prover names what goes wrong. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { RULES } from "./ownership-model.ts";
import { LARGE_OWNERSHIP, proveOwnership, SMALL_OWNERSHIP } from "./prove-ownership.ts";

setDefaultTimeout(600_000);

test("a call whose owner dies is applied each event once, in every order of steps", () => {
  const [scenario] = SMALL_OWNERSHIP;
  if (scenario === undefined) throw new Error("no scenario");
  const { states, counterexample } = proveOwnership(scenario);
  expect(counterexample).toBeNull();
  expect(states).toBeGreaterThan(5_000);
});

test.each([
  ["fence", "a record undoes what another owner has stored"],
  ["numbers", "an event is applied twice"],
  ["trimsStored", "an event that was acknowledged is never applied"],
  ["opens", "events of one instance are applied in another order"],
] as const)("without the rule %s: %s", (rule, what) => {
  const scenario = SMALL_OWNERSHIP.find(({ budget }) => budget.repeats > 0);
  if (scenario === undefined) throw new Error("no scenario");
  const { counterexample } = proveOwnership({ ...scenario, rules: { ...RULES, [rule]: false } });
  expect(counterexample?.what).toBe(what);
});

test("without numbers a post that arrives again late is applied twice", () => {
  const scenario = LARGE_OWNERSHIP.find(({ budget }) => budget.late > 0);
  if (scenario === undefined) throw new Error("no scenario");
  const { counterexample } = proveOwnership({ ...scenario, rules: { ...RULES, numbers: false } });
  expect(counterexample?.what).toBe("an event is applied twice");
  expect(counterexample?.path.at(-2)).toMatch(/arrives again, late/);
});
