/** A call whose owner is gone, taken up where others have its legs, desktops and audio. */
import { expect, test } from "bun:test";
import {
  CALL,
  type CallFixtureOptions,
  createCallFixture,
  openLeg,
} from "../../test/support/call-fixture.ts";
import type { Elsewhere, LegCommand } from "../actors/call/events.ts";
import { emptyLedger } from "../contract/ledger.ts";
import type { StoredCall } from "../storage/port.ts";
import { readStored } from "./stored-snapshot.ts";

const EVERYTHING: Elsewhere = {
  legs: ["a", "c"],
  speakers: ["agent", "customer"],
  desktops: ["d"],
  applications: [],
};

/** A call of two speakers and a desktop; its owner has stored it. */
async function ownedCall(options: CallFixtureOptions = {}) {
  const first = createCallFixture(options);
  first.deliver(openLeg("a", "agent"));
  first.deliver(openLeg("c", "customer"));
  first.deliver({ type: "leg.firstAudio", legId: "a", speaker: "agent" });
  first.deliver({ type: "desktop.joined", desktopId: "d" });
  first.deliver({ type: "counters.sampled", ledgers: { agent: emptyLedger(), customer: emptyLedger() } });
  await first.settle();
  return first;
}

/** The owner dies once its records are stored; nothing of it is stopped. */
async function takenUp(
  first: ReturnType<typeof createCallFixture>,
  elsewhere?: Elsewhere,
  options: CallFixtureOptions = {},
) {
  first.clock.increment(5_000);
  await first.settle();
  const second = createCallFixture({ ...options, store: first.store, recognizers: first.recognizers });
  const commands: LegCommand[] = [];
  for (const legId of ["a", "c"]) second.directory.onLegCommand(legId, (command) => commands.push(command));
  const stored = await first.store.get(CALL.callKey);
  if (stored === null) throw new Error("the owner stored nothing");
  const lastLine = stored.lastLine ?? 0;
  const missed = await second.directory.missed(stored);
  await second.directory.takeUp(stored, { elsewhere, missed });
  const lines =
    second.directory
      .get(CALL.callKey)
      ?.history()
      .filter(({ line }) => line > lastLine) ?? [];
  return { second, commands, lines, report: second.directory.get(CALL.callKey)?.report() };
}

test("legs, desktops and streams that others have are neither lost nor new", async () => {
  const first = await ownedCall();
  const { second, lines, report } = await takenUp(first, EVERYTHING);
  expect(second.view()).toMatchObject({
    media: "streaming",
    participants: { agent: "recognizing", customer: "recognizing" },
    assist: "attended",
  });
  expect(report?.legs).toMatchObject([
    { legId: "a", open: true, audioSeen: true },
    { legId: "c", open: true },
  ]);
  expect(first.log.filter((line) => /released|halfClose/.test(line))).toEqual([]);
  expect(lines.map(({ event }) => event).filter((event) => /^(?:leg|ledger|desktop)\./.test(event))).toEqual(
    [],
  );
  expect(lines.some(({ state }) => JSON.stringify(state ?? "").includes("draining"))).toBe(false);
});

test.each([
  ["another instance takes it up", EVERYTHING],
  ["a restart", undefined],
])("who is on the line is known after %s, and no line of the history says it", async (_, elsewhere) => {
  const first = await ownedCall();
  first.deliver({ type: "call.described", facts: { number: "…4567", skill: "Billing" } });
  const { second, lines } = await takenUp(first, elsewhere);
  second.deliver({ type: "call.described", facts: { skill: "Returns" } });
  expect(second.view()?.facts).toEqual({ number: "…4567", skill: "Returns" });
  const history = second.directory.get(CALL.callKey)?.history() ?? [];
  expect(history.map(({ event }) => event)).toContain("call.described");
  expect(JSON.stringify([...history, ...lines])).not.toMatch(/4567|Billing|Returns/);
});

test("a restart forgets the desktops and applications of the process that is gone; who comes again is there", async () => {
  const first = await ownedCall();
  const agent = { sessionId: "s", agentId: "agent-7" };
  first.deliver({ type: "agent.attached", ...agent, by: "agentId", proof: "signed" });
  const { second, report } = await takenUp(first);
  expect(report?.desktopIds).toEqual([]);
  expect(second.view()?.assist).toBe("unattended");
  second.deliver({ type: "desktop.joined", desktopId: "e" });
  expect(second.view()?.assist).toBe("attended");
  second.deliver({ type: "desktop.left", desktopId: "e" });
  // Nobody of before keeps it attended.
  expect(second.view()?.assist).toBe("unattended");
});

test("an entry of the log that comes from the log and by mail counts once, and only what its record lacked is new", async () => {
  const first = await ownedCall();
  const logged = (sequence: number) => ({
    ...({ type: "assist.logged", kind: "human-agent-assistant-event" } as const),
    ...{ sequence, features: ["FAQ"] },
  });
  first.deliver(logged(1));
  const { second } = await takenUp(first, EVERYTHING);
  const report = () => {
    const call = second.directory.get(CALL.callKey);
    return { loggedSequence: call?.report().loggedSequence, suggestions: call?.summary().suggestions };
  };
  expect(report()).toEqual({ loggedSequence: 1, suggestions: 1 });
  for (const sequence of [1, 2, 3]) second.deliver({ ...logged(sequence), isRetold: true });
  for (const sequence of [3, 2, 4]) second.deliver(logged(sequence));
  const lines = second.directory.get(CALL.callKey)?.history() ?? [];
  const told = lines.filter(({ event }) => event === "assist.logged");
  expect(told.map(({ detail }) => detail?.sequence).slice(-3)).toEqual([2, 3, 4]);
  expect(report()).toEqual({ loggedSequence: 4, suggestions: 4 });
});

test("a call that ends as soon as it is taken up has heard of every entry of its log before", async () => {
  const first = await ownedCall({ complete: () => new Promise(() => {}) });
  const logged = (sequence: number) => ({
    ...({ type: "assist.logged", kind: "new-message-event" } as const),
    ...{ sequence, features: [] },
  });
  first.deliver(logged(1));
  for (const [legId, speaker] of [["a", "agent"] as const, ["c", "customer"] as const])
    first.deliver({ type: "leg.closed", legId, speaker, cause: "callEnded" });
  first.clock.increment(15_000);
  await first.settle();
  expect(first.view()?.conversation).toBe("completing");
  const asked: unknown[] = [];
  const { second } = await takenUp(first, undefined, {
    async missed(callKey, after) {
      asked.push(callKey, after);
      return [2, 3].map((sequence) => ({ ...logged(sequence), isRetold: true }));
    },
  });
  await second.settle();
  expect(second.directory.get(CALL.callKey)).toBeNull();
  expect(asked).toEqual([CALL.callKey, 1]);
  const history = await second.store.readHistory(CALL.callKey, 1_000);
  const told = history.filter(({ event }) => event === "assist.logged");
  expect(told.map(({ detail }) => detail?.sequence)).toEqual([1, 2, 3]);
  expect(readStored((await second.store.get(CALL.callKey)) as StoredCall)?.context.loggedSequence).toBe(3);
});

test("a speaker who was on the instance that died is waited for, while the other one goes on", async () => {
  const first = await ownedCall();
  const elsewhere = { ...EVERYTHING, legs: ["c"], speakers: ["customer" as const], desktops: [] };
  const { second, lines, report } = await takenUp(first, elsewhere);
  expect(second.view()).toMatchObject({
    media: "streaming",
    participants: { agent: "paused", customer: "recognizing" },
    assist: "unattended",
  });
  expect(report?.legs).toMatchObject([{ open: false }, { open: true }]);
  expect(lines.filter(({ event }) => event === "ledger.interrupted")).toMatchObject([
    { detail: { speaker: "agent" } },
  ]);
  second.deliver(openLeg("a2", "agent"));
  expect(second.view()?.participants).toEqual({ agent: "recognizing", customer: "recognizing" });
});

test("an account that broke with one owner is a line once, however many owners follow before there is new audio", async () => {
  const first = await ownedCall();
  const gone = { ...EVERYTHING, legs: [], speakers: [] };
  const { second } = await takenUp(first, gone);
  const { second: third, lines } = await takenUp(second, gone);
  expect(lines.filter(({ event }) => event === "ledger.interrupted")).toEqual([]);
  third.deliver({ type: "counters.sampled", ledgers: { agent: { ...emptyLedger(), receivedMs: 20 } } });
  const { lines: later } = await takenUp(third, gone);
  expect(later.filter(({ event }) => event === "ledger.interrupted")).toMatchObject([
    { detail: { speaker: "agent", receivedMs: 20 } },
  ]);
});

test("last words that were on their way still come, and the call ends with them", async () => {
  const first = await ownedCall({ drains: false });
  for (const [legId, speaker] of [
    ["a", "agent"],
    ["c", "customer"],
  ] as const)
    first.deliver({ type: "leg.closed", legId, speaker, cause: "callEnded" });
  first.clock.increment(15_000);
  const { second } = await takenUp(first, { ...EVERYTHING, legs: [] });
  expect(second.view()?.participants.agent).toBe("stopping");
  first.drain();
  expect(second.view()?.participants.customer).toBe("stopped");
});

test("a leg that the former owner had closed, and whose stream is open, is closed again", async () => {
  const first = await ownedCall({ drains: false });
  first.deliver({ type: "call.end", reason: "a wish" });
  const { commands } = await takenUp(first, EVERYTHING);
  expect(commands).toMatchObject([
    { type: "leg.close", legId: "a", reason: "reconnect" },
    { type: "leg.close", legId: "c", reason: "reconnect" },
  ]);
});

test("a leg that is told again continues as it is now", async () => {
  const first = await ownedCall();
  const { second } = await takenUp(first);
  expect(second.view()?.media).toBe("draining");
  second.deliver({ ...openLeg("a", "agent"), again: { held: true, audioSeen: true } });
  expect(second.view()).toMatchObject({ media: "held", participants: { agent: "paused" } });
});

test("those that follow legs hear of the open ones of a call that is taken up", async () => {
  const first = await ownedCall();
  first.clock.increment(5_000);
  await first.settle();
  const second = createCallFixture({ store: first.store, recognizers: first.recognizers });
  const opened: string[] = [];
  second.directory.onLegs({
    opened: (_, { legId }) => opened.push(legId),
    closed: () => {},
    ended: () => {},
  });
  const stored = await first.store.get(CALL.callKey);
  if (stored !== null) await second.directory.takeUp(stored, { elsewhere: EVERYTHING });
  expect(opened).toEqual(["a", "c"]);
});

test("a call that was lost stores nothing more, also where the same instance takes it up again", async () => {
  const call = await ownedCall();
  call.clock.increment(5_000);
  await call.settle();
  const stored = await call.store.get(CALL.callKey);
  const before = await call.store.readHistory(CALL.callKey, 1_000);
  call.deliver({ type: "audio.gap", legId: "a", speaker: "agent", gapMs: 20, reason: "sendTime" });
  await call.directory.leave(CALL.callKey, true);
  if (stored !== null) await call.directory.takeUp(stored, { elsewhere: EVERYTHING });
  call.clock.increment(10_000);
  await call.settle();
  const now = call.directory.get(CALL.callKey)?.history() ?? [];
  const history = await call.store.readHistory(CALL.callKey, 1_000);
  expect(history.slice(before.length).map(({ event }) => event)).toEqual(now.map(({ event }) => event));
  expect(history.map(({ line }) => line)).toEqual(history.map((_, place) => place + 1));
});

test("final accounts may come from elsewhere: the call is stored with them", async () => {
  const final = Promise.withResolvers<void>();
  const agent = { ...emptyLedger(), receivedMs: 7_000 };
  const line = { actor: "audio:agent", event: "ledger.closed", detail: { speaker: "agent" } };
  const call = createCallFixture({
    onEnding: () => final.promise.then(() => ({ ledgers: { agent }, lines: [line] })),
  });
  call.deliver(openLeg("a", "agent"));
  await call.settle();
  call.deliver({ type: "call.end", reason: "a wish" });
  await call.settle();
  expect(call.log).toContain("conversation completed");
  expect(call.log).not.toContain("ended");
  expect(call.directory.get(CALL.callKey)?.summary()).toMatchObject({ live: false });
  final.resolve();
  await call.settle();
  expect(call.log.at(-1)).toBe("ended");
  const history = await call.store.readHistory(CALL.callKey, 1_000);
  expect(history.at(-1)).toMatchObject({ event: "ledger.closed" });
});
