/** make demo: one simulated call through the whole of Sidetone, shown on the terminal and in the panel. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { listSamples, readSample } from "../samples/sample.ts";
import { audiocodesSource } from "./demo/audiocodes-source.ts";
import { five9Source } from "./demo/five9-source.ts";
import { runDemo } from "./demo/run.ts";

const HELP = `Usage: make demo [ONCE=1] [SPEED=4] [SAMPLE=lost-card] [SOURCE=audiocodes]

  --once          end with the call; the last line is a JSON summary, exit 0 only if everything arrived
  --speed N       times real time (default 1)
  --source NAME   where the call comes from: five9 (default) or audiocodes
  --sample NAME   one of the sample calls: ${(await listSamples()).join(", ")}`;

const { values } = parseArgs({
  args: process.argv.slice(2),
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
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const speed = Number(values.speed);
const samples = await listSamples();
const sources = { five9: five9Source, audiocodes: audiocodesSource };
const openSource =
  values.source === "five9" || values.source === "audiocodes" ? sources[values.source] : undefined;
if (!(speed > 0) || !samples.includes(values.sample) || openSource === undefined) {
  console.error(
    `SPEED must be above 0, SAMPLE one of ${samples.join(", ")}, SOURCE one of ${Object.keys(sources).join(", ")}.\n${HELP}`,
  );
  process.exit(2);
}
try {
  process.exitCode = await runDemo({
    source: await openSource(),
    sample: await readSample(values.sample),
    speed,
    once: values.once,
    askedAtMs: values["asked-at"] === undefined ? Date.now() : Number(values["asked-at"]) * 1000,
    dataDirectory: join(import.meta.dir, "../.data/demo"),
  });
} catch (caught) {
  console.error(`The demo could not go on: ${caught instanceof Error ? caught.message : String(caught)}`);
  process.exitCode = 1;
}
// Sockets of the simulators may linger; everything that mattered is closed.
process.exit();
