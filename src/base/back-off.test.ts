import { expect, test } from "bun:test";
import { backOffMs } from "./back-off.ts";

const BOUNDS = { firstMs: 100, maxMs: 1_000 };
const waits = (failures: number[], random: number) =>
  failures.map((count) => backOffMs(count, BOUNDS, () => random));

test("the wait doubles with each failure up to its cap", () => {
  expect(waits([1, 2, 3, 4, 5, 60, 5_000], 0.999_999)).toEqual([100, 200, 400, 800, 1_000, 1_000, 1_000]);
});

test("jitter takes away at most half", () => {
  expect(waits([1, 2, 3, 60], 0)).toEqual([50, 100, 200, 500]);
});

test("a count before the first failure waits like the first", () => {
  expect(waits([0], 0)).toEqual([50]);
});
