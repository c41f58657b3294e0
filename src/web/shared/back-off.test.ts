import { expect, test } from "bun:test";
import { delayBeforeMs, RECONNECT_BACK_OFF } from "./back-off.ts";

test("waits double up to the cap and never fall below half of it", () => {
  const backOff = { firstMs: 100, capMs: 1_000, maxAttempts: 9 };
  const longest = [1, 2, 3, 4, 5, 60].map((attempt) => delayBeforeMs(attempt, backOff, () => 1));
  expect(longest).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  const shortest = [1, 2, 60].map((attempt) => delayBeforeMs(attempt, backOff, () => 0));
  expect(shortest).toEqual([50, 100, 500]);
});

test("a lost line is tried for about half an hour", () => {
  const attempts = Array.from({ length: RECONNECT_BACK_OFF.maxAttempts }, (_, index) => index + 1);
  const totalMs = attempts.reduce(
    (sum, attempt) => sum + delayBeforeMs(attempt, RECONNECT_BACK_OFF, () => 0.5),
    0,
  );
  expect(totalMs / 60_000).toBeGreaterThan(15);
  expect(totalMs / 60_000).toBeLessThan(45);
});
