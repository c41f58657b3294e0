/** One secret, any number of candidates. */
import { expect, test } from "bun:test";
import { judgeSecrets, secretCheck } from "./secret.ts";

const check = secretCheck("open sesame");

test.each([
  [[], "missing"],
  [["open sesame"], "right"],
  [["open sesame", "open sesame"], "right"],
  [["open sesam"], "wrong"],
  [[""], "wrong"],
  [["open sesame", "guess"], "wrong"],
  [["guess", "open sesame"], "wrong"],
] as const)("%p is %s", (candidates, verdict) => {
  expect(judgeSecrets(check, candidates)).toBe(verdict);
});
