/** The calls of the page /try/, one at a time: samples, one's own recordings and words, and voices. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Sample, SampleSpeaker } from "../../../samples/sample.ts";
import { audioOfSample } from "../../../simulators/five9/call-audio.ts";
import { CHUNK_MS } from "../../../simulators/five9/live-leg.ts";
import type { ProcessStage } from "../../../simulators/stage/stage.ts";
import { makeOwnCall } from "../own/own-call.ts";
import { readRules } from "../own/suggestion-rules.ts";
import { type LegAudio, type LiveCall, placeLiveCall } from "./live-call.ts";
import { createSpokenCall, type SpokenCall } from "./speak/spoken-call.ts";

export interface TryCallsOptions {
  stage: ProcessStage;
  rulesPath: string;
  /** Where calls of one's own are written. */
  directory: string;
}

/** What is thrown is an Error with one sentence for the page. */
export interface TryCalls {
  current(): LiveCall | undefined;
  place(sample: Sample): Promise<LiveCall>;
  /** Recordings with their words, or words alone: the fields `recording` and `words` of a form. */
  placeOwn(form: FormData): Promise<LiveCall>;
  placeSpoken(): Promise<LiveCall>;
  /** Words for the call that is spoken now. False where there was no speech for them. */
  say(speaker: SampleSpeaker, text: string, by: "hand" | "browser"): boolean;
  /** Audio of the microphone, for the call that is spoken now; ignored without one. */
  feed(speaker: SampleSpeaker, samples: Int16Array): void;
  close(): Promise<void>;
}

const CHUNK_BYTES = CHUNK_MS * 16;
const MOST_WORDS_LENGTH = 2_000;

export function createTryCalls({ stage, rulesPath, directory }: TryCallsOptions): TryCalls {
  /** What the simulated recogniser has learnt. */
  const known = new WeakSet<Sample>();
  let call: LiveCall | undefined;
  let spoken: SpokenCall | undefined;
  let isPlacing = false;

  async function start(sample: Sample, audio: LegAudio, isSpoken: boolean): Promise<LiveCall> {
    if (isPlacing) throw new Error("A call is being placed already.");
    isPlacing = true;
    try {
      await call?.close();
      spoken = undefined;
      call = await placeLiveCall(stage, sample, audio, isSpoken);
      return call;
    } finally {
      isPlacing = false;
    }
  }

  async function place(sample: Sample): Promise<LiveCall> {
    if (!known.has(sample)) await stage.cloud?.learn(sample);
    known.add(sample);
    const { legs } = await audioOfSample(sample);
    const leg = (speaker: SampleSpeaker) => ({ next: piecesOf(legs[speaker] ?? new Uint8Array()) });
    return start(sample, { agent: leg("agent"), customer: leg("customer") }, false);
  }

  return {
    current: () => call,
    place,
    async placeOwn(form) {
      const from = await written(form, directory);
      try {
        return await place(await makeOwnCall({ from, rulesPath, directory }));
      } catch (caught) {
        const said = caught instanceof Error ? caught.message : String(caught);
        throw new Error(said.replaceAll(`${directory}/`, ""));
      }
    },
    async placeSpoken() {
      const next = createSpokenCall(await readRules(rulesPath), stage.cloud?.follow);
      const placed = await start(next.sample, next.voices, true);
      spoken = next;
      return placed;
    },
    say(speaker, text, by) {
      if (spoken === undefined) throw new Error("No call is spoken now.");
      if (stage.cloud === undefined) throw new Error("Google hears the words itself.");
      if (text.length > MOST_WORDS_LENGTH) throw new Error("That is too much to say at once.");
      return spoken.voices[speaker].write(text, by);
    },
    feed: (speaker, samples) => spoken?.voices[speaker].feed(samples),
    close: async () => call?.close(),
  };
}

/** A leg's audio, piece by piece; the last one is filled up with silence. */
function piecesOf(pcm: Uint8Array): () => Uint8Array | undefined {
  let at = 0;
  return () => {
    if (at >= pcm.length) return undefined;
    const piece = new Uint8Array(CHUNK_BYTES);
    piece.set(pcm.subarray(at, at + CHUNK_BYTES));
    at += CHUNK_BYTES;
    return piece;
  };
}

/** What came from the page, as files: recordings with their words, or words alone. */
async function written(form: FormData, directory: string) {
  const words = String(form.get("words") ?? "").trim();
  const files = form.getAll("recording").filter((entry) => entry instanceof File && entry.size > 0) as File[];
  const stem = join(directory, `try-${randomBytes(4).toString("hex")}`);
  if (words !== "" || files.length === 0) await Bun.write(`${stem}.txt`, words);
  if (files.length === 0) return { text: `${stem}.txt` };
  const recordings = files.map((_, index) => (index === 0 ? `${stem}.audio` : `${stem}.${index}.audio`));
  await Promise.all(files.map((file, index) => Bun.write(recordings[index] ?? "", file)));
  return { recordings };
}
