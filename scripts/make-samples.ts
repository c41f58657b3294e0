/** Makes sample calls from their dialogue.json: two WAV files and script.json each. Needs espeak-ng on the machine. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { listSamples } from "../samples/sample.ts";
import { encodeWav } from "../samples/wav.ts";
import { openSynthesizer } from "./make-samples/espeak.ts";
import { type Dialogue, renderDialogue, SAMPLE_RATE_HERTZ } from "./make-samples/render.ts";

const HELP = `Usage: bun scripts/make-samples.ts [--out DIR] [NAME]

Reads samples/<NAME>/dialogue.json and writes agent.wav, customer.wav and script.json
beside it, or into DIR/<NAME>. Without a name, does so for every sample.`;

const samplesRoot = join(import.meta.dir, "../samples");
const { values, positionals } = parseArgs({
  options: { out: { type: "string" }, help: { type: "boolean" } },
  allowPositionals: true,
});
const [name] = positionals;
if (values.help) console.log(HELP);
else if (name !== undefined) await makeSample(name, values.out ?? samplesRoot);
else await makeAll(values.out ?? samplesRoot);

/** A process per sample: espeak-ng carries state from one text to the next, and a sample must not depend on others. */
async function makeAll(outRoot: string): Promise<void> {
  for (const each of await listSamples(samplesRoot)) {
    const command = [process.execPath, import.meta.path, "--out", outRoot, each];
    const { exitCode } = Bun.spawnSync(command, { stdout: "inherit", stderr: "inherit", timeout: 60_000 });
    if (exitCode !== 0) process.exit(1);
  }
}

async function makeSample(sampleName: string, outRoot: string): Promise<void> {
  const dialogue = (await Bun.file(join(samplesRoot, sampleName, "dialogue.json")).json()) as Dialogue;
  const synthesizer = openSynthesizer();
  const { script, legs } = renderDialogue(dialogue, synthesizer);
  synthesizer.close();
  const directory = join(outRoot, sampleName);
  for (const speaker of ["agent", "customer"] as const) {
    const wav = encodeWav({ sampleRateHertz: SAMPLE_RATE_HERTZ, samples: legs[speaker] });
    await Bun.write(join(directory, script.legs[speaker]), wav);
  }
  await Bun.write(join(directory, "script.json"), `${JSON.stringify(script, null, 2)}\n`);
  const words = script.utterances.reduce((sum, utterance) => sum + utterance.words.length, 0);
  console.log(
    `${sampleName}: ${script.durationMs / 1000} s, ${words} words, ${script.suggestions.length} suggestions`,
  );
}
