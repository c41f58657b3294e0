import { expect, test } from "bun:test";
import { createCallFixture, openLeg } from "../../test/support/call-fixture.ts";
import { createMemoryCallStore } from "../../test/support/memory-call-store.ts";
import { MAX_WRITTEN_REPORTS } from "../actors/call/news.ts";
import type { CallRef } from "../contract/call-ref.ts";
import type { MediastreamEvent } from "../jobs/mediastream-event.ts";
import { five9CallRef } from "../transports/five9/call-key.ts";
import { mediastreamHandler } from "./mediastream-handler.ts";

const CALL_ID = "300000000000001";
const { callKey } = five9CallRef(CALL_ID);

let number = 0;
function report(more: Partial<MediastreamEvent> = {}): MediastreamEvent {
  number += 1;
  const texts = { failureType: "", failureDetail: "x".repeat(1_000), destinationUrl: "" };
  const leg = { subscriptionId: "s", callId: CALL_ID, domainId: "d", callLeg: "Agent", status: "STREAMING" };
  return { ...leg, ...texts, occurredOn: `${number}`, receivedAtMs: number, ...more };
}

async function endedCall() {
  const store = createMemoryCallStore();
  const times = { startedAtMs: 1, endedAtMs: 2 };
  await store.save({ callKey, source: "five9", vendorCallId: CALL_ID, ...times, snapshot: {} });
  await store.appendHistory(callKey, [{ line: 1, atMs: 1, actor: "call", event: "xstate.init" }]);
  const handle = mediastreamHandler({
    calls: { sendStored: async () => "unknown", newest: async (ref) => ({ ref, isOver: false }) },
    store,
    isErased: async () => false,
  });
  return { store, handle };
}

test("an ended call gets each report once, cut short and marked where it is unproved, and no more than a few", async () => {
  const { store, handle } = await endedCall();
  const first = report({ unproved: true });
  await handle(first);
  await handle(first);
  const [, line] = await store.readHistory(callKey, 10);
  expect(line?.detail).toMatchObject({ status: "STREAMING", unproved: true });
  expect(String(line?.detail?.failureDetail)).toHaveLength(300);
  for (let i = 0; i < 100; i += 1) await handle(report());
  const lines = await store.readHistory(callKey, 1_000);
  expect(lines.map(({ event }) => event)).toEqual([
    "xstate.init",
    ...Array.from({ length: 20 }, () => "mediastream.reported"),
    "mediastream.further",
  ]);
});

test("a report about no call that is known is tried again, one that names none is not", async () => {
  const { handle } = await endedCall();
  await expect(handle(report({ callId: "399999999999999" }))).rejects.toMatchObject({
    code: "NOT_FOUND",
    retryable: true,
  });
  await expect(handle(report({ callId: "" }))).rejects.toMatchObject({ retryable: false });
});

test("a live call hears a report once and is stored before the job is done; beyond its share it only counts", async () => {
  const call = createCallFixture();
  const ref = five9CallRef(CALL_ID);
  const { store, directory } = call;
  await directory.send(ref, openLeg("a", "agent"));
  const handle = mediastreamHandler({ calls: directory, store, isErased: async () => false });
  const written = async () =>
    (await store.readHistory(callKey, 1_000)).filter(({ event }) => event === "mediastream.reported").length;
  const first = report();
  await handle(first);
  await handle(first);
  expect(await written()).toBe(1);
  for (let i = 0; i < MAX_WRITTEN_REPORTS; i += 1) await handle(report());
  expect(await written()).toBe(MAX_WRITTEN_REPORTS);
  expect(directory.get(callKey)?.report().mediastreamReports).toBe(MAX_WRITTEN_REPORTS + 1);
});

test("a report about an erased call is done without a trace; one about an unknown call is tried again", async () => {
  const store = createMemoryCallStore();
  const newest = async (ref: CallRef) => ({ ref, isOver: false });
  const calls = { sendStored: async () => "unknown" as const, newest };
  await mediastreamHandler({ calls, store, isErased: async (key) => key === callKey })(report());
  expect(await store.readHistory(callKey, 10)).toEqual([]);
  const handle = mediastreamHandler({ calls, store, isErased: async () => false });
  await expect(handle(report())).rejects.toMatchObject({ code: "NOT_FOUND", retryable: true });
});
