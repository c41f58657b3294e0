import { expect, test } from "bun:test";
import { PARTICIPANT_TIMING } from "../../../test/support/settings.ts";
import { backoffMs } from "./backoff.ts";
import type { FailureAdvice } from "./recognizer.ts";

function after(failuresInRow: number, code: number, advice: FailureAdvice, random = 1): number {
  const timing = { ...PARTICIPANT_TIMING, backoffBaseMs: 250, backoffCapMs: 10_000 };
  return backoffMs({ failuresInRow, lastFailure: { code, advice, message: "" }, timing }, random);
}

test("a stream limit costs no time, unless it comes again at once", () => {
  expect(after(1, 11, "restart")).toBe(0);
  expect(after(2, 11, "restart")).toBe(500);
});

test("what may pass is waited for longer each time, up to the cap", () => {
  expect([1, 2, 3, 4, 9].map((failures) => after(failures, 14, "retry"))).toEqual([
    250, 500, 1_000, 2_000, 10_000,
  ]);
});

test("half of a wait is certain, the other half drawn", () => {
  expect(after(3, 14, "retry", 0)).toBe(500);
  expect(after(3, 14, "retry", 0.5)).toBe(750);
});

test("an exhausted quota is tried again slowly", () => {
  expect([1, 2, 3, 4].map((failures) => after(failures, 8, "retry"))).toEqual([2_000, 4_000, 8_000, 10_000]);
});
