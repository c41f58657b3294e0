/** Digital silence is told from a line, speech on hold from a quiet hold, in both encodings and at any chunk size. */
import { describe, expect, test } from "bun:test";
import { encodeMulaw } from "../../samples/mulaw.ts";
import { hasSound, isLoud } from "./loudness.ts";
import type { AudioFormat } from "./sink.ts";
import { TrackHearing } from "./track-hearing.ts";

type Encoding = AudioFormat["encoding"];

/** 100 ms of these samples. */
function piece(encoding: Encoding, sampleAt: (at: number) => number): Uint8Array {
  const samples = Array.from({ length: 800 }, (_, at) => sampleAt(at));
  if (encoding === "MULAW") return Uint8Array.from(samples, encodeMulaw);
  return new Uint8Array(Int16Array.from(samples).buffer);
}

const ZEROS = () => 0;
const DITHER = (at: number) => (at % 3) - 1;
const OFFSET = (at: number) => 200 + (at % 2);
/** The noise of a still line: about -66 dBFS. */
const LINE = (at: number) => Math.round(16 * Math.sin(at * 1.7));
const SPEECH = (at: number) => Math.round(4_000 * Math.sin(at / 3));

describe.each<Encoding>(["LINEAR16", "MULAW"])("%s", (encoding) => {
  test.each([
    ["zeros", ZEROS, false],
    ["dither", DITHER, false],
    ["a quiet line", LINE, true],
    ["speech", SPEECH, true],
  ] as const)("%s: more than digital silence is %p", (_, sampleAt, isSound) => {
    expect(hasSound(piece(encoding, sampleAt), encoding)).toBe(isSound);
  });

  test("only speech is loud", () => {
    expect([ZEROS, LINE, SPEECH].map((one) => isLoud(piece(encoding, one), encoding))).toEqual([
      false,
      false,
      true,
    ]);
  });

  test("is heard after 300 ms of a line, not by a click, and stays heard", () => {
    const hearing = new TrackHearing(encoding);
    const silence = piece(encoding, ZEROS);
    hearing.note(piece(encoding, SPEECH), 100, false);
    for (let count = 0; count < 10; count += 1) hearing.note(silence, 100, false);
    expect(hearing.facts(0)).toMatchObject({ messages: 11, isHeard: false, silentMs: 1_000 });
    hearing.note(piece(encoding, LINE), 100, false);
    hearing.note(piece(encoding, LINE), 100, false);
    for (let count = 0; count < 10; count += 1) hearing.note(silence, 100, false);
    expect(hearing.facts(0)).toMatchObject({ isHeard: true, silentMs: 1_000 });
  });
});

test("a constant beside zero is silence, and so is an empty message or a single sample", () => {
  expect(hasSound(piece("LINEAR16", OFFSET), "LINEAR16")).toBe(false);
  expect(hasSound(new Uint8Array(0), "LINEAR16")).toBe(false);
  expect(hasSound(new Uint8Array([7, 9]), "LINEAR16")).toBe(false);
});

test("a hold is measured by itself: what was said before counts for nothing, what is said then does not count as heard", () => {
  const hearing = new TrackHearing("LINEAR16");
  const speech = piece("LINEAR16", SPEECH);
  for (let count = 0; count < 40; count += 1) hearing.note(speech, 100, true);
  hearing.note(piece("LINEAR16", ZEROS), 100, true);
  expect(hearing.facts(0)).toMatchObject({ isHeard: false, heldMs: 4_100, heldSpeechMs: 3_000 });
  hearing.forgetHold();
  expect(hearing.facts(0)).toMatchObject({ heldMs: 0, heldSpeechMs: 0 });
});
