/** The call's length: it runs, and it stays. */
import { expect, test } from "bun:test";
import { CallLength } from "./call-length.ts";

const call = { startedMs: 1_000, finishedMs: undefined, heardMs: 40_000 };

test("runs with the clock, and stays once the call is over, also before Google says so", () => {
  const length = new CallLength();
  expect(length.after(call, "waiting", 2_000)).toBeUndefined();
  expect(length.after(call, "inProgress", 31_000)).toBe(30_000);
  expect(length.after(call, "onHold", 61_000)).toBe(60_000);
  expect(length.after(call, "ended", 62_000)).toBe(61_000);
  expect(length.after(call, "ended", 99_000)).toBe(61_000);
  expect(length.after({ ...call, finishedMs: 63_000 }, "ended", 99_000)).toBe(62_000);
});

test("of a call that goes on after an end runs again", () => {
  const length = new CallLength();
  length.after(call, "inProgress", 10_000);
  length.after(call, "ended", 11_000);
  expect(length.after(call, "inProgress", 50_000)).toBe(49_000);
  expect(length.after(call, "ended", 61_000)).toBe(60_000);
});

test("for a page that comes after the end reaches to its last words", () => {
  expect(new CallLength().after(call, "ended", 9_999_000)).toBe(39_000);
});

test.each([
  ["without a beginning", { ...call, startedMs: undefined }, 60_000],
  ["by a clock that is behind", call, 500],
  ["by a clock that is hours ahead", call, 13 * 3_600_000],
])("is not told %s", (_, status, nowMs) => {
  expect(new CallLength().after(status, "inProgress", nowMs)).toBeUndefined();
});
