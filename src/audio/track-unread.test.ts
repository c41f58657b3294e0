import { describe, expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { TRACK_SETTINGS } from "../../test/support/settings.ts";
import { imbalanceMs } from "../contract/ledger.ts";
import { type MissingAudio, Track, type TrackSettings } from "./track.ts";
import type { TrackReader } from "./track-reader.ts";

const SAMPLES_PER_MS = 8;

function createTrack(settings: Partial<TrackSettings> = {}, missing: MissingAudio[] = []): Track {
  const format = { encoding: "MULAW", sampleRateHertz: 8000 } as const;
  return new Track({
    ...{ format, clock: new SimulatedClock(), settings: { ...TRACK_SETTINGS, ...settings } },
    onMissing: (range) => missing.push(range),
  });
}

function audio(ms: number): Uint8Array {
  return new Uint8Array(ms * SAMPLES_PER_MS);
}

function takeAll(reader: TrackReader): void {
  while (reader.take() !== undefined);
}

describe("what a broken stream had finalised, learnt after its end", () => {
  test("is not replayed, and counts as recognised", () => {
    const track = createTrack();
    track.openLeg().write(audio(400));
    const reader = track.openReader();
    takeAll(reader);
    reader.close("broken");
    expect(track.toMs(track.recognizeUnread(300 * SAMPLES_PER_MS))).toBe(300);
    expect(track.ledger()).toMatchObject({ recognizedMs: 300, bufferedMs: 100 });
    expect(track.openReader().startPosition).toBe(300 * SAMPLES_PER_MS);
  });

  test("is never more than any stream was sent, and never takes back what is known", () => {
    const track = createTrack();
    const sink = track.openLeg();
    sink.write(audio(400));
    const reader = track.openReader();
    takeAll(reader);
    reader.recognize(200 * SAMPLES_PER_MS);
    reader.close("broken");
    sink.write(audio(400));
    expect(track.toMs(track.recognizeUnread(100 * SAMPLES_PER_MS))).toBe(200);
    expect(track.toMs(track.recognizeUnread(700 * SAMPLES_PER_MS))).toBe(400);
    expect(imbalanceMs(track.ledger())).toBe(0);
  });

  test("is taken off what the buffer had given up for lost", () => {
    const missing: MissingAudio[] = [];
    const track = createTrack({ replayBufferMs: 400, replaySpeed: 10 }, missing);
    const sink = track.openLeg();
    sink.write(audio(400));
    const reader = track.openReader();
    takeAll(reader);
    sink.write(audio(200));
    reader.close("broken");
    expect(track.ledger()).toMatchObject({ droppedMs: { overflow: 200 }, bufferedMs: 400 });
    track.recognizeUnread(150 * SAMPLES_PER_MS);
    expect(track.ledger()).toMatchObject({ recognizedMs: 150, droppedMs: { overflow: 50 }, bufferedMs: 400 });
    expect(imbalanceMs(track.ledger())).toBe(0);
    expect(missing).toEqual([]);
    track.openReader();
    expect(missing).toEqual([{ fromMs: 150, toMs: 200, reason: "heard" }]);
  });

  test("cannot be told while the next stream reads", () => {
    const track = createTrack();
    track.openLeg().write(audio(100));
    track.openReader();
    expect(() => track.recognizeUnread(50 * SAMPLES_PER_MS)).toThrow("has a stream");
  });
});
