import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { FailingStreams } from "./failing-streams.ts";
import type { MediastreamEvent } from "./mediastream-event.ts";

function setUp() {
  const clock = new SimulatedClock();
  const told: string[] = [];
  const streams = new FailingStreams({
    clock,
    onChange: ({ subscriptionId, failureType }, calls) =>
      void told.push(`${subscriptionId} ${failureType} ${calls}`),
    windowMs: 1_000,
    fromCalls: 3,
  });
  const hear = (callId: string, more: Partial<MediastreamEvent> = {}) =>
    streams.hear({
      ...{ subscriptionId: "s", callId, domainId: "d", callLeg: "Agent", status: "ERROR" },
      ...{ failureType: "REFUSED", failureDetail: "", destinationUrl: "", occurredOn: "", receivedAtMs: 0 },
      ...more,
    });
  return { clock, told, hear, streams };
}

test("several calls that fail alike within the window are told, and the end of it by itself", () => {
  const { clock, told, hear } = setUp();
  hear("1");
  hear("1");
  hear("2");
  expect(told).toEqual([]);
  hear("3");
  expect(told).toEqual(["s REFUSED 3"]);
  clock.increment(900);
  hear("4");
  clock.increment(200);
  expect(told).toEqual(["s REFUSED 3", "s REFUSED 4", "s REFUSED 0"]);
});

test("calls that fail differently, well, or without proof do not add up", () => {
  const { told, hear } = setUp();
  hear("1");
  hear("2", { failureType: "OTHER" });
  hear("3", { subscriptionId: "t" });
  hear("4", { domainId: "e" });
  hear("5", { status: "STREAMING", failureType: "" });
  for (const callId of ["6", "7", "8"]) hear(callId, { unproved: true });
  expect(told).toEqual([]);
});

test("however many kinds of failure there are, the memory of them is bounded, and none stays told for ever", () => {
  const { told, hear } = setUp();
  for (const callId of ["1", "2", "3"]) hear(callId);
  for (let i = 0; i < 1_000; i += 1) hear("1", { failureType: `KIND_${i}` });
  expect(told).toEqual(["s REFUSED 3", "s REFUSED 0"]);
});
