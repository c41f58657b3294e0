import { expect, test } from "bun:test";
import { join } from "node:path";
import { protos } from "@google-cloud/dialogflow";
import { decodeMulaw, encodeMulaw } from "./mulaw.ts";
import { listSamples, readSample } from "./sample.ts";
import { readWav } from "./wav.ts";

const names = await listSamples();

test("there are at least two samples, and one has a hold", async () => {
  expect(names.length).toBeGreaterThanOrEqual(2);
  const samples = await Promise.all(names.map((name) => readSample(name)));
  expect(samples.some(({ holds }) => holds.length > 0)).toBe(true);
});

test("the lost card brings a suggestion of every kind the panel shows", async () => {
  const { suggestions } = await readSample("lost-card");
  expect(suggestions.map(({ feature }) => feature).sort()).toEqual([
    "AGENT_COACHING",
    "ARTICLE_SUGGESTION",
    "CONVERSATION_SUMMARIZATION",
    "FAQ",
    "FREE_FORM",
    "KNOWLEDGE_ASSIST_V2",
    "PROACTIVE_GENERATIVE_KNOWLEDGE_ASSIST",
    "SMART_REPLY",
  ]);
});

for (const name of names) {
  test(`${name}: both legs are 8 kHz and as long as the script says`, async () => {
    const sample = await readSample(name);
    expect(sample.durationMs).toBeGreaterThanOrEqual(20_000);
    expect(sample.durationMs).toBeLessThanOrEqual(40_000);
    for (const file of Object.values(sample.legs)) {
      const { sampleRateHertz, samples } = await readWav(join(sample.directory, file));
      expect(sampleRateHertz).toBe(8000);
      expect(samples.length).toBe(sample.durationMs * 8);
    }
  });

  test(`${name}: words follow each other inside their utterances, and nobody speaks during a hold`, async () => {
    const { utterances, durationMs, holds } = await readSample(name);
    let atMs = 0;
    for (const utterance of utterances) {
      expect(utterance.words.map(({ word }) => word).join(" ")).toBe(utterance.text);
      for (const word of utterance.words) {
        expect(word.startMs).toBeGreaterThanOrEqual(atMs);
        expect(word.endMs).toBeGreaterThan(word.startMs);
        atMs = word.endMs;
      }
      expect(utterance.words[0]?.startMs).toBe(utterance.startMs);
      expect(utterance.words.at(-1)?.endMs).toBe(utterance.endMs);
      for (const hold of holds) {
        expect(utterance.endMs <= hold.startMs || utterance.startMs >= hold.endMs).toBe(true);
      }
    }
    expect(atMs).toBeLessThan(durationMs);
  });

  test(`${name}: a leg is loud where it has a word, and quiet while the other speaks`, async () => {
    const sample = await readSample(name);
    for (const speaker of ["agent", "customer"] as const) {
      const { samples } = await readWav(join(sample.directory, sample.legs[speaker]));
      for (const utterance of sample.utterances) {
        for (const { startMs, endMs } of utterance.words) {
          const part = samples.subarray(startMs * 8, endMs * 8);
          const mean = part.reduce((sum, value) => sum + Math.abs(value), 0) / part.length;
          if (utterance.speaker === speaker) expect(mean).toBeGreaterThan(150);
          else expect(mean).toBeLessThan(50);
        }
      }
    }
  });

  test(`${name}: suggestions have the shape of Google's SuggestionResult and a place in the call`, async () => {
    const { suggestions, utterances } = await readSample(name);
    const { SuggestionResult } = protos.google.cloud.dialogflow.v2beta1;
    for (const { result, afterUtterance } of suggestions) {
      expect(afterUtterance).toBeLessThan(utterances.length);
      const known = SuggestionResult.toObject(SuggestionResult.fromObject(result), { enums: String });
      expect(known).toEqual(result);
    }
  });
}

test("a mu-law code survives being decoded and coded again, and no coding is far from its sample", () => {
  for (let code = 0; code < 256; code++) {
    // Negative zero has a code of its own that decodes to the same sample.
    if (code !== 0x7f) expect(encodeMulaw(decodeMulaw(code))).toBe(code);
  }
  for (let sample = -32768; sample < 32768; sample += 7) {
    const error = Math.abs(decodeMulaw(encodeMulaw(sample)) - sample);
    expect(error).toBeLessThanOrEqual(Math.max(4, Math.abs(sample) / 16));
  }
});
