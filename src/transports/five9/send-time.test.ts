/** Gaps in send_time: lost audio is seen, and what only looks like it is not. */
import { describe, expect, test } from "bun:test";
import { SendTimeWatch, stampMsOf } from "./send-time.ts";

/** Notes chunks of 100 ms with these send times; returns the gaps found. */
function gapsOf(timesMs: readonly number[], watch = new SendTimeWatch()): number[] {
  return timesMs.map((ms) => watch.note(ms, 100)).filter((gap) => gap > 0);
}

describe("SendTimeWatch", () => {
  test("audio in step with its clock has no gap", () => {
    expect(gapsOf([1000, 1100, 1200, 1300])).toEqual([]);
  });

  test("names the milliseconds that are missing, once", () => {
    expect(gapsOf([1000, 1100, 2500, 2600])).toEqual([1300]);
  });

  test("unsteadiness up to half a second is no gap, however often it comes", () => {
    expect(gapsOf([1000, 1600, 1700, 2300, 2400, 3000])).toEqual([]);
  });

  test("a pause after a burst is no gap until the burst is used up", () => {
    const burst = Array.from({ length: 50 }, (_, index) => 1000 + index);
    expect(gapsOf([...burst, 5_500])).toEqual([]);
    expect(gapsOf([...burst, 9_000])).toEqual([3000]);
  });

  test("absent send times are passed over, and zero values left out by proto3 are read", () => {
    const watch = new SendTimeWatch();
    expect(watch.note(undefined, 100)).toBe(0);
    expect(watch.note(5_000, 100)).toBe(0);
    expect(watch.note(7_000, 100)).toBe(1900);
    expect([stampMsOf(null), stampMsOf(undefined)]).toEqual([undefined, undefined]);
    expect(stampMsOf({ seconds: 7 })).toBe(7_000);
    expect(stampMsOf({ nanos: 250_000_000 })).toBe(250);
  });

  test("a clock that goes back is no gap", () => {
    expect(gapsOf([9000, 1000, 1100])).toEqual([]);
  });

  test("what was before a hold is forgotten", () => {
    const watch = new SendTimeWatch();
    watch.note(1000, 100);
    watch.forget();
    expect(watch.note(60_000, 100)).toBe(0);
  });
});
