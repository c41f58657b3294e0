import { dlopen, FFIType } from "bun:ffi";
import { expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resample } from "./resample.ts";
import { findWords } from "./word-times.ts";

/** Runs the script for one sample; returns the bytes of each file it made. */
async function makeSample(directory: string): Promise<Record<string, string>> {
  const script = join(import.meta.dir, "../make-samples.ts");
  const { exitCode } = Bun.spawnSync([process.execPath, script, "--out", directory, "lost-card"]);
  expect(exitCode).toBe(0);
  const hashes: Record<string, string> = {};
  for (const file of ["agent.wav", "customer.wav", "script.json"]) {
    const bytes = await Bun.file(join(directory, "lost-card", file)).bytes();
    hashes[file] = Bun.hash(bytes).toString();
  }
  return hashes;
}

test.skipIf(!isInstalled())("a dialogue gives the same audio and the same script each time", async () => {
  const root = await mkdtemp(join(tmpdir(), "samples-"));
  const first = await makeSample(join(root, "first"));
  const second = await makeSample(join(root, "second"));
  await rm(root, { recursive: true });
  expect(second).toEqual(first);
  expect(first["agent.wav"]).not.toBe(first["customer.wav"]);
});

test("words run together by the synthesiser share their span by length, and silence belongs to none", () => {
  const samples = new Float64Array(1000).fill(1000);
  samples.fill(0, 0, 200);
  const spans = findWords("of the end", samples, [
    { charIndex: 0, sampleIndex: 0 },
    { charIndex: 7, sampleIndex: 700 },
  ]);
  expect(spans).toEqual([
    { word: "of", startSample: 200, endSample: 400 },
    { word: "the", startSample: 400, endSample: 700 },
    { word: "end", startSample: 700, endSample: 1000 },
  ]);
});

test("resampling keeps a low tone and removes one above the new limit", () => {
  const tone = (hertz: number) =>
    Int16Array.from({ length: 22_050 }, (_, at) => 10_000 * Math.sin((2 * Math.PI * hertz * at) / 22_050));
  const middlePeak = (samples: Float64Array) => Math.max(...samples.subarray(3000, 5000).map(Math.abs));
  const low = resample(tone(1000), 22_050, 8000);
  expect(low.length).toBe(8000);
  expect(middlePeak(low)).toBeCloseTo(10_000, -2);
  expect(middlePeak(resample(tone(6000), 22_050, 8000))).toBeLessThan(50);
});

function isInstalled(): boolean {
  try {
    dlopen("libespeak-ng.so.1", { espeak_Terminate: { args: [], returns: FFIType.i32 } }).close();
    return true;
  } catch {
    return false;
  }
}
