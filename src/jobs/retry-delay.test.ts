import { expect, test } from "bun:test";
import { retryDelayMs } from "./retry-delay.ts";

const options = { firstMs: 100, maxMs: 1_000 };
const longest = () => 0.999_999;
const shortest = () => 0;

test("the wait doubles with each attempt up to its cap", () => {
  expect([1, 2, 3, 4, 5, 60].map((made) => retryDelayMs(made, options, longest))).toEqual([
    100, 200, 400, 800, 1_000, 1_000,
  ]);
});

test("jitter takes away at most half", () => {
  expect(retryDelayMs(3, options, shortest)).toBe(200);
});
