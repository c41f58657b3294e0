/** Which cards are in the page. */
import { expect, test } from "bun:test";
import type { Card } from "../state/card.ts";
import { CardWindow } from "./card-window.ts";

/** Newest first, `count` of them down to order `from`. */
function cards(count: number, from = 1): Card[] {
  return Array.from({ length: count }, (_, index) => {
    const order = from + count - 1 - index;
    const origin = { records: [], detail: "" } as unknown as Card["origin"];
    return { id: `${order}`, order, timeMs: 0, content: { kind: "note", text: "" }, origin };
  });
}
const range = (shown: readonly Card[]) => [shown[0]?.order, shown.at(-1)?.order];

test("the newest forty are in the page, and of fewer all", () => {
  expect(range(new CardWindow().shown(cards(180), true))).toEqual([180, 141]);
  expect(range(new CardWindow().shown(cards(7), true))).toEqual([7, 1]);
  expect(new CardWindow().shown([], true)).toEqual([]);
});

test("older ones come as they are wanted, and stay while the agent is away from the top, whatever comes", () => {
  const window = new CardWindow();
  const some = cards(100);
  window.shown(some, true);
  expect(window.extend(some)).toBe(true);
  expect(range(window.shown(some, false))).toEqual([100, 21]);
  expect(range(window.shown(cards(160), false))).toEqual([160, 21]);
  expect(window.extend(cards(160))).toBe(true);
  expect(range(window.shown(cards(160), false))).toEqual([160, 1]);
  expect(window.extend(cards(160))).toBe(false);
  expect(range(window.shown(cards(160), true))).toEqual([160, 121]);
});

test("a filter that leaves only old ones shows the newest of these", () => {
  expect(range(new CardWindow().shown(cards(50), false))).toEqual([50, 11]);
});

test("one that is asked for is in the page, with all that are newer", () => {
  const window = new CardWindow();
  const all = cards(180);
  expect(window.include(all, all[2])).toBe(false);
  expect(window.include(all, all[170])).toBe(true);
  expect(range(window.shown(all, false))).toEqual([180, 10]);
});
