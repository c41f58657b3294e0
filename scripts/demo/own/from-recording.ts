/** A recorded conversation as a call: its legs, and its words if somebody has written them down. */
import type { SampleSpeaker, SampleUtterance } from "../../../samples/sample.ts";
import { align } from "./align.ts";
import type { Turn } from "./dialogue.ts";
import { findSpeech, type Span } from "./find-speech.ts";
import type { OwnCall } from "./from-text.ts";
import { overHiss, SAMPLES_PER_MS } from "./murmur.ts";
import type { Legs } from "./read-audio.ts";

const TAIL_MS = 1_200;
/** A pause that ends a turn whose words nobody knows. */
const TURN_PAUSE_MS = 800;
const MARK_MS = 1_000;
const CHANNEL: Record<SampleSpeaker, string> = { agent: "agent's", customer: "customer's" };

/** Without `turns` each second of speech gets a mark in the place of words, so that lost audio still shows. */
export function callFromRecording(recorded: Legs, turns: readonly Turn[] | undefined): OwnCall {
  const spokenMs = Math.max(recorded.agent.length, recorded.customer.length) / SAMPLES_PER_MS;
  const durationMs = Math.ceil((spokenMs + TAIL_MS) / 100) * 100;
  const utterances = (["agent", "customer"] as const).flatMap((speaker) => {
    const speech = findSpeech(recorded[speaker]);
    if (turns === undefined) return marks(speaker, speech);
    const own = turns.filter((turn) => turn.speaker === speaker);
    if (own.length > 0 && speech.length === 0)
      throw new Error(`The ${CHANNEL[speaker]} channel is silent, but its words are written down.`);
    return own.length === 0 ? [] : align(own, speech);
  });
  if (utterances.length === 0) throw new Error("Nobody speaks in this recording: both channels are silent.");
  const leg = (speaker: SampleSpeaker) => {
    const whole = new Float64Array(durationMs * SAMPLES_PER_MS);
    whole.set(recorded[speaker]);
    return overHiss(whole, `recording/${speaker}`);
  };
  return {
    durationMs,
    utterances: utterances.sort((one, other) => one.endMs - other.endMs),
    legs: { agent: leg("agent"), customer: leg("customer") },
  };
}

/** A mark for each second of speech, numbered from `first`. */
export function marks(speaker: SampleSpeaker, speech: readonly Span[], first = 1): SampleUtterance[] {
  const turns: Span[][] = [];
  for (const span of speech) {
    const last = turns.at(-1);
    if (last !== undefined && span.startMs - (last.at(-1)?.endMs ?? 0) < TURN_PAUSE_MS) last.push(span);
    else turns.push([span]);
  }
  let count = first;
  return turns.map((spans) => {
    const words = spans.flatMap(({ startMs, endMs }) => {
      const pieces = Math.max(1, Math.round((endMs - startMs) / MARK_MS));
      const lengthMs = (endMs - startMs) / pieces;
      return Array.from({ length: pieces }, (_, index) => ({
        word: `[${speaker}-${count++}]`,
        startMs: Math.round(startMs + index * lengthMs),
        endMs: Math.round(startMs + (index + 1) * lengthMs),
      }));
    });
    const [startMs, endMs] = [words[0]?.startMs ?? 0, words.at(-1)?.endMs ?? 0];
    return { speaker, startMs, endMs, text: words.map(({ word }) => word).join(" "), words };
  });
}
