/** make chaos: many calls while everything upstream of Sidetone goes wrong; no word may be lost or doubled. */
import { listSamples, readSample } from "../samples/sample.ts";
import { CHAOS_HELP, readChaosOptions } from "./chaos/options.ts";
import { runChaos } from "./chaos/run.ts";
import { recordingOf } from "./chaos/speech.ts";
import { exitOnSignals } from "./exit-on-signals.ts";
import { readOptionsOrExit } from "./read-options.ts";

exitOnSignals();
const options = readOptionsOrExit(readChaosOptions, CHAOS_HELP);
const recordings = await Promise.all(
  (await listSamples()).map(async (name) => recordingOf(await readSample(name))),
);
console.log(
  `SEED=${options.seed} CALLS=${options.calls} DURATION=${options.durationMs / 1000} SPEED=${options.speed} RECOGNITION_API=${options.api}${options.redis ? " REDIS=1" : ""}`,
);
try {
  const summary = await runChaos(
    {
      ...options,
      pauseMs: { least: 30, most: 450 },
      longestOutageMs: 20_000,
      settleMs: 5_000,
      // 200 and 100 in a run of the usual size.
      leastRollOvers: options.calls * 5,
      leastOfEachWeather: 1,
      leastFaults: Math.floor(options.durationMs / 900),
      beyondBuffer: { calls: 4, speed: options.speed, afterMs: 6_000, outageMs: 14_000, bufferMs: 6_000 },
    },
    recordings,
    (line) => console.log(line),
  );
  console.log(JSON.stringify(summary));
  process.exitCode = summary.ok ? 0 : 1;
} catch (caught) {
  console.error(`The chaos run could not go on: ${caught instanceof Error ? caught.stack : String(caught)}`);
  process.exitCode = 1;
}
// Sockets of the simulators may linger; everything that mattered is closed.
process.exit();
