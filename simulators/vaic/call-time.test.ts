import { expect, test } from "bun:test";
import { createCallTime } from "./call-time.ts";

test("stops in a silence: what was before keeps its time, what is later comes later", () => {
  let nowMs = 1_000;
  const time = createCallTime(2, () => nowMs);
  expect([0, 400, 800].map(time.wallMs)).toEqual([1_000, 1_200, 1_400]);
  nowMs = 5_200;
  time.goOnFrom(400);
  expect([0, 399, 400, 800].map(time.wallMs)).toEqual([1_000, 1_199.5, 5_200, 5_400]);
  nowMs = 9_000;
  time.goOnFrom(600);
  expect([399, 400, 600, 800].map(time.wallMs)).toEqual([1_199.5, 5_200, 9_000, 9_100]);
});
