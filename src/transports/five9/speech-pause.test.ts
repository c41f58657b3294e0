/** A pause in speech: found in both encodings and at any chunk size, and not within a sentence. */
import { describe, expect, test } from "bun:test";
import { encodeMulaw } from "../../../samples/mulaw.ts";
import type { AudioFormat } from "../../audio/sink.ts";
import { SpeechPause } from "./speech-pause.ts";

const LINEAR16: AudioFormat = { encoding: "LINEAR16", sampleRateHertz: 8000 };
const MULAW: AudioFormat = { encoding: "MULAW", sampleRateHertz: 8000 };

/** A tone of `ms` at this peak, as samples. */
function tone(ms: number, peak: number): number[] {
  return Array.from({ length: ms * 8 }, (_, at) => Math.round(peak * Math.sin(at / 3)));
}

function linear16(samples: readonly number[]): Uint8Array {
  return new Uint8Array(Int16Array.from(samples).buffer);
}

describe("SpeechPause", () => {
  test("speech is no pause, and 400 ms of a quiet line after it are", () => {
    const pause = new SpeechPause(LINEAR16);
    expect(pause.hear(linear16(tone(1000, 4000)))).toBe(false);
    expect(pause.hear(linear16(tone(380, 150)))).toBe(false);
    expect(pause.hear(linear16(tone(40, 150)))).toBe(true);
  });

  test("the gap between two words is none", () => {
    const pause = new SpeechPause(LINEAR16);
    for (let word = 0; word < 5; word++) {
      expect(pause.hear(linear16(tone(300, 4000)))).toBe(false);
      expect(pause.hear(linear16(tone(200, 0)))).toBe(false);
    }
  });

  test("mu-law is heard as loud as it is", () => {
    const code = (samples: number[]) => Uint8Array.from(samples, encodeMulaw);
    const pause = new SpeechPause(MULAW);
    expect(pause.hear(code(tone(1000, 4000)))).toBe(false);
    expect(pause.hear(code(tone(420, 150)))).toBe(true);
  });

  test("chunks that split samples are put together, also where the first byte ends one", () => {
    const loud = linear16(tone(1000, 4000));
    const quiet = linear16(tone(500, 100));
    const pause = new SpeechPause(LINEAR16, true);
    let isPause = false;
    for (const bytes of [loud.subarray(1), quiet])
      for (let from = 0; from < bytes.length; from += 331) {
        isPause = pause.hear(bytes.subarray(from, from + 331));
        if (bytes.length === loud.length - 1) expect(isPause).toBe(false);
      }
    expect(isPause).toBe(true);
  });
});
