import { expect, test } from "bun:test";
import { type AnyActorRef, createActor, createMachine, SimulatedClock } from "xstate";
import type { CallStore, HistoryEntry, StoredCall } from "../storage/port.ts";
import { createLogger } from "../telemetry/log.ts";
import { createCallRecorder } from "./call-recorder.ts";

/** An actor with a chart that hears these events, and the batches of lines that reached the store. */
function recordedActor() {
  const clock = new SimulatedClock();
  const stored: HistoryEntry[][] = [];
  const store = {
    save: async () => {},
    appendHistory: async (_: string, entries: HistoryEntry[]) => void stored.push(entries),
  } as unknown as CallStore;
  const recorder = createCallRecorder({
    callKey: "five9-1",
    store,
    clock,
    logger: createLogger("silent"),
    capture: () => ({}) as StoredCall,
  });
  const machine = createMachine({
    initial: "on",
    states: { on: { on: { "stream.final": {}, "leg.opened": {} } } },
  });
  const actor: AnyActorRef = createActor(machine, { inspect: (event) => recorder.inspect(event), clock });
  actor.start();
  const advance = async (ms: number) => {
    clock.increment(ms);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { actor, advance, events: () => stored.map((batch) => batch.map(({ event }) => event)) };
}

test("finals wait for company before they are stored, for no longer than a few seconds", async () => {
  const { actor, advance, events } = recordedActor();
  await advance(250);
  actor.send({ type: "stream.final" });
  await advance(3_000);
  actor.send({ type: "stream.final" });
  await advance(1_900);
  expect(events()).toEqual([["xstate.init"]]);
  await advance(100);
  expect(events()).toEqual([["xstate.init"], ["stream.final", "stream.final"]]);
});

test("a change that a restart needs is stored at once, and takes along what waited", async () => {
  const { actor, advance, events } = recordedActor();
  await advance(250);
  actor.send({ type: "stream.final" });
  await advance(100);
  actor.send({ type: "leg.opened" });
  await advance(250);
  expect(events()).toEqual([["xstate.init"], ["stream.final", "leg.opened"]]);
  await advance(10_000);
  expect(events()).toHaveLength(2);
});
