/** Voices: words that come after their sound are heard where it is, and lost where it is lost. */
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { readSample } from "../../../../samples/sample.ts";
import { readWav } from "../../../../samples/wav.ts";
import { createListener, type Listener } from "../../../../simulators/agent-assist/listener/listener.ts";
import { loadReference } from "../../../../simulators/agent-assist/listener/reference.ts";
import { createResampler, resample } from "../../../make-samples/resample.ts";
import { readRules } from "../../own/suggestion-rules.ts";
import { createInlet } from "./inlet.ts";
import { createSpokenCall } from "./spoken-call.ts";

const rules = await readRules(join(import.meta.dir, "../../../../samples/suggestions.json"));
const original = await readSample("lost-card");
const spoken = (await readWav(join(original.directory, original.legs.customer))).samples;
const CHUNK = 800;
const turns = original.utterances.filter(({ speaker }) => speaker === "customer");

async function openLeg() {
  const reference = await loadReference([]);
  const call = createSpokenCall(rules, reference.follow);
  const finals: string[] = [];
  const listen = (): Listener =>
    createListener({
      ...{ reference, encoding: "LINEAR16", sampleRateHertz: 8_000 },
      onResult: ({ isFinal, transcript }) => void (isFinal && finals.push(transcript)),
    });
  let atMs = 0;
  const voice = call.voices.customer;
  /** The microphone hears so much more of the sample; what the leg sends goes to `to`. */
  function speak(untilMs: number, to: Listener | undefined): void {
    for (; atMs < untilMs; atMs += 100) {
      voice.feed(spoken.slice((atMs / 100) * CHUNK, (atMs / 100 + 1) * CHUNK));
      const piece = voice.next();
      to?.write(piece);
    }
  }
  return { call, voice, finals, listen, speak };
}

describe("a microphone", () => {
  test("each turn is heard once its words are told, with its suggestions", async () => {
    const { call, voice, finals, listen, speak } = await openLeg();
    const listener = listen();
    for (const { endMs, text } of turns) {
      speak(endMs + 1_000, listener);
      expect(voice.write(text, "browser")).toBe(true);
    }
    speak(original.durationMs, listener);
    listener.end();
    expect(finals).toEqual(turns.map(({ text }) => text));
    expect(call.sample.suggestions.length).toBeGreaterThan(0);
    for (const [index, utterance] of call.sample.utterances.entries()) {
      const wanted = turns[index];
      expect(Math.abs(utterance.startMs - (wanted?.startMs ?? 0) - 100)).toBeLessThan(400);
      expect(Math.abs(utterance.endMs - (wanted?.endMs ?? 0) - 100)).toBeLessThan(400);
    }
  });

  test("words whose audio is lost are lost; a new stream that is sent it again hears them", async () => {
    const { voice, finals, listen, speak } = await openLeg();
    const [first] = turns;
    const middleMs = Math.round(((first?.startMs ?? 0) + (first?.endMs ?? 0)) / 200) * 100;
    const broken = listen();
    speak(middleMs, broken);
    const after = listen();
    speak((first?.endMs ?? 0) + 1_000, after);
    voice.write(first?.text ?? "", "hand");
    speak((first?.endMs ?? 0) + 1_500, after);
    after.end();
    const words = (first?.text ?? "").split(" ");
    expect(finals).toHaveLength(1);
    const heard = finals[0]?.split(" ") ?? [];
    expect(heard.length).toBeLessThan(words.length);
    expect(words.slice(-heard.length)).toEqual(heard);
  });

  test("a leg pauses only when its speech has words; without any it gets marks", async () => {
    const { call, voice, finals, listen, speak } = await openLeg();
    const listener = listen();
    speak((turns[0]?.endMs ?? 0) - 200, listener);
    expect(voice.isPausing()).toBe(false);
    speak((turns[0]?.endMs ?? 0) + 500, listener);
    expect(voice.isPausing()).toBe(false);
    voice.write(turns[0]?.text ?? "", "hand");
    expect(voice.isPausing()).toBe(true);
    speak((turns[1]?.endMs ?? 0) + 500, listener);
    let asked = 0;
    while (!voice.isPausing() && asked < 1_000) asked += 1;
    // Ten seconds of pieces, while nobody is silent for four.
    expect(asked).toBeLessThan(101);
    speak((turns[1]?.endMs ?? 0) + 1_000, listener);
    expect(finals[0]).toBe(turns[0]?.text ?? "");
    expect(call.sample.utterances[1]?.text).toStartWith("[customer-1]");
  });
});

describe("without a microphone", () => {
  test("words by hand are murmured, one turn after the other; a browser's are nobody's", async () => {
    const { voice, finals, listen } = await openLeg();
    const listener = listen();
    expect(voice.write("I was never said", "browser")).toBe(false);
    expect(voice.write(" ... ", "hand")).toBe(false);
    expect(voice.write("I lost my card", "hand")).toBe(true);
    expect(voice.write("yesterday evening", "hand")).toBe(true);
    expect(voice.isPausing()).toBe(false);
    for (let piece = 0; piece < 60; piece++) listener.write(voice.next());
    expect(voice.isPausing()).toBe(true);
    expect(finals).toEqual(["I lost my card", "yesterday evening"]);
  });
});

test("what waits is even, and never old", () => {
  const inlet = createInlet();
  inlet.put(new Int16Array(1_000).fill(5));
  // Not enough to begin with.
  expect(inlet.take(CHUNK)).toEqual(new Int16Array(CHUNK));
  inlet.put(new Int16Array(1_000).fill(6));
  expect([...inlet.take(1_001)].slice(-2)).toEqual([5, 6]);
  inlet.put(new Int16Array(20_000).fill(7));
  let left = 0;
  while (inlet.take(100)[0] === 7) left += 100;
  expect(left).toBe(8_000);
});

test.each([48_000, 44_100, 16_000])("a rate of %d Hz piece by piece is the same as at once", (fromHertz) => {
  const tone = Int16Array.from({ length: fromHertz }, (_, at) =>
    Math.round(10_000 * Math.sin((2 * Math.PI * 440 * at) / fromHertz)),
  );
  const { next } = createResampler(fromHertz, 8_000);
  const pieces: number[] = [];
  for (let at = 0; at < tone.length; at += 128) pieces.push(...next(tone.subarray(at, at + 128)));
  const whole = [...resample(tone, fromHertz, 8_000)];
  expect(whole).toHaveLength(8_000);
  expect(pieces.length).toBeGreaterThan(7_800);
  expect(pieces).toEqual(whole.slice(0, pieces.length));
  expect(Math.max(...whole.slice(1_000, 7_000))).toBeCloseTo(10_000, -2);
});
