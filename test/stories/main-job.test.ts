import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import { replayProblems } from "../../scripts/chaos/replay-problems.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { eventually } from "../support/eventually.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

const STORY_MS = 600_000;
const NOTHING_LOST = { lost: [], duplicated: [] };
let scene: TestStage;
const [lostCard, lateDelivery] = await Promise.all([readSample("lost-card"), readSample("late-delivery")]);

describe("a Five9 call through the whole of Sidetone", () => {
  beforeAll(async () => {
    scene = await startTestStage();
  }, STORY_MS);
  afterAll(() => scene.close(), STORY_MS);

  test(
    "every word and suggestion arrives once, and the account of the audio balances",
    async () => {
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      const call = await scene.stage.call(lostCard, { callId, speed: 40 });
      expect((await call.finished).ok).toBe(true);
      expect(await scene.settledScore(lostCard, desktop)).toMatchObject({
        ...NOTHING_LOST,
        suggestionsDelivered: lostCard.suggestions.length,
      });
      const record = await scene.ended(callId);
      for (const speaker of ["agent", "customer"]) {
        expect(record.actors).toContainEqual(
          expect.objectContaining({ actor: `participant:${speaker}`, state: "stopped" }),
        );
        expect(record.ledgers[speaker]).toMatchObject({
          receivedMs: lostCard.durationMs,
          recognizedMs: lostCard.durationMs,
          droppedMs: { hold: 0, overflow: 0, abandoned: 0 },
          balanced: true,
        });
      }
      const cloudCall = scene.stage.cloud.record.conversation(`five9-${callId}`);
      expect(cloudCall?.participants.map(({ role }) => role).toSorted()).toEqual(["END_USER", "HUMAN_AGENT"]);
      expect(cloudCall?.completedAtMs).toBeDefined();
      desktop.close();
    },
    STORY_MS,
  );

  test(
    "audio may come before CTI, in odd pieces, and all of it at once",
    async () => {
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      const call = await scene.stage.call(lostCard, {
        callId,
        speed: 20,
        order: "audio-first",
        chunkBytes: [319, 1, 1601, 4096],
        tokenIn: "metadata",
      });
      expect((await call.finished).ok).toBe(true);
      expect(await scene.settledScore(lostCard, desktop)).toMatchObject(NOTHING_LOST);
      desktop.close();
    },
    STORY_MS,
  );

  test(
    "a call with a hold: what is said on hold is not recognised, the rest is, on the same participants",
    async () => {
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      // A call that is over counts no report any more.
      const isReported = Promise.withResolvers<void>();
      const call = await scene.stage.call(lateDelivery, { callId, speed: 40, stayUntil: isReported.promise });
      await eventually(async () => {
        const reports = (await scene.stage.callDetail(`five9-${callId}`))?.mediastreamReports ?? 0;
        expect(reports).toBeGreaterThan(0);
      });
      isReported.resolve();
      expect((await call.finished).ok).toBe(true);
      expect(await scene.settledScore(lateDelivery, desktop)).toMatchObject(NOTHING_LOST);
      const record = await scene.ended(callId);
      const [hold] = lateDelivery.holds;
      const holdMs = (hold?.endMs ?? 0) - (hold?.startMs ?? 0);
      expect(holdMs).toBeGreaterThan(0);
      const closed = record.history.find((line) => line.event === "ledger.closed");
      expect(Math.abs(Number(closed?.detail?.droppedHoldMs) - holdMs)).toBeLessThanOrEqual(200);
      expect(record.history.map((line) => line.event)).toContain("leg.held");
      expect(scene.stage.cloud.record.conversation(`five9-${callId}`)?.participants).toHaveLength(2);
      desktop.close();
    },
    STORY_MS,
  );

  test(
    "a desktop that joins late gets the whole call, and one on another call gets nothing of it",
    async () => {
      const callId = newCallId();
      const other = await scene.desktopOf(newCallId());
      const call = await scene.stage.call(lostCard, { callId, speed: 40 });
      await call.finished;
      await scene.ended(callId);
      const late = await scene.desktopOf(callId);
      expect(await scene.settledScore(lostCard, late)).toMatchObject({
        ...NOTHING_LOST,
        suggestionsDelivered: lostCard.suggestions.length,
      });
      const sequences = late.events.map((event) => event.sequence);
      expect(sequences).toEqual(sequences.map((_, index) => index + 1));
      expect(other.events).toEqual([]);
      late.close();
      other.close();
    },
    STORY_MS,
  );
});

describe("a Five9 call through a Sidetone that dies", () => {
  beforeAll(async () => {
    // A caller comes back after a kill as soon as a busy machine lets them.
    scene = await startTestStage({ settings: { RECONNECT_GRACE_MS: "300000" } });
  }, STORY_MS);
  afterAll(() => scene.close(), STORY_MS);

  test(
    "Sidetone is killed in mid-call: the log survives, the caller comes back, the call goes on and ends",
    async () => {
      const callId = newCallId();
      const first = await scene.stage.call(lostCard, { callId, speed: 4 });
      const early = await scene.desktopOf(callId);
      await eventually(
        () => early.events.filter((event) => event.dataType === "new-message-event").length >= 2,
      );
      const seen = early.events.filter((event) => event.sequence !== undefined).length;
      await scene.stage.restart("kill");
      first.abort();
      early.close();

      const after = await scene.desktopOf(callId);
      await eventually(() => after.events.length >= seen);
      const second = await scene.stage.call(lateDelivery, { callId, speed: 40 });
      expect((await second.finished).legs.every((leg) => leg.ok)).toBe(true);
      expect(await scene.settledScore(lateDelivery, after)).toMatchObject({ lost: [] });
      const record = await scene.endedByOperator(callId);
      expect(record.history.map((line) => line.event)).toContain("call.restored");
      expect(record.history.map(({ line }) => line)).toEqual(record.history.map((_, place) => place + 1));
      expect(replayProblems(record)).toEqual([]);
      expect(scene.stage.cloud.record.conversation(`five9-${callId}`)?.participants).toHaveLength(2);
      after.close();
    },
    STORY_MS,
  );
});
