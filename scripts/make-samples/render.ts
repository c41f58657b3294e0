/** Turns a written dialogue into a sample: audio of both legs, and a script with the time of each word. */
import { decodeMulaw, encodeMulaw } from "../../samples/mulaw.ts";
import type { SampleScript, SampleSpeaker, SampleSuggestion, SampleUtterance } from "../../samples/sample.ts";
import type { Synthesizer, Voice } from "./espeak.ts";
import { makeNoise } from "./noise.ts";
import { resample } from "./resample.ts";
import { findWords } from "./word-times.ts";

export type Turn = { speaker: SampleSpeaker; text: string } | { holdMs: number };

/** `dialogue.json` of a sample: what a person writes. */
export interface Dialogue {
  name: string;
  title: string;
  voices: Record<SampleSpeaker, Voice>;
  turns: Turn[];
  suggestions: SampleSuggestion[];
}

export interface RenderedSample {
  script: SampleScript;
  legs: Record<SampleSpeaker, Int16Array>;
}

export const SAMPLE_RATE_HERTZ = 8000;
const SAMPLES_PER_MS = SAMPLE_RATE_HERTZ / 1000;
const LEAD_MS = 600;
const TURN_GAP_MS = 350;
const TAIL_MS = 1200;
const GAIN = 0.7;

/** Deterministic for one version of espeak-ng and a synthesizer in a process of its own. */
export function renderDialogue(dialogue: Dialogue, synthesizer: Synthesizer): RenderedSample {
  const utterances: SampleUtterance[] = [];
  const holds: SampleScript["holds"] = [];
  const placed: { speaker: SampleSpeaker; startMs: number; speech: Float64Array }[] = [];
  let atMs = LEAD_MS;
  for (const turn of dialogue.turns) {
    if ("holdMs" in turn) {
      holds.push({ startMs: atMs, endMs: atMs + turn.holdMs });
      atMs += turn.holdMs + TURN_GAP_MS;
      continue;
    }
    const startMs = atMs;
    const spoken = synthesizer.speak(turn.text, dialogue.voices[turn.speaker]);
    const speech = resample(spoken.samples, spoken.sampleRateHertz, SAMPLE_RATE_HERTZ);
    const scale = SAMPLE_RATE_HERTZ / spoken.sampleRateHertz;
    const starts = spoken.wordStarts.map((at) => ({ ...at, sampleIndex: at.sampleIndex * scale }));
    const words = findWords(turn.text, speech, starts).map((span) => ({
      word: span.word,
      startMs: startMs + Math.round(span.startSample / SAMPLES_PER_MS),
      endMs: startMs + Math.round(span.endSample / SAMPLES_PER_MS),
    }));
    const endMs = words.at(-1)?.endMs ?? startMs;
    const text = words.map((word) => word.word).join(" ");
    utterances.push({ speaker: turn.speaker, startMs: words[0]?.startMs ?? startMs, endMs, text, words });
    placed.push({ speaker: turn.speaker, startMs, speech });
    atMs = endMs + TURN_GAP_MS;
  }
  const durationMs = Math.ceil((atMs + TAIL_MS) / 100) * 100;
  const mixLeg = (speaker: SampleSpeaker) =>
    mix(
      durationMs * SAMPLES_PER_MS,
      placed.filter((part) => part.speaker === speaker),
      makeNoise(`${dialogue.name}/${speaker}`),
    );
  return {
    script: {
      name: dialogue.name,
      title: dialogue.title,
      durationMs,
      legs: { agent: "agent.wav", customer: "customer.wav" },
      utterances,
      suggestions: dialogue.suggestions,
      holds,
    },
    legs: { agent: mixLeg("agent"), customer: mixLeg("customer") },
  };
}

/** Every sample is put on the nearest mu-law value, so that any G.711 coder on the way loses nothing. */
function mix(
  sampleCount: number,
  parts: readonly { startMs: number; speech: Float64Array }[],
  noise: () => number,
): Int16Array {
  const sum = new Float64Array(sampleCount);
  for (const { startMs, speech } of parts) {
    const from = startMs * SAMPLES_PER_MS;
    speech.forEach((value, index) => {
      if (from + index < sampleCount) sum[from + index] = (sum[from + index] ?? 0) + value * GAIN;
    });
  }
  return Int16Array.from(sum, (value) => decodeMulaw(encodeMulaw(Math.round(value) + noise())));
}
