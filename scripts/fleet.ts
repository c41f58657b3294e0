/** make fleet: the demo's call through a fleet of five processes on one Redis behind a real proxy. */
import { parseArgs } from "node:util";
import { listSamples, readSample } from "../samples/sample.ts";
import { audiocodesSource } from "./demo/audiocodes-source.ts";
import { five9Source } from "./demo/five9-source.ts";
import { interruption } from "./demo/play-call.ts";
import { missingForFleet } from "./fleet/fronted-fleet.ts";
import { runFleetDemo } from "./fleet/run.ts";
import { readOptionsOrExit } from "./read-options.ts";

const HELP = `Usage: make fleet [ONCE=1] [SPEED=4] [SAMPLE=lost-card] [SOURCE=audiocodes]

  --once          end with the call; the last line is a JSON summary, exit 0 only if everything arrived
  --speed N       times real time (default 1)
  --source NAME   where the call comes from: five9 (default) or audiocodes
  --sample NAME   one of the sample calls: ${(await listSamples()).join(", ")}

Two processes take audio, two HTTP, one is for the calls themselves. Needs redis-server and nginx or haproxy.`;

const SOURCES = { five9: five9Source, audiocodes: audiocodesSource };
const samples = await listSamples();

const options = readOptionsOrExit((args) => {
  const { values } = parseArgs({
    args,
    options: {
      once: { type: "boolean", default: false },
      speed: { type: "string", default: "1" },
      sample: { type: "string", default: "lost-card" },
      source: { type: "string", default: "five9" },
      // When make began, in whole seconds since the Unix epoch, so that set-up counts too.
      "asked-at": { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const speed = Number(values.speed);
  if (!(speed > 0)) throw new Error("SPEED must be above 0.");
  if (!samples.includes(values.sample)) throw new Error(`SAMPLE must be one of ${samples.join(", ")}.`);
  const { source, sample, once } = values;
  if (source !== "five9" && source !== "audiocodes")
    throw new Error(`SOURCE must be one of ${Object.keys(SOURCES).join(", ")}.`);
  const askedAt = values["asked-at"];
  return {
    ...{ once, sample, speed, openSource: SOURCES[source] },
    askedAtMs: askedAt === undefined ? Date.now() : Number(askedAt) * 1000,
  };
}, HELP);
const missing = missingForFleet();
if (missing !== null) {
  console.error(missing);
  process.exit(1);
}
const interrupted = interruption();
const source = await options.openSource();
try {
  const sample = await readSample(options.sample);
  const summary = await runFleetDemo({ ...options, source, sample, interrupted }, (line) =>
    console.log(line),
  );
  if (options.once && summary !== null) console.log(JSON.stringify(summary));
  process.exitCode = summary?.ok === true ? 0 : 1;
} catch (caught) {
  console.error(`The fleet could not go on: ${caught instanceof Error ? caught.message : String(caught)}`);
  process.exitCode = 1;
} finally {
  await source.close();
}
// Sockets of the simulators may linger; everything that mattered is closed.
process.exit();
