import { expect, test } from "bun:test";
import { type AnyActorRef, createActor, createMachine, SimulatedClock } from "xstate";
import { createLogger } from "../base/log.ts";
import type { CallRecord, StoredCall } from "../storage/port.ts";
import { createRecordWriter } from "./record-writer.ts";
import { createCallRecorder } from "./recorder.ts";

/** An actor with a chart that hears these events, and the batches of lines that reached the store. */
function recordedActor(lastLine = 0) {
  const clock = new SimulatedClock();
  const stored: CallRecord[] = [];
  const store = { saveRecords: async (records: readonly CallRecord[]) => void stored.push(...records) };
  const recorder = createCallRecorder({
    callKey: "five9-1",
    writer: createRecordWriter({ store, clock, logger: createLogger("silent") }),
    clock,
    capture: () => ({}) as StoredCall,
    ledgerOf: () => undefined,
    lastLine,
    ringSize: 4,
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
  const events = () => stored.map(({ entries }) => entries.map(({ event }) => event));
  return { actor, advance, stored, recorder, events };
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

test("lines are numbered on from where a former process left off, and the number is stored with them", async () => {
  const { actor, advance, stored, recorder } = recordedActor(41);
  actor.send({ type: "leg.opened" });
  await advance(250);
  expect(stored.flatMap(({ entries }) => entries.map(({ line }) => line))).toEqual([42, 43]);
  expect(stored.at(-1)?.call.lastLine).toBe(43);
  expect(recorder.lastLine()).toBe(43);
});

test("lines after a number are found, and it is told when some of them are gone", () => {
  const { actor, recorder } = recordedActor();
  for (let sent = 0; sent < 5; sent += 1) actor.send({ type: "stream.final" });
  const numbersAfter = (line: number) => recorder.linesAfter(line).lines.map((entry) => entry.line);
  expect(recorder.lastLine()).toBe(6);
  expect(numbersAfter(4)).toEqual([5, 6]);
  expect(numbersAfter(2)).toEqual([3, 4, 5, 6]);
  expect(recorder.linesAfter(2).missed).toBe(false);
  expect(recorder.linesAfter(1).missed).toBe(true);
  expect(numbersAfter(6)).toEqual([]);
  expect(recorder.linesAfter(6).missed).toBe(false);
});

test("the first sample of the ledgers is stored soon, so that a crash knows of it; later ones in their turn", async () => {
  const { advance, stored, recorder } = recordedActor();
  await advance(250);
  recorder.sampled();
  await advance(250);
  expect(stored).toHaveLength(2);
  recorder.sampled();
  await advance(2_000);
  recorder.sampled();
  await advance(2_900);
  expect(stored).toHaveLength(2);
  await advance(100);
  expect(stored).toHaveLength(3);
});
