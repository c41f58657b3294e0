/** Wrong secrets are counted; beyond a few of an address each waits, and a flood at one door holds up no other. */
import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { createGuesses } from "./guesses.ts";
import type { RefusalKind } from "./refusals.ts";

function scene(waitMs: number) {
  const clock = new SimulatedClock();
  const noted: RefusalKind[] = [];
  const asked: string[] = [];
  const guesses = createGuesses({
    refusals: { note: (kind) => void noted.push(kind) },
    throttle: {
      wrong: async (door, address) => {
        asked.push(`${door} ${address}`);
        return waitMs;
      },
    },
    clock,
  });
  return { clock, noted, asked, guesses };
}

/** Lets all that waits for no clock run. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("one of few is counted and may be answered at once", async () => {
  const { guesses, noted, asked } = scene(0);
  expect(await guesses.wrong("audio.token", "192.0.2.1")).toBe(0);
  expect(noted).toEqual(["audio.token"]);
  expect(asked).toEqual(["audio.token 192.0.2.1"]);
});

test("one of many waits half a second", async () => {
  const { guesses, clock } = scene(12_300);
  let waitMs: number | undefined;
  const answered = guesses.wrong("audio.token", "a").then((ms) => {
    waitMs = ms;
  });
  clock.increment(0);
  await settled();
  expect(waitMs).toBeUndefined();
  clock.increment(500);
  await answered;
  expect(waitMs).toBe(12_300);
});

test("of one door only so many wait, and other doors have their own", async () => {
  const { guesses, clock } = scene(1_000);
  const answered: string[] = [];
  const guess = (kind: RefusalKind) => void guesses.wrong(kind, "a").then(() => answered.push(kind));
  for (let held = 0; held < 50; held += 1) guess("audio.token");
  await settled();
  expect(answered).toEqual([]);
  guess("audio.token");
  guess("bot.token");
  await settled();
  expect(answered).toEqual(["audio.token"]);
  clock.increment(500);
  await settled();
  expect(answered).toHaveLength(52);
  guess("audio.token");
  await settled();
  expect(answered).toHaveLength(52);
});
