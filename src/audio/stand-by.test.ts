/** A leg that stands by for another one of the same voice: its turn loses nothing and doubles nothing. */
import { describe, expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { TRACK_SETTINGS } from "../../test/support/settings.ts";
import { imbalanceMs } from "../contract/ledger.ts";
import { endOf, StandBy } from "./stand-by.ts";
import { Track } from "./track.ts";

const SAMPLES_PER_MS = 8;
/** The hundred milliseconds from `fromMs` on, in MULAW: each byte says which tenth of a second it is of. */
const piece = (fromMs: number, lengthMs = 100) =>
  Uint8Array.from({ length: lengthMs * SAMPLES_PER_MS }, (_, at) =>
    Math.floor((fromMs + at / SAMPLES_PER_MS) / 100),
  );
const tenths = (bytes: Uint8Array) => [...new Set(bytes)];

describe("a track", () => {
  function bed() {
    const clock = new SimulatedClock();
    const track = new Track({
      format: { encoding: "MULAW", sampleRateHertz: 8000 },
      clock,
      settings: TRACK_SETTINGS,
    });
    const first = track.openLeg();
    const second = track.openLeg();
    second.standBy();
    const bring = (leg: typeof first, fromMs: number, toMs: number, skewMs = 0) => {
      for (let atMs = fromMs; atMs < toMs; atMs += 100) leg.write(piece(atMs), atMs + skewMs);
    };
    return { clock, track, first, second, bring };
  }

  test("accounts for what stands by apart, and for nothing of it as received", () => {
    const { track, first, second, bring } = bed();
    bring(first, 0, 1_000);
    expect(track.ledger()).not.toHaveProperty("standByMs");
    bring(second, 0, 1_000);
    expect(track.ledger()).toMatchObject({ receivedMs: 1_000, bufferedMs: 1_000, standByMs: 1_000 });
    expect(imbalanceMs(track.ledger())).toBe(0);
  });

  test("hears the whole voice once, wherever the second leg is when the first one ends", () => {
    for (const aheadMs of [-700, -100, 0, 100, 700]) {
      const { track, first, second, bring } = bed();
      bring(first, 0, 2_000);
      bring(second, 0, 2_000 + aheadMs);
      second.takeOver();
      bring(second, 2_000 + aheadMs, 4_000);
      expect(track.ledger()).toMatchObject({ receivedMs: 4_000, bufferedMs: 4_000 });
      expect(imbalanceMs(track.ledger())).toBe(0);
    }
  });

  test("cuts a piece that the first leg brought in part", () => {
    const { track, first, second, bring } = bed();
    bring(first, 0, 1_000);
    second.write(piece(950), 950);
    second.takeOver();
    expect(track.ledger()).toMatchObject({ receivedMs: 1_050, standByMs: 50 });
  });

  test("goes on with the second leg where the first one fell silent seconds ago", () => {
    const { track, first, second, bring } = bed();
    bring(first, 0, 1_000);
    bring(second, 0, 6_500);
    second.takeOver();
    expect(track.ledger()).toMatchObject({ receivedMs: 6_500, standByMs: 1_000 });
  });

  test("without stamps, or with those of another clock, goes by the time of arrival", () => {
    for (const skewMs of [undefined, 3_600_000]) {
      const { clock, track, first, second } = bed();
      for (let atMs = 0; atMs < 2_000; atMs += 100) {
        clock.increment(100);
        if (atMs < 1_000) first.write(piece(atMs), skewMs === undefined ? undefined : atMs);
        second.write(piece(atMs), skewMs === undefined ? undefined : atMs + skewMs);
      }
      second.takeOver();
      expect(track.ledger()).toMatchObject({ receivedMs: 2_000, standByMs: 1_000 });
    }
  });

  test("gives the turn back, and what was said on hold is in no leg's account as heard", () => {
    const { track, first, second, bring } = bed();
    bring(first, 0, 1_000);
    bring(second, 0, 1_000);
    first.hold();
    first.standBy();
    second.takeOver();
    bring(first, 1_000, 2_000);
    bring(second, 1_000, 2_000);
    second.standBy();
    first.takeOver();
    first.resume();
    bring(first, 2_000, 3_000);
    expect(track.ledger()).toMatchObject({
      receivedMs: 3_000,
      bufferedMs: 3_000,
      droppedMs: { hold: 0 },
      standByMs: 2_000,
    });
  });
});

describe("StandBy", () => {
  test("keeps the last ten seconds, and of tiny pieces no more than a bounded number", () => {
    const standBy = new StandBy({ bytesPerMs: SAMPLES_PER_MS, sampleBytes: 1 });
    for (let atMs = 0; atMs < 30_000; atMs += 100) standBy.keep(piece(0), endOf(atMs, 100, atMs));
    expect(standBy.takeOver(undefined)).toHaveLength(100);
    for (let count = 0; count < 9_000; count += 1) standBy.keep(new Uint8Array(1), endOf(0, 0, 0));
    expect(standBy.takeOver(undefined)).toHaveLength(2_000);
  });

  test("copies what it keeps", () => {
    const standBy = new StandBy({ bytesPerMs: SAMPLES_PER_MS, sampleBytes: 1 });
    const bytes = piece(700);
    standBy.keep(bytes, endOf(700, 100, 0));
    bytes.fill(0);
    expect(standBy.takeOver(undefined).map((kept) => tenths(kept.bytes))).toEqual([[7]]);
  });
});
