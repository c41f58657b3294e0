/** Makes every sample call from its dialogue.json: two WAV files and script.json. Needs espeak-ng on the machine. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { listSamples } from "../samples/sample.ts";
import { encodeWav } from "../samples/wav.ts";
import { openSynthesizer } from "./make-samples/espeak.ts";
import { type Dialogue, renderDialogue, SAMPLE_RATE_HERTZ } from "./make-samples/render.ts";

const HELP = `Usage: bun scripts/make-samples.ts [--out DIR]

Reads samples/<name>/dialogue.json and writes agent.wav, customer.wav and script.json
beside it, or into DIR/<name>.`;

const { values } = parseArgs({ options: { out: { type: "string" }, help: { type: "boolean" } } });
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const samplesRoot = join(import.meta.dir, "../samples");
const synthesizer = openSynthesizer();
for (const name of await listSamples(samplesRoot)) {
  const dialogue = (await Bun.file(join(samplesRoot, name, "dialogue.json")).json()) as Dialogue;
  const { script, legs } = renderDialogue(dialogue, synthesizer);
  const directory = join(values.out ?? samplesRoot, name);
  for (const speaker of ["agent", "customer"] as const) {
    const wav = encodeWav({ sampleRateHertz: SAMPLE_RATE_HERTZ, samples: legs[speaker] });
    await Bun.write(join(directory, script.legs[speaker]), wav);
  }
  await Bun.write(join(directory, "script.json"), `${JSON.stringify(script, null, 2)}\n`);
  const words = script.utterances.reduce((sum, utterance) => sum + utterance.words.length, 0);
  console.log(
    `${name}: ${script.durationMs / 1000} s, ${words} words, ${script.suggestions.length} suggestions`,
  );
}
synthesizer.close();
