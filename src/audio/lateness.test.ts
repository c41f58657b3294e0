/** Audio behind the clock: on its way, sent too slowly, and what only looks like it. */
import { describe, expect, test } from "bun:test";
import { Lateness } from "./lateness.ts";

interface Message {
  atMs: number;
  stampMs?: number;
  audioMs?: number;
}

/** Messages of 100 ms. */
function behindAfter(messages: readonly Message[], lateness = new Lateness()): number {
  for (const { atMs, stampMs, audioMs = 100 } of messages) lateness.note(atMs, audioMs, stampMs);
  return lateness.behindMs;
}

const many = (count: number, at: (index: number) => Message) =>
  Array.from({ length: count }, (_, i) => at(i));

describe("is late", () => {
  test("what waits on its way, by the sender's stamps", () => {
    expect(behindAfter(many(600, (i) => ({ atMs: i * 125, stampMs: i * 100 })))).toBe(14_975);
  });

  test("what was held up and comes in bursts, until it has caught up", () => {
    const lateness = new Lateness();
    behindAfter(
      many(10, (i) => ({ atMs: i * 100, stampMs: i * 100 })),
      lateness,
    );
    expect(behindAfter([{ atMs: 8_900, stampMs: 1_000 }], lateness)).toBe(7_900);
    const burst = many(50, (i) => ({ atMs: 8_900, stampMs: 1_100 + i * 100 }));
    expect(behindAfter(burst, lateness)).toBe(2_900);
  });

  test("what is sent slower than it is spoken, with stamps of sending", () => {
    expect(behindAfter(many(401, (i) => ({ atMs: i * 125, stampMs: i * 125 })))).toBe(10_000);
  });

  test("the same without stamps, and with ones that never move", () => {
    expect(behindAfter(many(401, (i) => ({ atMs: i * 125 })))).toBe(10_000);
    expect(behindAfter(many(401, (i) => ({ atMs: i * 125, stampMs: 7 })))).toBe(10_000);
  });
});

describe("is not late", () => {
  test.each<[string, readonly Message[]]>([
    ["audio in step", many(600, (i) => ({ atMs: i * 100, stampMs: i * 100 }))],
    ["audio faster than the clock", many(600, (i) => ({ atMs: i * 2, stampMs: i * 100 }))],
    ["a clock that differs by an hour", many(600, (i) => ({ atMs: i * 100, stampMs: i * 100 + 3_600_000 }))],
    ["stamps of whole seconds", many(600, (i) => ({ atMs: i * 100, stampMs: Math.floor(i / 10) * 1_000 }))],
    ["a jitter of 90 ms", many(600, (i) => ({ atMs: i * 100 + (i % 2) * 90, stampMs: i * 100 }))],
  ])("%s", (_, messages) => {
    expect(behindAfter(messages)).toBeLessThan(1_000);
  });

  test("ten minutes of a muted microphone, with stamps or without", () => {
    const later = (i: number) => (i < 300 ? i * 100 : 600_000 + i * 100);
    expect(behindAfter(many(600, (i) => ({ atMs: later(i), stampMs: later(i) })))).toBe(0);
    expect(behindAfter(many(600, (i) => ({ atMs: later(i) })))).toBe(0);
  });

  test("a sender's clock that is set back or forward", () => {
    const stamp = (i: number) => (i < 200 ? i * 100 : i < 400 ? i * 100 - 50_000 : i * 100 + 50_000);
    expect(behindAfter(many(600, (i) => ({ atMs: i * 100, stampMs: stamp(i) })))).toBe(0);
  });

  test("what follows a hold", () => {
    const lateness = new Lateness();
    behindAfter(
      many(600, (i) => ({ atMs: i * 125, stampMs: i * 100 })),
      lateness,
    );
    lateness.forget();
    expect(behindAfter([{ atMs: 200_000, stampMs: 60_000 }], lateness)).toBe(0);
  });
});
