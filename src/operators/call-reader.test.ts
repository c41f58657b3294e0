import { describe, expect, test } from "bun:test";
import { CALL, closeLeg, createCallFixture, openLeg } from "../../test/support/call-fixture.ts";
import { linesOfLedgers } from "../calls/ledger-lines.ts";
import { callDetailSchema } from "../contract/call-detail.ts";
import { callFilterSchema } from "../contract/call-filter.ts";
import { emptyLedger } from "../contract/ledger.ts";
import { createCallReader } from "./call-reader.ts";

async function setUp() {
  const call = createCallFixture();
  const reader = createCallReader({
    calls: call.directory,
    store: call.store,
    ledgersOf: () => ({ agent: { ...emptyLedger(), receivedMs: 120, recognizedMs: 100, bufferedMs: 20 } }),
    version: "1.2.3",
  });
  call.deliver(openLeg("a", "agent"));
  await call.settle();
  const end = async () => {
    call.deliver(closeLeg("a", "agent"));
    call.clock.increment(15_000);
    await call.settle();
  };
  return { call, reader, end };
}

describe("a call as operators get it", () => {
  test("live: every actor's state, its legs, its balanced ledger, and lines that are not stored yet", async () => {
    const { call, reader } = await setUp();
    expect(await call.store.readHistory(CALL.callKey, 10)).toEqual([]);
    const detail = await reader.detail(CALL.callKey);
    expect(callDetailSchema.parse(detail)).toMatchObject({
      call: { callKey: CALL.callKey, live: true, view: { media: "streaming" } },
      conversationName: "projects/p/locations/l/conversations/five9-0000000042",
      actors: [
        {
          actor: "call",
          state: { live: { media: "streaming", conversation: "open", assist: "unattended" } },
        },
        { actor: "participant:agent", state: { engaged: { recognizing: "fresh" } }, facts: { streams: 1 } },
      ],
      legs: [{ legId: "a", speaker: "agent", open: true }],
      ledgers: { agent: { receivedMs: 120, balanced: true, imbalanceMs: 0 } },
      version: "1.2.3",
      isHistoryCut: false,
    });
    expect(detail?.history.map(({ event }) => event)).toContain("leg.opened");
  });

  test("a long history: its beginning and its end, and between them how many lines are left out", async () => {
    const { call, reader, end } = await setUp();
    const first = call.directory.get(CALL.callKey)?.history()[0];
    for (let count = 0; count < 6_000; count += 1) {
      call.deliver({ type: "desktop.joined", desktopId: "d" });
      // What waits for the store is bounded.
      if (count % 100 === 0) {
        call.clock.increment(250);
        await call.settle();
      }
    }
    const live = (await reader.detail(CALL.callKey))?.history ?? [];
    await end();
    const detail = await reader.detail(CALL.callKey);
    for (const history of [live, detail?.history ?? []]) {
      expect(history[0]).toMatchObject({ line: 1, event: first?.event ?? "" });
      const at = history.findIndex(({ event }) => event === "history.omitted");
      expect(history[at]).toMatchObject({ line: 501 });
      const count = Number(history[at]?.detail?.count);
      expect(history[at + 1]?.line).toBe(501 + count);
      expect(history).toHaveLength(500 + 1 + 4_500);
    }
    expect(callDetailSchema.parse(detail)).toMatchObject({ isHistoryCut: true });
    expect(detail?.history.at(-1)?.state ?? detail?.history.at(-1)?.event).toBeDefined();
  });

  test("ended: the actors' last states and facts, why it ended, and its whole history in order", async () => {
    const { call, reader, end } = await setUp();
    await end();
    expect(call.directory.list()).toEqual([]);
    const detail = await reader.detail(CALL.callKey);
    expect(callDetailSchema.parse(detail)).toMatchObject({
      call: { live: false, endReason: "the call's legs are gone", agentIds: ["3"], campaignIds: ["2"] },
      actors: [
        { actor: "call", state: "ended" },
        { actor: "participant:agent", state: "stopped", facts: { streams: 1, lastWords: "arrived" } },
      ],
    });
    const lines = detail?.history.map(({ line }) => line) ?? [];
    expect(lines).toEqual(lines.map((_, index) => index + 1));
    expect(detail?.history.map(({ event }) => event)).toContain("participant.stopped");
  });

  test("over, though not stored yet: its accounts are the closed ones already", async () => {
    const final = { ...emptyLedger(), receivedMs: 500, recognizedMs: 500 };
    const ledgers = { agent: final };
    const call = createCallFixture({
      onEnding: () => ({ ledgers, lines: linesOfLedgers("ledger.closed", ledgers) }),
    });
    // The accounts of an ended call are no longer kept.
    const { directory, store } = call;
    const reader = createCallReader({ calls: directory, store, ledgersOf: () => ({}), version: "1.2.3" });
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    const sampled = { ...emptyLedger(), receivedMs: 400, recognizedMs: 300, bufferedMs: 100 };
    call.deliver({ type: "counters.sampled", ledgers: { agent: sampled } });
    const stored = Promise.withResolvers<void>();
    store.saveRecords = () => stored.promise;
    call.deliver(closeLeg("a", "agent"));
    call.clock.increment(15_000);
    await call.settle();
    expect(directory.list()).toHaveLength(1);
    expect(await reader.detail(CALL.callKey)).toMatchObject({
      call: { live: false },
      ledgers: { agent: { recognizedMs: 500, bufferedMs: 0 } },
    });
    stored.resolve();
  });

  test("an id that came again: its lives are beside each other, in the page of each", async () => {
    const { call, reader, end } = await setUp();
    await end();
    const ref = await call.directory.present(CALL);
    await call.directory.send(ref, openLeg("b", "agent"));
    await call.settle();
    const lives = [
      { callKey: CALL.callKey, number: 1, live: false },
      { callKey: `${CALL.callKey}_e2`, number: 2, live: true, endedAtMs: null },
    ];
    for (const { callKey, number } of lives) {
      const detail = callDetailSchema.parse(await reader.detail(callKey));
      expect(detail.episodes).toMatchObject(lives);
      expect(detail.call.episode ?? 1).toBe(number);
    }
  });

  test("neither live nor kept: null", async () => {
    const { reader } = await setUp();
    expect(await reader.detail("five9-1")).toBeNull();
  });

  test("it is in the list once, live and afterwards", async () => {
    const { reader, end } = await setUp();
    const query = { filter: callFilterSchema.parse({}), limit: 10 };
    expect(await reader.list(query)).toMatchObject({ calls: [{ live: true }], liveCount: 1 });
    await end();
    expect(await reader.list(query)).toMatchObject({ calls: [{ live: false }], liveCount: 0 });
  });
});
