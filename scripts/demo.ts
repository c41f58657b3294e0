/** make demo: one simulated call through the whole of Sidetone, shown on the terminal and in the panel. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { listSamples, readSample, type Sample } from "../samples/sample.ts";
import { audiocodesSource } from "./demo/audiocodes-source.ts";
import { freeDemoDirectory } from "./demo/demo-directory.ts";
import { five9Source } from "./demo/five9-source.ts";
import { makeOwnCall } from "./demo/own/own-call.ts";
import { runDemo } from "./demo/run.ts";

const HELP = `Usage: make demo [ONCE=1] [SPEED=4] [SAMPLE=lost-card] [TEXT=file] [WAV=file] [RULES=file] [SOURCE=audiocodes]

  --once          end with the call; the last line is a JSON summary, exit 0 only if everything arrived
  --speed N       times real time (default 1)
  --source NAME   where the call comes from: five9 (default) or audiocodes
  --sample NAME   one of the sample calls: ${(await listSamples()).join(", ")}
  --text FILE     your own words, a line for each turn: "Agent: How can I help?", "Customer: I lost my card."
  --wav FILE      your own recording: stereo (left agent, right customer), or two files with a comma between them;
                  WAV, FLAC, Ogg Opus or MP3. Its words, as for --text, lie beside it: call.wav has call.txt
  --rules FILE    which words call for which suggestions (default: samples/suggestions.json)`;

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    once: { type: "boolean", default: false },
    speed: { type: "string", default: "1" },
    sample: { type: "string", default: "lost-card" },
    text: { type: "string" },
    wav: { type: "string" },
    rules: { type: "string", default: join(import.meta.dir, "../samples/suggestions.json") },
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
  const dataDirectory = await freeDemoDirectory();
  process.exitCode = await runDemo({
    source: await openSource(),
    sample: await chosenSample(dataDirectory),
    speed,
    once: values.once,
    askedAtMs: values["asked-at"] === undefined ? Date.now() : Number(values["asked-at"]) * 1000,
    dataDirectory,
    rulesPath: values.rules,
  });
} catch (caught) {
  console.error(`The demo could not go on: ${caught instanceof Error ? caught.message : String(caught)}`);
  process.exitCode = 1;
}
// Sockets of the simulators may linger; everything that mattered is closed.
process.exit();

/** Words of one's own come before a sample's. */
function chosenSample(directory: string): Promise<Sample> {
  const { text, wav, rules, sample } = values;
  if (text === undefined && wav === undefined) return readSample(sample);
  if (text !== undefined && wav !== undefined)
    throw new Error(
      "TEXT and WAV are two calls. Words of a recording lie beside it: call.wav has them in call.txt.",
    );
  const from = text === undefined ? { recordings: pathsIn(wav ?? "") } : { text };
  return makeOwnCall({ from, rulesPath: rules, directory });
}

/** Two paths with a comma between them; a path may have one as well. */
function pathsIn(wav: string): string[] {
  const at = wav.search(/,[^,]*$/);
  return at < 0 ? [wav] : [wav.slice(0, at), wav.slice(at + 1)];
}
