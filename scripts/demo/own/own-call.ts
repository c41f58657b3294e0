/** `make demo TEXT=...` and `WAV=...`: one's own conversation as a sample that the demo plays. */
import { basename, join } from "node:path";
import { readSample, type Sample, type SampleScript } from "../../../samples/sample.ts";
import { encodeWav } from "../../../samples/wav.ts";
import { readDialogue } from "./dialogue.ts";
import { callFromRecording } from "./from-recording.ts";
import { callFromText, type OwnCall } from "./from-text.ts";
import { readLegs } from "./read-audio.ts";
import { readRules, suggestionsFor } from "./suggestion-rules.ts";

export interface OwnCallOptions {
  /** A written conversation, or recordings: one stereo file, or agent's and customer's. */
  from: { text: string } | { recordings: readonly string[] };
  rulesPath: string;
  /** Where the sample is written; the folder is made. */
  directory: string;
}

const NAME = "own-call";

/** Throws an Error with one sentence on what is wrong with the files. */
export async function makeOwnCall({ from, rulesPath, directory }: OwnCallOptions): Promise<Sample> {
  const rules = await readRules(rulesPath);
  const call = "text" in from ? await ofText(from.text) : await ofRecordings(from.recordings);
  const script: SampleScript = {
    name: NAME,
    title: titleOf(from),
    durationMs: call.durationMs,
    legs: { agent: "agent.wav", customer: "customer.wav" },
    utterances: call.utterances,
    suggestions: suggestionsFor(call.utterances, rules),
    holds: [],
  };
  const place = join(directory, NAME);
  for (const speaker of ["agent", "customer"] as const) {
    const wav = encodeWav({ sampleRateHertz: 8_000, samples: call.legs[speaker] });
    await Bun.write(join(place, script.legs[speaker]), wav);
  }
  await Bun.write(join(place, "script.json"), JSON.stringify(script));
  return readSample(NAME, directory);
}

/** The words beside a recording: call.wav has them in call.txt. */
const wordsBeside = (recording: string) => recording.replace(/\.[^./]+$/, "").concat(".txt");

async function ofText(path: string): Promise<OwnCall> {
  const file = Bun.file(path);
  if (!(await file.exists())) throw new Error(`${path}: there is no such file.`);
  return callFromText(readDialogue(await file.text(), path));
}

async function ofRecordings(paths: readonly string[]): Promise<OwnCall> {
  const legs = await readLegs(paths);
  const words = wordsBeside(paths[0] ?? "");
  const file = Bun.file(words);
  return callFromRecording(legs, (await file.exists()) ? readDialogue(await file.text(), words) : undefined);
}

function titleOf(from: OwnCallOptions["from"]): string {
  return ("text" in from ? [from.text] : from.recordings).map((path) => basename(path)).join(" and ");
}
