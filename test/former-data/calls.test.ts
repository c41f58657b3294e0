/** Calls that earlier versions left unfinished go on in this one, and their bundles run through the charts of today. */
import { describe, expect, test } from "bun:test";
import type { CallEvent } from "../../src/actors/call/events.ts";
import { type ReplayReport, replayBundle } from "../../src/calls/replay/replay.ts";
import type { CallRef } from "../../src/contract/call-ref.ts";
import { readBundle } from "../../src/operators/bundle.ts";
import { closeLeg, createCallFixture, openLeg } from "../support/call-fixture.ts";
import {
  FORMER_BUNDLES,
  type FormerCallName,
  formerBundleText,
  formerCall,
  type LaterCallName,
} from "../support/former-data.ts";
import { createMemoryCallStore } from "../support/memory-call-store.ts";
import { recordedBundle } from "../support/recorded-bundle.ts";

const DRAINING = {
  media: "draining",
  conversation: "open",
  participants: { agent: "paused", customer: "paused" },
};
/** What each call is once it is back: its legs and streams went with the process that was killed. */
const RESTORED: [FormerCallName | LaterCallName, object][] = [
  ["streaming", DRAINING],
  ["held", DRAINING],
  ["stopped", DRAINING],
  ["grace", DRAINING],
  ["live-vaic", DRAINING],
  ["recovering", DRAINING],
  ["opening", DRAINING],
  ["awaiting", { media: "awaiting", conversation: "none", participants: {} }],
  ["2e2b439/streaming", DRAINING],
  ["2e2b439/live-vaic", DRAINING],
  ["2e2b439/live-vaic-audio", DRAINING],
];

async function restore(name: FormerCallName | LaterCallName) {
  const { call: row, history } = await formerCall(name);
  const store = createMemoryCallStore();
  await store.saveRecords([{ call: row, entries: history }]);
  const call = createCallFixture({ store });
  const { callKey, vendorCallId } = row;
  const ref: CallRef = { callKey, vendorCallId, source: row.source };
  expect(await call.directory.restore()).toBe(1);
  await call.settle();
  return {
    callKey,
    lines: history.length,
    store,
    log: call.log,
    view: () => call.directory.get(callKey)?.view() ?? null,
    legs: () => call.directory.get(callKey)?.report().legs ?? [],
    async hear(event: CallEvent) {
      expect(await call.directory.send(ref, event)).toBe("taken");
      await call.settle();
    },
    async wait(ms: number) {
      call.clock.increment(ms);
      await call.settle();
    },
  };
}

function expectSame({ isSame, actors }: ReplayReport): void {
  expect(actors.map(({ actor, cut, difference }) => ({ actor, cut, difference }))).toEqual(
    actors.map(({ actor }) => ({ actor, cut: null, difference: null })),
  );
  expect(isSame).toBeTrue();
}

describe("a live call of a former version", () => {
  test.each(RESTORED)("%s: it is restored, its speaker comes back, and it ends", async (name, restored) => {
    const call = await restore(name);
    expect(call.view()).toMatchObject(restored);
    await call.hear(openLeg("back", "agent"));
    expect(call.view()).toMatchObject({ media: "streaming", conversation: "open" });
    expect(call.view()?.participants.agent).toBe("recognizing");
    await call.hear(closeLeg("back", "agent"));
    await call.wait(60_000);
    await call.wait(60_000);
    expect(call.log.slice(-2)).toEqual(["conversation completed", "ended"]);

    expect(await call.store.get(call.callKey)).toMatchObject({
      endedAtMs: expect.any(Number),
      summary: { live: false },
    });
    const history = await call.store.readHistory(call.callKey, 1_000);
    expect(history.map(({ line }) => line)).toEqual(history.map((_, place) => place + 1));
    expect(history.slice(call.lines).map(({ event }) => event)).toContain("call.restored");
    const replay = replayBundle(await recordedBundle(call.store, call.callKey));
    expectSame(replay);
    expect(replay.actors[0]?.restartLines).toEqual([call.lines + 1]);
  });

  test("an operator's wish to stop a speaker is still kept when the speaker comes back", async () => {
    const call = await restore("stopped");
    await call.hear(openLeg("back", "customer"));
    expect(call.view()?.participants.customer).toBe("paused");
    await call.hear({ type: "recognition.start", speaker: "customer" });
    expect(call.view()?.participants.customer).toBe("recognizing");
  });
});

describe("a call that ended in a former version", () => {
  test.each<[FormerCallName | LaterCallName, string[]]>([
    ["ended-five9", []],
    ["faults-five9", ["RECOGNITION_FAILED", "AUDIO_LOST"]],
    ["ended-vaic", []],
    ["2e2b439/ended-five9", []],
    ["2e2b439/ended-vaic", ["NOBODY_WATCHING"]],
    ["2e2b439/ended-vaic-audio", ["NOBODY_WATCHING"]],
  ])("%s is shown whole", async (name, alarms) => {
    const { call, history } = await formerCall(name);
    const store = createMemoryCallStore();
    await store.saveRecords([{ call, entries: history }]);
    const { detail } = await recordedBundle(store, call.callKey);
    expect(detail).toMatchObject({ isHistoryCut: false, call: { live: false, endedAtMs: call.endedAtMs } });
    expect(detail.call.alarms.map(({ code }) => code)).toEqual(alarms);
    expect(detail.history).toHaveLength(history.length);
    expect(Object.keys(detail.ledgers)).toHaveLength(name.endsWith("ended-vaic") ? 0 : 2);
    for (const { balanced } of Object.values(detail.ledgers)) expect(balanced).toBeTrue();
  });
});

describe("legs that a former version stored with Five9's names for everything", () => {
  const audio = { kind: "audio", format: { encoding: "LINEAR16", sampleRateHertz: 8000 } };
  const origin = { domainId: "1001", campaignId: "Orders", agentId: "agent-3001", skillId: "5001" };
  const five9 = { medium: audio, origin: { ...origin, subscriptionId: "4001" } };
  const caller = { origin: {}, participant: "caller" };

  test.each<[LaterCallName, object]>([
    ["2e2b439/ended-five9", five9],
    ["2e2b439/streaming", five9],
    ["2e2b439/ended-vaic", { ...caller, medium: { kind: "text" } }],
    ["2e2b439/live-vaic", { ...caller, medium: { kind: "text" } }],
    ["2e2b439/ended-vaic-audio", { ...caller, medium: audio }],
    ["2e2b439/live-vaic-audio", { ...caller, medium: audio }],
  ])("%s: operators get them in today's form, from its row and from its lines", async (name, neutral) => {
    const { call, history } = await formerCall(name);
    const store = createMemoryCallStore();
    await store.saveRecords([{ call, entries: history }]);
    const { detail } = await recordedBundle(store, call.callKey);
    const former = (call.snapshot as { context: { legs: { legId: string }[] } }).context.legs;
    expect(detail.legs.map(({ legId }) => legId)).toEqual(former.map(({ legId }) => legId));
    const leg = detail.legs.find(({ speaker }) => speaker === "customer");
    expect(leg).toMatchObject(neutral);
    const FORMER_NAMES = ["encoding", "sampleRateHertz", "domainId", "subscriptionId"];
    for (const field of FORMER_NAMES) expect(leg).not.toHaveProperty(field);
    const line = detail.history.find((one) => one.event === "leg.opened" && one.detail?.legId === leg?.legId);
    expect(line?.detail).toEqual({ legId: leg?.legId ?? "", speaker: "customer", ...neutral });
  });

  test("a restored call has them too, beside a leg of today", async () => {
    const call = await restore("2e2b439/streaming");
    await call.hear(openLeg("back", "agent"));
    const legs = call.legs().map(({ speaker, medium, origin }) => [speaker, medium.kind, origin.agentId]);
    expect(legs).toEqual([
      ["agent", "audio", "agent-3001"],
      ["customer", "audio", "agent-3001"],
      ["agent", "audio", "3"],
    ]);
  });
});

test.each(FORMER_BUNDLES)("the bundle %s replays to the same states", async (name) => {
  const bundle = readBundle(await formerBundleText(name));
  const report = replayBundle(bundle);
  expectSame(report);
  expect(report.actors).toHaveLength(3);
  expect(report.events).toBeGreaterThan(15);
  expect(bundle.revealed === null).toBe(name !== "f00d684/five9-with-faults");
});
