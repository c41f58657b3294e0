import { expect, test } from "bun:test";
import { eventually } from "../../../test/support/eventually.ts";
import type { ShownAssistEvent } from "../../assist/event.ts";
import { createPanelStore } from "./store.ts";

function message(sequence: number): ShownAssistEvent {
  return {
    type: "message",
    id: `e${sequence}`,
    sequence,
    publishedAt: "",
    voice: "customer",
    text: "words",
    languageCode: "",
    utteranceId: `m${sequence}`,
    name: `m${sequence}`,
    saidAtMs: null,
  };
}

test("a replay of many events is shown in few steps, and to its last event", async () => {
  const store = createPanelStore();
  const shown: number[] = [];
  store.subscribe(() => shown.push(store.state().transcript.messages.length));
  for (let sequence = 1; sequence <= 500; sequence += 1) {
    store.dispatch({ type: "event.received", event: message(sequence) });
  }
  expect(shown).toEqual([1]);
  await eventually(() => shown.at(-1) === 500);
  expect(shown.length).toBeLessThan(10);
});

test("what the agent does is shown at once, amid a replay too", () => {
  const store = createPanelStore();
  let told = 0;
  store.subscribe(() => {
    told += 1;
  });
  store.dispatch({ type: "event.received", event: message(1) });
  store.dispatch({ type: "event.received", event: message(2) });
  store.dispatch({ type: "filter.chosen", filter: "faq" });
  expect(told).toBe(2);
  expect(store.state().transcript.messages).toHaveLength(2);
});

test("an unsubscribed listener hears nothing more", () => {
  const store = createPanelStore();
  let told = 0;
  const unsubscribe = store.subscribe(() => {
    told += 1;
  });
  unsubscribe();
  store.dispatch({ type: "filter.chosen", filter: "faq" });
  expect(told).toBe(0);
});
