import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import type { ShownAssistEvent } from "../../assist/event.ts";
import { expireInterims, INTERIM_LASTS_MS, WHOLE_INTERIM_LASTS_MS } from "./interim-expiry.ts";
import { interimsOf } from "./state/transcript.ts";
import { createPanelStore } from "./store.ts";

function scene() {
  const store = createPanelStore();
  const clock = new SimulatedClock();
  const timers = {
    setTimeout: (run: () => void, ms: number) => clock.setTimeout(run, ms),
    clearTimeout: (timer: unknown) => clock.clearTimeout(timer as number),
  };
  const stop = expireInterims(store, timers);
  let told = 0;
  const say = (text: string, change: Partial<ShownAssistEvent> = {}) => {
    told += 1;
    const words = { voice: "customer", text, languageCode: "", utteranceId: `u-${told}` } as const;
    const event = { type: "transcript.interim", id: String(told), publishedAt: "", ...words, ...change };
    store.dispatch({ type: "event.received", event: event as ShownAssistEvent });
    // The store gathers what comes close together.
    store.dispatch({ type: "cards.read", ids: [] });
  };
  const shown = () => interimsOf(store.state().transcript).map(({ text }) => text);
  return { store, clock, say, shown, stop };
}

test("an interim goes when nothing renews it, and stays while it is renewed", () => {
  const { clock, say, shown } = scene();
  say("where");
  clock.increment(INTERIM_LASTS_MS - 1);
  say("where is");
  clock.increment(INTERIM_LASTS_MS - 1);
  expect(shown()).toEqual(["where is"]);
  clock.increment(1);
  expect(shown()).toEqual([]);
});

test("each speaker's goes by its own time, and a whole utterance waits longer for its message", () => {
  const { clock, say, shown } = scene();
  say("where is my parcel", { type: "transcript.interim", isWhole: true });
  clock.increment(5_000);
  say("one moment", { voice: "agent" } as Partial<ShownAssistEvent>);
  clock.increment(INTERIM_LASTS_MS);
  expect(shown()).toEqual(["where is my parcel"]);
  clock.increment(WHOLE_INTERIM_LASTS_MS);
  expect(shown()).toEqual([]);
});

test("after its end nothing goes by itself", () => {
  const { clock, say, shown, stop } = scene();
  say("where");
  stop();
  clock.increment(INTERIM_LASTS_MS * 2);
  expect(shown()).toEqual(["where"]);
});
