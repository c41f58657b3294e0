/** make chaos-fleet: calls through five instances that are killed, stopped and told to leave, on a Redis that fails. */
import { listSamples, readSample } from "../samples/sample.ts";
import { seededRandom } from "../test/support/random.ts";
import { drawStrikes } from "./chaos-fleet/fleet-weather.ts";
import { CHAOS_FLEET_HELP, readChaosFleetOptions } from "./chaos-fleet/options.ts";
import { runChaosFleet } from "./chaos-fleet/run.ts";
import { exitOnSignals } from "./exit-on-signals.ts";
import { missingForFleet } from "./fleet/fronted-fleet.ts";
import { readOptionsOrExit } from "./read-options.ts";

/** Each owns calls; two take audio, two everything else. */
const ROLES = ["grpc,worker", "grpc,worker", "http,worker", "http,worker", "worker"];

const LEAST_MS_A_STRIKE = 12_000;

exitOnSignals();
const options = readOptionsOrExit(readChaosFleetOptions, CHAOS_FLEET_HELP);
const missing = missingForFleet();
if (missing !== null) {
  console.error(missing);
  process.exit(1);
}
const samples = await Promise.all((await listSamples()).map((name) => readSample(name)));
console.log(`SEED=${options.seed} CALLS=${options.calls} DURATION=${options.durationMs / 1000}`);
try {
  const all = drawStrikes(seededRandom(options.seed + 1), ROLES.length);
  // A short run has time for some of them.
  const strikes = all.slice(0, Math.max(1, Math.floor(options.durationMs / LEAST_MS_A_STRIKE)));
  const summary = await runChaosFleet(
    { ...options, roles: ROLES, speed: 1, weather: { strikes, cuts: 10, standstillMs: 9_000 } },
    samples,
    (line) => console.log(line),
  );
  console.log(JSON.stringify(summary));
  process.exitCode = summary.ok ? 0 : 1;
} catch (caught) {
  console.error(`The run could not go on: ${caught instanceof Error ? caught.stack : String(caught)}`);
  process.exitCode = 1;
}
// Sockets of the simulators may linger; everything that mattered is closed.
process.exit();
