import { expect, test } from "bun:test";
import { msToSamples, SampleAligner, samplesToMs } from "./pcm.ts";

test("a chunk's odd trailing byte leads the next chunk", () => {
  const aligner = new SampleAligner({ encoding: "LINEAR16", sampleRateHertz: 8000 });
  expect([...aligner.push(Uint8Array.of(1, 2, 3))]).toEqual([1, 2]);
  expect([...aligner.push(Uint8Array.of(4))]).toEqual([3, 4]);
  expect([...aligner.push(Uint8Array.of(5))]).toEqual([]);
  expect([...aligner.push(Uint8Array.of())]).toEqual([]);
  expect([...aligner.push(Uint8Array.of(6, 7))]).toEqual([5, 6]);
});

test("mu-law has no half samples", () => {
  const aligner = new SampleAligner({ encoding: "MULAW", sampleRateHertz: 8000 });
  expect([...aligner.push(Uint8Array.of(1, 2, 3))]).toEqual([1, 2, 3]);
});

test("milliseconds are exact at telephone rates and nearest elsewhere", () => {
  expect(samplesToMs(1, 8000)).toBe(0.125);
  expect(msToSamples(0.125, 8000)).toBe(1);
  expect(msToSamples(100, 11025)).toBe(1103);
});
