/**
 * A leg that is made up while it is spoken: what a microphone hears, or a murmur for words that are only written. Words come
 * after their sound and are laid over it by loudness, so that audio which is lost still shows as lost words.
 */
import type { SampleSpeaker, SampleUtterance } from "../../../../samples/sample.ts";
import type { SpokenLeg } from "../../../../simulators/agent-assist/listener/reference.ts";
import { CHUNK_MS } from "../../../../simulators/five9/live-leg.ts";
import { align } from "../../own/align.ts";
import { findLiveSpeech, type Span } from "../../own/find-speech.ts";
import { marks } from "../../own/from-recording.ts";
import { murmured, soundOf } from "../../own/from-text.ts";
import { makeHiss, SAMPLES_PER_MS } from "../../own/murmur.ts";
import { createInlet } from "./inlet.ts";

export interface VoiceOptions {
  speaker: SampleSpeaker;
  /** What the simulated recogniser knows of this leg; undefined where a real one listens. */
  known: SpokenLeg | undefined;
  /** Another text for each leg of each call: no two may have the same hiss. */
  seed: string;
  /** Takes an utterance into the call; returns its index. */
  onUtterance(utterance: SampleUtterance): number;
}

export interface Voice {
  /** Audio of the microphone, at 8 kHz. */
  feed(samples: Int16Array): void;
  /** Words that were written by hand or recognised by the browser. False where there was nothing to lay them over. */
  write(text: string, by: "hand" | "browser"): boolean;
  /** The leg's next CHUNK_MS of LINEAR16. */
  next(): Uint8Array;
  /** Whether nobody speaks and all speech has its words. Speech for which none come gets marks then. */
  isPausing(): boolean;
}

const CHUNK_SAMPLES = CHUNK_MS * SAMPLES_PER_MS;
/** Speech that nobody writes down gets marks then; Sidetone keeps as much for replay. */
const UNWRITTEN_MS = 60_000;
/** Kept from before, to know the room's noise. */
const NOISE_MS = 10_000;
/** How long a pause waits for words, and for a pause at all. */
const WORDS_WAIT_MS = 4_000;
const PAUSE_WAIT_MS = 10_000;
/** Before a murmur, so that turns do not run into each other. */
const LEAD_MS = 200;
/** The browser tells words after a pause: what began behind one belongs to the next words. */
const FINAL_PAUSE_MS = 250;

export function createVoice({ speaker, known, seed, onUtterance }: VoiceOptions): Voice {
  const inlet = createInlet();
  const hiss = makeHiss(seed);
  /** The last pieces before hiss. */
  const pieces: Int16Array[] = [];
  let positionMs = 0;
  /** All speech before has its words. */
  let writtenMs = 0;
  let murmurs: { startMs: number; sound: Float64Array }[] = [];
  let marked = 0;
  let waitedMs = 0;

  const murmurEndMs = () => {
    const last = murmurs.at(-1);
    return last === undefined ? positionMs : last.startMs + last.sound.length / SAMPLES_PER_MS;
  };

  function unwritten(): Span[] {
    const startMs = positionMs - pieces.length * CHUNK_MS;
    const heard = new Int16Array(pieces.length * CHUNK_SAMPLES);
    for (const [index, piece] of pieces.entries()) heard.set(piece, index * CHUNK_SAMPLES);
    return findLiveSpeech(heard)
      .map((span) => ({ startMs: Math.max(writtenMs, startMs + span.startMs), endMs: startMs + span.endMs }))
      .filter((span) => span.endMs > span.startMs);
  }

  function tell(utterances: readonly SampleUtterance[], untilMs: number): void {
    for (const utterance of utterances) known?.write(utterance, onUtterance(utterance));
    writtenMs = untilMs;
  }

  function mark(speech: readonly Span[]): void {
    const utterances = known === undefined ? [] : marks(speaker, speech, marked + 1);
    marked += utterances.reduce((count, { words }) => count + words.length, 0);
    tell(utterances, positionMs);
  }

  return {
    feed: (samples) => inlet.put(samples),
    write(text, by) {
      const turn = { speaker, text: text.trim() };
      if (known === undefined || !/[\p{L}\p{N}]/u.test(text)) return false;
      const speech = by === "hand" ? unwritten() : withoutBegun(unwritten(), positionMs);
      if (speech.length > 0 && murmurs.length === 0) {
        tell(align([turn], speech), speech.at(-1)?.endMs ?? positionMs);
        return true;
      }
      if (by === "browser") return false;
      const utterance = murmured(turn, murmurEndMs() + LEAD_MS);
      murmurs.push({ startMs: utterance.startMs, sound: soundOf(utterance) });
      tell([utterance], utterance.endMs);
      return true;
    },
    next() {
      const heard = inlet.take(CHUNK_SAMPLES);
      const isMurmuring = murmurs.length > 0;
      const piece = isMurmuring ? murmurPiece(murmurs, positionMs) : heard;
      // A murmur is no speech of the microphone.
      pieces.push(isMurmuring ? new Int16Array(CHUNK_SAMPLES) : heard);
      positionMs += CHUNK_MS;
      murmurs = murmurs.filter(({ startMs, sound }) => startMs + sound.length / SAMPLES_PER_MS > positionMs);
      if (pieces.length * CHUNK_MS > UNWRITTEN_MS) mark(unwritten());
      while (pieces.length * CHUNK_MS > NOISE_MS + Math.max(0, positionMs - writtenMs)) pieces.shift();
      const sent = hiss(piece);
      known?.hear(sent);
      return bytesOf(sent);
    },
    isPausing() {
      if (known === undefined) return true;
      waitedMs += CHUNK_MS;
      const speech = unwritten();
      const isSilent = positionMs - (speech.at(-1)?.endMs ?? 0) >= WORDS_WAIT_MS;
      const isWritten = speech.length === 0;
      const isTired = isSilent || waitedMs >= PAUSE_WAIT_MS;
      if (murmurs.length > 0 || (!isWritten && !isTired)) return false;
      if (!isWritten) mark(speech);
      waitedMs = 0;
      return true;
    },
  };
}

/** Without a span that goes on now, if a pause lies before it. */
function withoutBegun(speech: Span[], nowMs: number): Span[] {
  const [last, before] = [speech.at(-1), speech.at(-2)];
  if (last === undefined || before === undefined) return speech;
  const goesOn = nowMs - last.endMs < FINAL_PAUSE_MS && last.startMs - before.endMs >= FINAL_PAUSE_MS;
  return goesOn ? speech.slice(0, -1) : speech;
}

function murmurPiece(murmurs: readonly { startMs: number; sound: Float64Array }[], atMs: number) {
  const piece = new Int16Array(CHUNK_SAMPLES);
  for (const { startMs, sound } of murmurs) {
    const offset = (startMs - atMs) * SAMPLES_PER_MS;
    for (let at = Math.max(0, offset); at < Math.min(CHUNK_SAMPLES, offset + sound.length); at++)
      piece[at] = Math.round(sound[at - offset] ?? 0);
  }
  return piece;
}

function bytesOf(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length * 2);
  const view = new DataView(bytes.buffer);
  for (const [index, sample] of samples.entries()) view.setInt16(index * 2, sample, true);
  return bytes;
}
