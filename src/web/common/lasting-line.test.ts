import { expect, test } from "bun:test";
import { backOffMs } from "../../base/back-off.ts";
import { RECONNECT_BACK_OFF } from "./lasting-line.ts";

test("a lost line is tried for about half an hour", () => {
  const attempts = Array.from({ length: RECONNECT_BACK_OFF.maxAttempts }, (_, index) => index + 1);
  const totalMs = attempts.reduce(
    (sum, attempt) => sum + backOffMs(attempt, RECONNECT_BACK_OFF, () => 0.5),
    0,
  );
  expect(totalMs / 60_000).toBeGreaterThan(15);
  expect(totalMs / 60_000).toBeLessThan(45);
});
