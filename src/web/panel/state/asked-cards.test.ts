import { expect, test } from "bun:test";
import type { Suggestion } from "../../../assist/suggestion.ts";
import { sectionName } from "./card.ts";
import { INITIAL_STATE, type PanelState, reducePanel } from "./panel-state.ts";
import { visibleCards } from "./suggestions.ts";

const NO_RECORD = { records: [], detail: "none" } as const;
const note = (text: string): Suggestion => ({ content: { kind: "note", text }, origin: NO_RECORD });
const event = (sequence: number) =>
  ({
    type: "suggestion",
    id: `m${sequence}`,
    sequence,
    publishedAt: "2026-11-26T12:00:00Z",
    features: [],
    suggestions: [note(`event ${sequence}`)],
  }) as const;
const shown = (state: PanelState) =>
  visibleCards(state.suggestions).map(({ content }) =>
    content.kind === "note" ? content.text : content.kind,
  );
const answered = (state: PanelState, id: string, ...answers: Suggestion[]) =>
  reducePanel(state, { type: "question.answered", id, answers, timeMs: 0 });

test("answers are above what was there, best first, and below what comes afterwards", () => {
  let state = reducePanel(INITIAL_STATE, { type: "event.received", event: event(1) });
  state = answered(state, "asked-1", note("best"), note("second"));
  state = answered(state, "asked-2", note("again"));
  state = reducePanel(state, { type: "event.received", event: event(2) });
  expect(shown(state)).toEqual(["event 2", "again", "best", "second", "event 1"]);
});

test("a filter that would hide the answer is lifted", () => {
  const filtered = reducePanel(INITIAL_STATE, { type: "filter.chosen", filter: "faq" });
  expect(shown(answered(filtered, "asked-1", note("found")))).toEqual(["found"]);
});

test("names of sections are written as people write them", () => {
  const names = ["situation", "reason_for_call", "customerSatisfaction", "Next steps (CRM)", "NPS", "état"];
  expect(names.map(sectionName)).toEqual([
    "Situation",
    "Reason for call",
    "Customer satisfaction",
    "Next steps (CRM)",
    "NPS",
    "État",
  ]);
});
