/** make siege: strangers at every door of a running Sidetone while calls, agents and operators go on; none may notice. */
import { listSamples, readSample } from "../samples/sample.ts";
import { exitOnSignals } from "./exit-on-signals.ts";
import { readOptionsOrExit } from "./read-options.ts";
import { BACK_WITHIN_MS } from "./siege/bounds.ts";
import { readSiegeOptions, SIEGE_HELP } from "./siege/options.ts";
import { runSiege } from "./siege/run.ts";

exitOnSignals();
const options = readOptionsOrExit(readSiegeOptions, SIEGE_HELP);
const samples = await Promise.all((await listSamples()).map((name) => readSample(name)));
console.log(`SEED=${options.seed} DURATION=${options.durationMs / 1_000}${options.redis ? " REDIS=1" : ""}`);
try {
  const quietMs = Math.max(10_000, options.durationMs / 6);
  const plan = { ...options, quietMs, five9Calls: 3, vaicCalls: 2, speed: 2, backWithinMs: BACK_WITHIN_MS };
  const { summary } = await runSiege(plan, samples, (line) => console.log(line));
  console.log(JSON.stringify(summary));
  process.exitCode = summary.ok ? 0 : 1;
} catch (caught) {
  console.error(`The siege could not go on: ${caught instanceof Error ? caught.stack : String(caught)}`);
  process.exitCode = 1;
}
// Sockets of the simulators may linger; everything that mattered is closed.
process.exit();
