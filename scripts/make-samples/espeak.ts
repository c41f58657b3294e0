/** Speech from libespeak-ng with the moment each word begins; needs libespeak-ng.so.1 on the machine. */
import { dlopen, FFIType, JSCallback, type Pointer, ptr, read, toArrayBuffer } from "bun:ffi";

export interface Voice {
  /** An espeak-ng voice, with variant if wanted, for example en-us+f3. */
  name: string;
  /** Words per minute. */
  rate: number;
  /** 0 to 99. */
  pitch: number;
}

export interface Speech {
  sampleRateHertz: number;
  samples: Int16Array;
  /** Word beginnings: character index in the text, and sample index in the audio. */
  wordStarts: { charIndex: number; sampleIndex: number }[];
}

export interface Synthesizer {
  speak(text: string, voice: Voice): Speech;
  close(): void;
}

// Constants and the layout of espeak_EVENT are those of espeak-ng's public header speak_lib.h.
const AUDIO_OUTPUT_SYNCHRONOUS = 2;
const POSITION_CHARACTER = 1;
const FLAG_UTF8 = 1;
const PARAMETER_RATE = 1;
const PARAMETER_PITCH = 3;
const EVENT_BYTES = 40;
const EVENT_LIST_END = 0;
const EVENT_WORD = 1;

const { i32, u32, u64, ptr: pointer } = FFIType;

/** Opens the library; one at a time per process, since espeak-ng keeps global state. Throws when it is not installed. */
export function openSynthesizer(): Synthesizer {
  const library = dlopen("libespeak-ng.so.1", {
    espeak_Initialize: { args: [i32, i32, pointer, i32], returns: i32 },
    espeak_SetVoiceByName: { args: [pointer], returns: i32 },
    espeak_SetParameter: { args: [i32, i32, i32], returns: i32 },
    espeak_SetSynthCallback: { args: [pointer], returns: FFIType.void },
    espeak_Synth: { args: [pointer, u64, u32, i32, u32, u32, pointer, pointer], returns: i32 },
    espeak_Synchronize: { args: [], returns: i32 },
    espeak_Terminate: { args: [], returns: i32 },
  });
  const espeak = library.symbols;
  const sampleRateHertz = espeak.espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, null, 0);
  if (sampleRateHertz <= 0) throw new Error("espeak-ng did not start");

  let parts: Int16Array[] = [];
  let wordStarts: Speech["wordStarts"] = [];
  const onSynth = new JSCallback(
    (audio: Pointer | null, sampleCount: number, events: Pointer | null) => {
      for (let offset = 0; events !== null; offset += EVENT_BYTES) {
        const type = read.i32(events, offset);
        if (type === EVENT_LIST_END) break;
        if (type !== EVENT_WORD) continue;
        // Text positions count characters from 1.
        wordStarts.push({
          charIndex: read.i32(events, offset + 8) - 1,
          sampleIndex: read.i32(events, offset + 20),
        });
      }
      if (audio !== null && sampleCount > 0) {
        parts.push(new Int16Array(toArrayBuffer(audio, 0, sampleCount * 2).slice(0)));
      }
      return 0;
    },
    { args: [pointer, i32, pointer], returns: i32 },
  );
  espeak.espeak_SetSynthCallback(onSynth.ptr);

  return {
    speak(text, voice) {
      parts = [];
      wordStarts = [];
      if (espeak.espeak_SetVoiceByName(ptr(cString(voice.name))) !== 0) {
        throw new Error(`espeak-ng has no voice ${voice.name}`);
      }
      espeak.espeak_SetParameter(PARAMETER_RATE, voice.rate, 0);
      espeak.espeak_SetParameter(PARAMETER_PITCH, voice.pitch, 0);
      const bytes = cString(text);
      espeak.espeak_Synth(ptr(bytes), bytes.length, 0, POSITION_CHARACTER, 0, FLAG_UTF8, null, null);
      espeak.espeak_Synchronize();
      const samples = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
      let at = 0;
      for (const part of parts) {
        samples.set(part, at);
        at += part.length;
      }
      return { sampleRateHertz, samples, wordStarts };
    },
    close() {
      espeak.espeak_Terminate();
      onSynth.close();
      library.close();
    },
  };
}

function cString(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}\0`);
}
