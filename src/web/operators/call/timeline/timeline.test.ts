import { describe, expect, test } from "bun:test";
import { longLines, troubledLines } from "../../../../../test/support/invented-calls.ts";
import { HISTORY_BEGIN_MS } from "../../../../../test/support/invented-history.ts";
import { LaneBook } from "./lanes.ts";
import { createPlayer } from "./player.ts";
import { positionAfterKey } from "./slider-keys.ts";
import { ticksOf, timeAt, withTime, xOf, zoomed } from "./time-view.ts";

describe("lanes", () => {
  test("a lane per actor, the call first and desktops last, with the states each was in", () => {
    const lanes = new LaneBook().lanesOf(troubledLines());
    expect(lanes.map(({ label }) => label)).toEqual(["call", "customer", "agent", "desktops"]);
    const told = lanes.map(({ spans }) => spans.map(({ words, tone }) => `${words} ${tone}`));
    expect(told[1]).toEqual([
      "starting busy",
      "recognizing good",
      "paused warn",
      "starting busy",
      "recognizing good",
      "failed bad",
    ]);
    expect(told[3]).toEqual(["1 joined good", "none idle"]);
    expect(lanes.reduce((sum, { marks }) => sum + marks.length, 0)).toBe(troubledLines().length);
    expect(lanes[1]?.spans.at(-1)?.toMs).toBeNull();
  });

  test("lines that come later make the same lanes as all at once", () => {
    const lines = longLines(400);
    const book = new LaneBook();
    for (let count = 0; count <= 400; count += 37) book.lanesOf(lines.slice(0, count));
    expect(book.lanesOf(lines)).toEqual(new LaneBook().lanesOf(lines));
  });
});

describe("the stretch of time that is shown", () => {
  const whole = { fromMs: 0, toMs: 10_000 };

  test("places and times are each other's inverse", () => {
    const view = { fromMs: 2_000, toMs: 4_000 };
    expect(xOf(view, 3_000, 800)).toBe(400);
    expect(timeAt(view, 400, 800)).toBe(3_000);
  });

  test("zooming keeps the time under the pointer, and ends at the whole and at the shortest", () => {
    const near = zoomed(whole, 0.5, 4_000, whole);
    expect(xOf(near, 4_000, 100)).toBeCloseTo(xOf(whole, 4_000, 100));
    expect(zoomed(near, 9, 4_000, whole)).toEqual(whole);
    const nearest = zoomed(whole, 0.000_1, 5_000, whole);
    expect(nearest.toMs - nearest.fromMs).toBeCloseTo(200);
    expect(zoomed(near, 0.5, 0, whole).fromMs).toBeGreaterThanOrEqual(0);
  });

  test("a moment outside comes into view, by as little as may be", () => {
    const view = { fromMs: 2_000, toMs: 3_000 };
    expect(withTime(view, 2_500, whole)).toBe(view);
    expect(withTime(view, 5_000, whole)).toEqual({ fromMs: 4_080, toMs: 5_080 });
    expect(withTime(view, 10_000, whole)).toEqual({ fromMs: 9_000, toMs: 10_000 });
    expect(withTime(view, 0, whole)).toEqual({ fromMs: 0, toMs: 1_000 });
  });

  test("ticks are round times and never too close", () => {
    const view = { fromMs: HISTORY_BEGIN_MS + 130, toMs: HISTORY_BEGIN_MS + 61_000 };
    const { stepMs, atMs } = ticksOf(view, 800, 80);
    expect(stepMs).toBe(10_000);
    expect(atMs.map((tick) => tick - HISTORY_BEGIN_MS)).toEqual([
      10_000, 20_000, 30_000, 40_000, 50_000, 60_000,
    ]);
  });
});

test("keys of the slider", () => {
  const after = (key: string, position = 50) => positionAfterKey(key, position, 100);
  expect(["ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown"].map((key) => after(key))).toEqual([
    51, 51, 49, 49,
  ]);
  expect(["PageUp", "PageDown", "Home", "End", "a"].map((key) => after(key))).toEqual([
    70,
    30,
    0,
    100,
    undefined,
  ]);
  expect([after("PageUp", 95), after("ArrowLeft", 0)]).toEqual([100, 0]);
});

test("playing goes at its speed, changes it without a jump, and ends at the last line", () => {
  let nowMs = 0;
  let frame: (() => void) | undefined;
  const times: number[] = [];
  let stops = 0;
  const player = createPlayer({
    endMs: () => 1_000,
    onTime: (atMs) => times.push(atMs),
    onStopped: () => {
      stops += 1;
    },
    now: () => nowMs,
    frame: (work) => {
      frame = work;
      return () => {
        frame = undefined;
      };
    },
  });
  const pass = (ms: number) => {
    nowMs += ms;
    frame?.();
  };
  player.play(100, 1);
  pass(50);
  player.play(150, 16);
  pass(10);
  expect(times).toEqual([150, 310]);
  expect(player.isPlaying()).toBe(true);
  pass(1_000);
  expect(times.at(-1)).toBe(1_000);
  expect([player.isPlaying(), stops]).toEqual([false, 1]);
  player.stop();
  expect(stops).toBe(1);
});
