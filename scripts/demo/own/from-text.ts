/** A written conversation as a call: times for its words, and a murmur where each is spoken. */
import type { SampleSpeaker, SampleUtterance } from "../../../samples/sample.ts";
import type { Turn } from "./dialogue.ts";
import { murmur, murmurMs, overHiss, SAMPLES_PER_MS } from "./murmur.ts";

const LEAD_MS = 600;
const WORD_GAP_MS = 40;
const TURN_GAP_MS = 450;
const TAIL_MS = 1_200;

export interface OwnCall {
  durationMs: number;
  utterances: SampleUtterance[];
  /** 8 kHz, each as long as the call. */
  legs: Record<SampleSpeaker, Int16Array>;
}

export function callFromText(turns: readonly Turn[]): OwnCall {
  let atMs = LEAD_MS;
  const utterances = turns.map(({ speaker, text }): SampleUtterance => {
    const words = text.split(/\s+/).map((word) => {
      const startMs = atMs;
      const endMs = startMs + murmurMs(word);
      atMs = endMs + WORD_GAP_MS;
      return { word, startMs, endMs };
    });
    atMs += TURN_GAP_MS;
    const [startMs, endMs] = [words[0]?.startMs ?? atMs, words.at(-1)?.endMs ?? atMs];
    return { speaker, startMs, endMs, text: words.map(({ word }) => word).join(" "), words };
  });
  const durationMs = atMs + TAIL_MS;
  const legOf = (speaker: SampleSpeaker) => {
    const sound = new Float64Array(durationMs * SAMPLES_PER_MS);
    for (const { words } of utterances.filter((utterance) => utterance.speaker === speaker)) {
      for (const { word, startMs } of words) sound.set(murmur(word, startMs), startMs * SAMPLES_PER_MS);
    }
    // Another text has another hiss: what two calls say at the same moment must not be alike.
    return overHiss(sound, `${speaker}/${utterances.map(({ text }) => text).join("/")}`);
  };
  return { durationMs, utterances, legs: { agent: legOf("agent"), customer: legOf("customer") } };
}
