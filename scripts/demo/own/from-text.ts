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
  const utterances = turns.map((turn) => {
    const utterance = murmured(turn, atMs);
    atMs = utterance.endMs + WORD_GAP_MS + TURN_GAP_MS;
    return utterance;
  });
  const durationMs = atMs + TAIL_MS;
  const legOf = (speaker: SampleSpeaker) => {
    const sound = new Float64Array(durationMs * SAMPLES_PER_MS);
    for (const utterance of utterances.filter((utterance) => utterance.speaker === speaker))
      sound.set(soundOf(utterance), utterance.startMs * SAMPLES_PER_MS);
    // Another text has another hiss: what two calls say at the same moment must not be alike.
    return overHiss(sound, `${speaker}/${utterances.map(({ text }) => text).join("/")}`);
  };
  return { durationMs, utterances, legs: { agent: legOf("agent"), customer: legOf("customer") } };
}

/** A turn's words, one after the other. */
export function murmured({ speaker, text }: Turn, startMs: number): SampleUtterance {
  let atMs = startMs;
  const words = text.split(/\s+/).map((word) => {
    const startMs = atMs;
    const endMs = startMs + murmurMs(word);
    atMs = endMs + WORD_GAP_MS;
    return { word, startMs, endMs };
  });
  const endMs = words.at(-1)?.endMs ?? startMs;
  return { speaker, startMs, endMs, text: words.map(({ word }) => word).join(" "), words };
}

/** What murmured words sound like, from the utterance's start to its end. */
export function soundOf({ words, startMs, endMs }: SampleUtterance): Float64Array {
  const sound = new Float64Array((endMs - startMs) * SAMPLES_PER_MS);
  for (const { word, startMs: atMs } of words)
    sound.set(murmur(word, atMs), (atMs - startMs) * SAMPLES_PER_MS);
  return sound;
}
