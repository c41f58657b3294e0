/** make rolling-restart: each instance of a fleet is restarted under calls, and no word and no suggestion may be lost. */
import { parseArgs } from "node:util";
import { exitOnSignals } from "./exit-on-signals.ts";
import { missingForFleet } from "./fleet/fronted-fleet.ts";
import { readOptionsOrExit } from "./read-options.ts";
import { runRollingRestart } from "./rolling-restart/run.ts";

const HELP = `Usage: make rolling-restart [CALLS=300] [CHUNK_MS=100]

  --calls N       Five9 calls that go on at a time, in real time, each with a desktop (default 300; 5 is a short form)
  --chunk-ms N    length of a piece of audio (default 100)

Two processes take audio, two HTTP, two own the calls; nginx or HAProxy is in front. The last line is JSON; the exit code is
0 only if it says ok. Needs redis-server and nginx or haproxy.`;

/** A call of the sample, so that latencies before and after have whole calls. */
const AROUND_MS = 35_000;
const SHORT_CALLS = 20;
const SHORT_AROUND_MS = 8_000;

exitOnSignals();
const options = readOptionsOrExit((args) => {
  const { values } = parseArgs({
    args,
    options: {
      calls: { type: "string", default: "300" },
      "chunk-ms": { type: "string", default: "100" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const calls = Number(values.calls);
  if (!Number.isInteger(calls) || calls < 1) throw new Error("CALLS must be a whole number, at least 1.");
  const chunkMs = Number(values["chunk-ms"]);
  if (!Number.isInteger(chunkMs) || chunkMs < 10 || chunkMs > 1_000)
    throw new Error("CHUNK_MS must be a whole number from 10 to 1000.");
  return { calls, chunkMs, aroundMs: calls <= SHORT_CALLS ? SHORT_AROUND_MS : AROUND_MS };
}, HELP);
const missing = missingForFleet();
if (missing !== null) {
  console.error(missing);
  process.exit(1);
}
const result = await runRollingRestart({ ...options, speed: 1, say: (line) => console.error(line) });
console.log(JSON.stringify(result));
process.exit(result.ok ? 0 : 1);
