/** The quota's window, on a simulated clock. */
import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { RateWindow } from "./rate-window.ts";

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

test("no minute ever holds more requests than the quota, and who waits goes in order", async () => {
  const clock = new SimulatedClock();
  const rate = new RateWindow({ clock, perMinute: 5 });
  const went: { who: number; atMs: number }[] = [];
  for (let who = 0; who < 17; who += 1) {
    void rate.take(new AbortController().signal).then(() => went.push({ who, atMs: clock.now() }));
    await settle();
    clock.increment(1_000);
    await settle();
  }
  for (let second = 0; second < 240; second += 1) {
    clock.increment(1_000);
    await settle();
  }
  expect(went.map(({ who }) => who)).toEqual([...Array(17).keys()]);
  for (const { atMs } of went) {
    const inMinute = went.filter((other) => other.atMs >= atMs && other.atMs < atMs + 60_000);
    expect(inMinute.length).toBeLessThanOrEqual(5);
  }
});

test("one who gives up leaves its place to the next and takes nothing of the quota", async () => {
  const clock = new SimulatedClock();
  const rate = new RateWindow({ clock, perMinute: 1 });
  await rate.take(new AbortController().signal);
  const impatient = new AbortController();
  const left = rate.take(impatient.signal);
  let hasGone = false;
  void rate.take(new AbortController().signal).then(() => {
    hasGone = true;
  });
  impatient.abort();
  await left;
  expect(rate.waiting).toBe(1);
  clock.increment(60_000);
  await settle();
  expect(hasGone).toBe(true);
});
