import { describe, expect, test } from "bun:test";
import { rowAfterKey } from "./row-keys.ts";
import { scrollToShow, windowOf } from "./row-window.ts";

describe("rows that are drawn", () => {
  test("few of many, with the room of the others before and after", () => {
    for (const scrollPx of [0, 29_000, 57_500, 999_999, -20]) {
      const { from, to, beforePx, afterPx } = windowOf({ count: 1_000, rowPx: 58, scrollPx, viewPx: 600 });
      expect(to - from).toBeLessThanOrEqual(28);
      expect(beforePx + (to - from) * 58 + afterPx).toBe(58_000);
    }
    const { from, to } = windowOf({ count: 1_000, rowPx: 58, scrollPx: 29_000, viewPx: 600 });
    expect(from).toBeLessThan(500);
    expect(to).toBeGreaterThan(510);
  });

  test("all of few, none of none", () => {
    expect(windowOf({ count: 3, rowPx: 58, scrollPx: 0, viewPx: 600 })).toEqual({
      from: 0,
      to: 3,
      beforePx: 0,
      afterPx: 0,
    });
    expect(windowOf({ count: 0, rowPx: 58, scrollPx: 0, viewPx: 600 }).to).toBe(0);
  });

  test("a row is brought into sight by the shortest way", () => {
    const place = { rowPx: 50, scrollPx: 500, viewPx: 200 };
    expect(scrollToShow({ ...place, index: 9 })).toBe(450);
    expect(scrollToShow({ ...place, index: 11 })).toBe(500);
    expect(scrollToShow({ ...place, index: 14 })).toBe(550);
  });
});

test.each([
  ["ArrowDown", 4, 5],
  ["ArrowUp", 0, 0],
  ["PageDown", 4, 9],
  ["PageDown", 8, 9],
  ["Home", 7, 0],
  ["End", 1, 9],
])("%s leads from row %d to row %d", (key, at, to) => {
  expect(rowAfterKey(key, at, 10, 5)).toBe(to);
});

test("other keys lead nowhere", () => {
  expect(rowAfterKey("a", 1, 10, 5)).toBeUndefined();
});
