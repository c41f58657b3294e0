import { beforeEach, describe, expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { TRACK_SETTINGS } from "../../test/support/settings.ts";
import { imbalanceMs } from "../contract/ledger.ts";
import { type MissingAudio, Track, type TrackSettings } from "./track.ts";
import type { TrackReader } from "./track-reader.ts";

const SAMPLES_PER_MS = 8;

let clock: SimulatedClock;
let missing: MissingAudio[];

beforeEach(() => {
  clock = new SimulatedClock();
  missing = [];
});

function createTrack(settings: Partial<TrackSettings> = {}): Track {
  return new Track({
    format: { encoding: "MULAW", sampleRateHertz: 8000 },
    clock,
    settings: { ...TRACK_SETTINGS, ...settings },
    onMissing: (range) => missing.push(range),
  });
}

function audio(ms: number): Uint8Array {
  return new Uint8Array(ms * SAMPLES_PER_MS);
}

/** Takes all that is given now; returns the sizes in milliseconds. */
function takeAll(reader: TrackReader): number[] {
  const sizes: number[] = [];
  for (let piece = reader.take(); piece !== undefined; piece = reader.take()) {
    sizes.push(piece.samples / SAMPLES_PER_MS);
  }
  return sizes;
}

describe("a track's reader", () => {
  test("sends all that a relieved stream was sent again where that was little: a word may have begun with it", () => {
    const track = createTrack({ tailMs: 5_000 });
    track.openLeg().write(audio(600));
    const reader = track.openReader();
    takeAll(reader);
    reader.close("relieved");
    expect(track.openReader().startPosition).toBe(0);
  });

  test("sends at most half of what a full stream was sent again", () => {
    const track = createTrack({ tailMs: 5_000 });
    track.openLeg().write(audio(600));
    const reader = track.openReader();
    takeAll(reader);
    const { sentTo } = reader;
    reader.close("relieved", { isFull: true });
    expect(track.openReader().startPosition).toBe(sentTo / 2);
  });

  test("joins small chunks and holds back a short rest until the flush", () => {
    const track = createTrack();
    const leg = track.openLeg();
    const reader = track.openReader();
    for (let chunk = 0; chunk < 6; chunk += 1) leg.write(audio(20));
    expect(takeAll(reader)).toEqual([120]);
    leg.write(audio(20));
    expect(takeAll(reader)).toEqual([]);
    reader.flush();
    expect(reader.isFlushed).toBe(false);
    leg.write(audio(500));
    expect(takeAll(reader)).toEqual([20]);
    expect(reader.isFlushed).toBe(true);
  });

  test("catches up at the replay speed, then is live", () => {
    const track = createTrack({ replaySpeed: 4 });
    const leg = track.openLeg();
    leg.write(audio(10_000));
    const reader = track.openReader();
    let sentMs = takeAll(reader).reduce((sum, size) => sum + size, 0);
    expect(sentMs).toBeLessThanOrEqual(500);
    for (let second = 1; second <= 2; second += 1) {
      for (let tick = 0; tick < 10; tick += 1) {
        clock.increment(100);
        leg.write(audio(100));
        for (const size of takeAll(reader)) sentMs += size;
      }
      expect(sentMs).toBeGreaterThan(3_900 * second);
      expect(sentMs).toBeLessThanOrEqual(4_000 * second + 500);
    }
    for (let tick = 0; tick < 20; tick += 1) {
      clock.increment(100);
      leg.write(audio(100));
      for (const size of takeAll(reader)) sentMs += size;
    }
    clock.increment(100);
    leg.write(audio(100));
    expect(takeAll(reader)).toEqual([100]);
    expect(track.unsentMs).toBe(0);
  });

  test("only one stream reads at a time", () => {
    const track = createTrack();
    const reader = track.openReader();
    expect(() => track.openReader()).toThrow("stream already");
    reader.close("broken");
    expect(track.openReader().startPosition).toBe(0);
  });

  test("a final covers no more than was sent, and none counts after the stream's end", () => {
    const track = createTrack();
    const leg = track.openLeg();
    leg.write(audio(300));
    const reader = track.openReader();
    const piece = reader.take();
    expect(reader.recognize(99_999)).toBe(piece?.samples ?? 0);
    expect(reader.recognize(8)).toBe(piece?.samples ?? 0);
    reader.close("broken");
    reader.recognize(99_999);
    expect(track.ledger()).toMatchObject({ recognizedMs: 100, bufferedMs: 200 });
  });
});

describe("a track's account", () => {
  test("audio beyond the bound is heard if it was sent, and lost for good if the stream then breaks", () => {
    const track = createTrack({ replayBufferMs: 1_000, replaySpeed: 100 });
    const leg = track.openLeg();
    const reader = track.openReader();
    leg.write(audio(1_000));
    takeAll(reader);
    leg.write(audio(300));
    expect(track.ledger()).toMatchObject({ bufferedMs: 1_000, heardMs: 300, droppedMs: { overflow: 0 } });
    reader.recognize(100 * SAMPLES_PER_MS);
    expect(track.ledger()).toMatchObject({ recognizedMs: 100, heardMs: 200 });
    reader.close("broken");
    expect(track.ledger()).toMatchObject({ heardMs: 0, bufferedMs: 1_000, droppedMs: { overflow: 200 } });
    expect(missing).toEqual([]);
    expect(track.openReader().startPosition).toBe(300 * SAMPLES_PER_MS);
    expect(missing).toEqual([{ fromMs: 100, toMs: 300, reason: "heard" }]);
  });

  test("audio nobody read goes oldest first, and is reported as one range when reading begins", () => {
    const track = createTrack({ replayBufferMs: 1_000 });
    const leg = track.openLeg();
    for (let chunk = 0; chunk < 100; chunk += 1) leg.write(audio(20));
    expect(missing).toEqual([]);
    expect(track.ledger()).toMatchObject({ bufferedMs: 1_000, droppedMs: { overflow: 1_000 } });
    track.openReader().take();
    expect(missing).toEqual([{ fromMs: 0, toMs: 1_000, reason: "unsent" }]);
  });

  test("one chunk larger than the bound keeps its newest part", () => {
    const track = createTrack({ replayBufferMs: 1_000 });
    track.openLeg().write(audio(2_500));
    expect(track.ledger()).toMatchObject({
      receivedMs: 2_500,
      bufferedMs: 1_000,
      droppedMs: { overflow: 1_500 },
    });
    expect(track.openReader().startPosition).toBe(1_500 * SAMPLES_PER_MS);
  });

  test("a drained stream answers for everything sent; what came later is abandoned with the call", () => {
    const track = createTrack({ replaySpeed: 100 });
    const leg = track.openLeg();
    leg.write(audio(500));
    const reader = track.openReader();
    takeAll(reader);
    reader.close("answered");
    leg.write(audio(50));
    track.close();
    leg.write(audio(10));
    const ledger = track.ledger();
    expect(ledger).toMatchObject({ receivedMs: 560, recognizedMs: 500, droppedMs: { abandoned: 60 } });
    expect(imbalanceMs(ledger)).toBe(0);
  });

  test("what goes out a second time is counted as replayed", () => {
    const track = createTrack({ replaySpeed: 100 });
    const leg = track.openLeg();
    leg.write(audio(500));
    const first = track.openReader();
    takeAll(first);
    first.recognize(200 * SAMPLES_PER_MS);
    first.close("broken");
    leg.write(audio(100));
    takeAll(track.openReader());
    expect(track.ledger().replayedMs).toBe(300);
  });
});

describe("a track's legs", () => {
  test("a leg that comes back starts on a whole sample and without the old leg's hold", () => {
    const track = new Track({
      format: { encoding: "LINEAR16", sampleRateHertz: 8000 },
      clock,
      settings: TRACK_SETTINGS,
    });
    const before = track.openLeg();
    before.hold();
    before.write(Uint8Array.of(1, 2, 3));
    const after = track.openLeg();
    after.write(Uint8Array.of(4, 5));
    expect(track.samples()).toMatchObject({ received: 2, buffered: 1, dropped: { hold: 1 } });
    const reader = track.openReader();
    reader.flush();
    expect([...(reader.take()?.bytes ?? [])]).toEqual([4, 5]);
  });

  test("two legs of one speaker at once do not mix: the newer is heard until it falls silent", () => {
    const track = createTrack();
    const older = track.openLeg();
    const newer = track.openLeg();
    older.write(audio(10));
    newer.write(audio(10));
    older.write(audio(10));
    expect(track.ledger()).toMatchObject({ bufferedMs: 20, droppedMs: { abandoned: 10 } });
    clock.increment(1_000);
    older.write(audio(10));
    expect(track.ledger()).toMatchObject({ bufferedMs: 30, droppedMs: { abandoned: 10 } });
  });
});

describe("a track's back-pressure", () => {
  async function isPending(promise: Promise<void>): Promise<boolean> {
    return await Promise.race([promise.then(() => false), Promise.resolve().then(() => true)]);
  }

  test("asks the writer to wait above the high-water mark, until a reader has caught up", async () => {
    const track = createTrack({ highWaterMs: 200, replaySpeed: 100 });
    const leg = track.openLeg();
    const reader = track.openReader();
    expect(leg.write(audio(200))).toBe(true);
    await leg.whenWritable();
    expect(leg.write(audio(100))).toBe(false);
    const writable = leg.whenWritable();
    expect(await isPending(writable)).toBe(true);
    takeAll(reader);
    await writable;
    expect(leg.write(audio(10))).toBe(true);
  });

  test("stops asking after a while without any reading, and asks again once there is some", async () => {
    const track = createTrack({ highWaterMs: 200, stallLimitMs: 1_000 });
    const leg = track.openLeg();
    expect(leg.write(audio(300))).toBe(false);
    const writable = leg.whenWritable();
    clock.increment(999);
    expect(await isPending(writable)).toBe(true);
    clock.increment(1);
    await writable;
    expect(leg.write(audio(300))).toBe(true);
    track.openReader().take();
    expect(leg.write(audio(10))).toBe(false);
  });

  test("lets a waiting writer go when the call ends", async () => {
    const track = createTrack({ highWaterMs: 200 });
    const leg = track.openLeg();
    leg.write(audio(300));
    const writable = leg.whenWritable();
    track.close();
    await writable;
    expect(leg.write(audio(300))).toBe(true);
  });
});

test("a long call's buffer stays at what is open, not at what went by", () => {
  const track = createTrack({ replaySpeed: 100 });
  const leg = track.openLeg();
  const reader = track.openReader();
  let position = 0;
  for (let second = 0; second < 3_600; second += 1) {
    leg.write(audio(1_000));
    clock.increment(1_000);
    takeAll(reader);
    position = reader.sentTo;
    reader.recognize(position - 400);
  }
  expect(track.capacityBytes).toBeLessThanOrEqual(32_768);
  expect(imbalanceMs(track.ledger())).toBe(0);
});
