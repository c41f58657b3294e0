/** make demo: one simulated call through the whole of Sidetone, shown on the terminal and in the panel. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { listSamples } from "../samples/sample.ts";
import { audiocodesSource } from "./demo/audiocodes-source.ts";
import { chooseCall, contradictionIn } from "./demo/choose-call.ts";
import { freeDemoDirectory } from "./demo/demo-directory.ts";
import { five9Source } from "./demo/five9-source.ts";
import { googleSideOf } from "./demo/google/google-side.ts";
import { runDemo } from "./demo/run.ts";

const HELP = `Usage: make demo [ONCE=1] [SPEED=4] [SAMPLE=lost-card] [TEXT=file] [WAV=file] [MIC=1] [GOOGLE=1] [RULES=file] [SOURCE=audiocodes] [TRANSLATE=de]

  --once          end with the call; the last line is a JSON summary, exit 0 only if everything arrived
  --speed N       times real time (default 1)
  --source NAME   where the call comes from: five9 (default) or audiocodes
  --sample NAME   one of the sample calls: ${(await listSamples()).join(", ")}
  --text FILE     your own words, a line for each turn: "Agent: How can I help?", "Customer: I lost my card."
  --wav FILE      your own recording: stereo (left agent, right customer), or two files with a comma between them;
                  WAV, FLAC, Ogg Opus or MP3. Its words, as for --text, lie beside it: call.wav has call.txt
  --mic           your own voice, by the microphone of your browser
  --google        Google's Agent Assist in the place of the simulated one, with the settings of .env and the environment
  --translate DE  the language that the agent reads: a simulated Cloud Translation puts a few words of it before what is said
  --rules FILE    which words call for which suggestions (default: samples/suggestions.json)`;

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    once: { type: "boolean", default: false },
    speed: { type: "string", default: "1" },
    sample: { type: "string" },
    text: { type: "string" },
    wav: { type: "string" },
    mic: { type: "boolean", default: false },
    google: { type: "boolean", default: false },
    translate: { type: "string" },
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
const flags = { ...values, speed: Number(values.speed) };
const samples = await listSamples();
const sources = { five9: five9Source, audiocodes: audiocodesSource };
const openSource =
  values.source === "five9" || values.source === "audiocodes" ? sources[values.source] : undefined;
const isKnownSample = values.sample === undefined || samples.includes(values.sample);
if (!(flags.speed > 0) || !isKnownSample || openSource === undefined) {
  console.error(
    `SPEED must be above 0, SAMPLE one of ${samples.join(", ")}, SOURCE one of ${Object.keys(sources).join(", ")}.\n${HELP}`,
  );
  process.exit(2);
}
const contradiction = contradictionIn(flags);
if (contradiction !== undefined) {
  console.error(contradiction);
  process.exit(2);
}
try {
  const google = values.google ? await googleSideOf(process.env) : undefined;
  if (google?.isSimulated === false && flags.speed !== 1)
    throw new Error("Google takes audio in real time only. Leave SPEED out.");
  const dataDirectory = await freeDemoDirectory();
  process.exitCode = await runDemo({
    source: await openSource(),
    sample: await chooseCall(flags, dataDirectory),
    speed: flags.speed,
    once: values.once,
    askedAtMs: values["asked-at"] === undefined ? Date.now() : Number(values["asked-at"]) * 1000,
    dataDirectory,
    rulesPath: values.rules,
    translate: values.translate,
    google,
  });
} catch (caught) {
  console.error(`The demo could not go on: ${caught instanceof Error ? caught.message : String(caught)}`);
  process.exitCode = 1;
}
// Sockets of the simulators may linger; everything that mattered is closed.
process.exit();
