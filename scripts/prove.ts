/**
 * Proves the invariants of docs/reference/invariants.md on the charts and the delivery code as they are, and on a model of
 * calls that instances share.
 *
 *   bun scripts/prove.ts            every scenario
 *   bun scripts/prove.ts --short    one speaker only
 *
 * Prints for each invariant in how many states it holds, or a shortest way to where it does not. The last line is JSON:
 * {"ok":true,"states":n,"transitions":n,"invariants":n}. The exit code is 1 when an invariant is broken.
 */
import { parseArgs } from "node:util";
import { LARGE_DELIVERY, proveDelivery, SMALL_DELIVERY } from "./prove/delivery-walk.ts";
import { EPISODE_INVARIANTS, LARGE_EPISODES, proveEpisodes, SMALL_EPISODES } from "./prove/episode-walk.ts";
import { proveCalls } from "./prove/prove-calls.ts";
import { LARGE_OWNERSHIP, proveOwnership, SMALL_OWNERSHIP } from "./prove/prove-ownership.ts";
import { LARGE_SCENARIOS, SMALL_SCENARIOS } from "./prove/scenarios.ts";

interface Broken {
  invariant: string;
  what: string;
  scenario: string;
  path: readonly string[];
}

const { values } = parseArgs({ options: { short: { type: "boolean", default: false } } });
const holdsIn = new Map<string, number>();
const broken: Broken[] = [];
let states = 0;
let transitions = 0;

function report(
  scenario: string,
  size: { states: number; transitions: number; depth: number },
  since: number,
): void {
  states += size.states;
  transitions += size.transitions;
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  console.log(
    `${scenario}: ${size.states} states, ${size.transitions} transitions, depth ${size.depth} (${seconds} s)`,
  );
}

const count = (invariant: string, seen: number) =>
  holdsIn.set(invariant, (holdsIn.get(invariant) ?? 0) + seen);

for (const options of [...SMALL_SCENARIOS, ...(values.short ? [] : LARGE_SCENARIOS)]) {
  const since = performance.now();
  const proof = proveCalls(options);
  report(`calls: ${options.name}`, proof, since);
  for (const [invariant, seen] of proof.counts) count(invariant, seen);
  for (const found of proof.broken) broken.push({ ...found, scenario: options.name });
}
for (const scenario of [...SMALL_DELIVERY, ...(values.short ? [] : LARGE_DELIVERY)]) {
  const since = performance.now();
  const proof = await proveDelivery(scenario);
  report(`delivery: ${scenario.name}`, proof, since);
  count("I15", proof.states);
  if (proof.counterexample !== null)
    broken.push({ invariant: "I15", scenario: scenario.name, ...proof.counterexample });
}
for (const scenario of [...SMALL_OWNERSHIP, ...(values.short ? [] : LARGE_OWNERSHIP)]) {
  const since = performance.now();
  const proof = proveOwnership(scenario);
  report(`ownership: ${scenario.name}`, proof, since);
  count("I19", proof.states);
  if (proof.counterexample !== null)
    broken.push({ invariant: "I19", scenario: scenario.name, ...proof.counterexample });
}
for (const scenario of [...SMALL_EPISODES, ...(values.short ? [] : LARGE_EPISODES)]) {
  const since = performance.now();
  const proof = await proveEpisodes(scenario);
  report(`episodes: ${scenario.name}`, proof, since);
  for (const invariant of EPISODE_INVARIANTS) count(invariant, proof.states);
  const { counterexample } = proof;
  if (counterexample === null) continue;
  const [invariant = "", what = ""] = counterexample.what.split(": ");
  broken.push({ invariant, what, path: counterexample.path, scenario: scenario.name });
}

console.log("");
for (const [invariant, seen] of holdsIn) {
  const found = broken.find((candidate) => candidate.invariant === invariant);
  if (found === undefined) {
    console.log(`${invariant} holds in ${seen} states`);
    continue;
  }
  console.log(`${invariant} is BROKEN (${found.scenario}): ${found.what}. Shortest way:`);
  found.path.forEach((step, at) => {
    console.log(`  ${at + 1}. ${step}`);
  });
}
const ok = broken.length === 0;
console.log(JSON.stringify({ ok, states, transitions, invariants: holdsIn.size }));
process.exitCode = ok ? 0 : 1;
