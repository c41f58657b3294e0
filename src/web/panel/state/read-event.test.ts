/** Messages of a server that is a version ahead: what this page does not know yet changes and breaks nothing. */
import { expect, test } from "bun:test";
import type { SuggestionOrigin } from "../../../assist/suggestion.ts";
import { plainTextOf } from "./card.ts";
import { INITIAL_STATE, reducePanel } from "./panel-state.ts";
import { readEvent } from "./read-event.ts";

const TOLD = { id: "m1", publishedAt: "2026-11-26T10:00:00Z", sequence: 1 };
const ORIGIN: SuggestionOrigin = { records: ["projects/p/answerRecords/1"], detail: "none" };

function afterReading(raw: object) {
  const event = readEvent(raw);
  return event === undefined ? INITIAL_STATE : reducePanel(INITIAL_STATE, { type: "event.received", event });
}

test("a suggestion of an unknown kind is shown by its readable fields, beside those that are known", () => {
  const suggestions = [
    { content: { kind: "nextSteps", steps: [{ text: "Ask for the order's number" }] }, origin: ORIGIN },
    { content: { kind: "note", text: "Be brief" }, origin: ORIGIN },
    { content: { kind: "empty" }, origin: ORIGIN },
  ];
  const { cards } = afterReading({ ...TOLD, type: "suggestion", features: [], suggestions }).suggestions;
  expect(cards.map(({ content, origin }) => [content.kind, plainTextOf(content), origin])).toEqual([
    ["other", "Text: Ask for the order's number", ORIGIN],
    ["note", "Be brief", ORIGIN],
  ]);
  expect(cards[0]?.content).toMatchObject({ title: "Next steps" });
});

test("an event of an unknown type counts as seen, so that it is not asked for again and again", () => {
  const state = afterReading({ ...TOLD, type: "mood", mood: "calm" });
  expect(state.position.contiguous).toBe(1);
  expect(state).toEqual({ ...INITIAL_STATE, position: state.position, arrivals: 1 });
});

test.each([[undefined], [null], ["assist"], [1], [[]], [{}], [{ type: 1 }], [{ type: "message" }]])(
  "%p is no event",
  (raw: unknown) => {
    expect(readEvent(raw)).toBeUndefined();
  },
);
