/** Entries of its log that nobody told a call of. */
import { expect, test } from "bun:test";
import { CALL, closeLeg, createCallFixture, openLeg } from "../../test/support/call-fixture.ts";
import type { CallEvent } from "../actors/call/events.ts";
import type { LocalDirectoryOptions } from "./directory-options.ts";

const logged = (sequence: number, features: string[] = []) => ({
  ...({ type: "assist.logged", kind: "human-agent-assistant-event" } as const),
  ...{ sequence, features },
});

/** A call of an instance of a fleet whose log has `entries`. */
async function callWithLog(entries: () => readonly number[]) {
  const asked: number[] = [];
  const missed: LocalDirectoryOptions["missed"] = async (_, after) => {
    asked.push(after);
    const behind = entries().filter((one) => one > after);
    return behind.map((one): CallEvent => ({ ...logged(one, ["FAQ"]), isRetold: true }));
  };
  const ownership = { epoch: 1, mailId: 0, instance: "i" };
  let complete = () => {};
  const call = createCallFixture({
    missed,
    fleet: { ownershipOf: () => ownership },
    complete: () => new Promise((resolve) => (complete = resolve)),
  });
  call.deliver(openLeg("a", "agent"));
  await call.settle();
  const told = () =>
    (call.directory.get(CALL.callKey)?.history() ?? [])
      .filter(({ event }) => event === "assist.logged")
      .map(({ detail }) => `${detail?.sequence}${detail?.isRetold === true ? " from the log" : ""}`);
  return { ...call, asked, told, complete: () => complete() };
}

test("entries that never came are read from the log, once, a second after a later one has come", async () => {
  const { clock, settle, deliver, asked, told, directory } = await callWithLog(() => [1, 2, 3, 4, 5, 6]);
  for (const sequence of [1, 4]) deliver(logged(sequence, ["FAQ"]));
  clock.increment(999);
  await settle();
  expect(asked).toEqual([]);
  // One of them was only on its way.
  deliver(logged(3, ["FAQ"]));
  clock.increment(1);
  await settle();
  expect(asked).toEqual([1]);
  expect(told()).toEqual(["1", "4", "3", "2 from the log"]);
  deliver(logged(2, ["FAQ"]));
  clock.increment(600_000);
  await settle();
  expect(asked).toEqual([1]);
  expect(told()).toHaveLength(4);
  expect(directory.get(CALL.callKey)?.summary().suggestions).toBe(4);
});

test("a log that is away is asked five times, and again where another entry is missing", async () => {
  let entries: number[] = [];
  const { clock, settle, deliver, asked, told } = await callWithLog(() => entries);
  deliver(logged(3));
  for (let second = 0; second < 120; second += 1) {
    clock.increment(1_000);
    await settle();
  }
  expect(asked).toEqual([0, 0, 0, 0, 0]);
  entries = [1, 2, 3, 4, 5];
  deliver(logged(5));
  clock.increment(1_000);
  await settle();
  expect(asked).toEqual([0, 0, 0, 0, 0, 3]);
  expect(told()).toEqual(["3", "5", "4 from the log"]);
});

test("a call whose conversation is being completed reads to the end of its log", async () => {
  const { clock, settle, deliver, asked, told, view, complete } = await callWithLog(() => [1, 2, 3]);
  deliver(logged(2));
  deliver(closeLeg("a", "agent"));
  // Not yet: what is on its way may still come.
  expect(asked).toEqual([]);
  while (view()?.conversation !== "completing") {
    clock.increment(100);
    await settle();
  }
  await settle();
  expect(told()).toEqual(["2", "1 from the log", "3 from the log"]);
  complete();
  await settle();
  expect(view()).toBeNull();
});

test("what the record lacks below its last entry is read when the call is taken up", async () => {
  const first = await callWithLog(() => []);
  for (const sequence of [1, 2, 5]) first.deliver(logged(sequence));
  first.clock.increment(500);
  await first.directory.suspend();
  const stored = await first.store.get(CALL.callKey);
  if (stored === null) throw new Error("nothing was stored");
  const asked: number[] = [];
  const second = createCallFixture({
    store: first.store,
    missed: async (_, after) => {
      asked.push(after);
      return [3, 4, 5, 6].map((sequence) => ({ ...logged(sequence), isRetold: true }));
    },
  });
  await second.directory.takeUp(stored, { missed: await second.directory.missed(stored) });
  // Mail of that time comes after it.
  for (const sequence of [3, 5, 6]) second.deliver(logged(sequence));
  const lines = second.directory.get(CALL.callKey)?.history() ?? [];
  const told = lines.filter(({ event }) => event === "assist.logged");
  expect(told.map(({ detail }) => detail?.sequence)).toEqual([3, 4, 6]);
  expect(asked).toEqual([2]);
});

test("of very many missing entries the last 500 are looked for", async () => {
  const { clock, settle, deliver, asked } = await callWithLog(() => []);
  deliver(logged(10_000));
  clock.increment(1_000);
  await settle();
  expect(asked).toEqual([9_499]);
});
