import { expect, test } from "bun:test";
import { createMemoryCallStore } from "../../test/support/memory-call-store.ts";
import type { CallEvent } from "../actors/call/events.ts";
import { MAX_WRITTEN_REPORTS } from "../actors/call/news.ts";
import type { LiveCall } from "../calls/live-call.ts";
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
    directory: { deliver: () => false, get: () => null },
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
  const context = { mediastreamReportIds: [] as string[], mediastreamReports: 0 };
  const did: string[] = [];
  const live = {
    actor: () => ({ getSnapshot: () => ({ context }) }),
    stored: async () => void did.push("stored"),
  } as unknown as LiveCall;
  const deliver = (_ref: unknown, event: CallEvent) => {
    if (event.type !== "mediastream.reported") return false;
    did.push(event.isUnwritten ? "counted" : "written");
    context.mediastreamReports += 1;
    context.mediastreamReportIds.push(event.reportId ?? "");
    return true;
  };
  const handle = mediastreamHandler({
    directory: { deliver, get: () => live },
    store: createMemoryCallStore(),
    isErased: async () => false,
  });
  const first = report();
  await handle(first);
  await handle(first);
  expect(did).toEqual(["written", "stored", "stored"]);
  context.mediastreamReports = MAX_WRITTEN_REPORTS;
  await handle(report());
  expect(did.slice(3)).toEqual(["counted", "stored"]);
});

test("a report about an erased call is done without a trace; one about an unknown call is tried again", async () => {
  const store = createMemoryCallStore();
  const directory = { deliver: () => false, get: () => null };
  await mediastreamHandler({ directory, store, isErased: async (key) => key === callKey })(report());
  expect(await store.readHistory(callKey, 10)).toEqual([]);
  const handle = mediastreamHandler({ directory, store, isErased: async () => false });
  await expect(handle(report())).rejects.toMatchObject({ code: "NOT_FOUND", retryable: true });
});
