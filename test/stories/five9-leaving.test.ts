/** A restart in the middle of a call: in order (SIGTERM) it costs nothing, by force (SIGKILL) what it costs is seen. */
import { afterEach, beforeAll, describe, expect, test } from "bun:test";
import { readSample, type Sample } from "../../samples/sample.ts";
import { scoreCall } from "../../simulators/stage/call-score.ts";
import type { DesktopClient } from "../../simulators/stage/desktop-client.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { wordsOf } from "../../simulators/stage/word-check.ts";
import type { CallDetail } from "../../src/contract/call-detail.ts";
import { CallerClock } from "../support/caller-clock.ts";
import { eventually } from "../support/eventually.ts";
import { speakInStep } from "../support/five9-story.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

const STORY_MS = 600_000;
/** For the caller to try again, in its own time. */
const FOR_EVER_MS = 86_400_000;
/** Times of lost-card during speech: after two finals, and after three. */
const MID_SENTENCE_MS = { early: 9_000, later: 12_000 };
/** Times real time, once nothing is to be done while the speakers speak. */
const QUICK = 40;
/** However slow the machine, the legs are awaited after a restart. */
const PATIENT = { RECONNECT_GRACE_MS: "120000" };

let scene: TestStage;
let lostCard: Sample;
beforeAll(async () => {
  lostCard = await readSample("lost-card");
});
afterEach(() => scene.close(), STORY_MS);

const messagesOn = (desktop: DesktopClient) =>
  desktop.events.filter(({ dataType }) => dataType === "new-message-event");

function receivedMs(call: CallDetail, event: string, speaker: string): number {
  const line = call.history.find((entry) => entry.event === event && entry.actor === `audio:${speaker}`);
  return Number(line?.detail?.receivedMs);
}

describe("SIGTERM in the middle of a call", () => {
  test(
    "serves both legs until they pause together, hands them over, and loses or doubles no word",
    async () => {
      scene = await startTestStage({ settings: { DRAIN_DEADLINE_MS: "600000", ...PATIENT } });
      const { stage } = scene;
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      const clock = new CallerClock();
      const call = await stage.call(lostCard, { callId, clock, chunkMs: 20, patienceMs: FOR_EVER_MS });
      await call.started;
      clock.advance(MID_SENTENCE_MS.early);
      await eventually(() => messagesOn(desktop).length >= 2);

      const restarted = Promise.withResolvers<void>();
      const speaking = speakInStep(stage, { clock, callId, sent: call.sent }, restarted.promise);
      // Still in mid-sentence, and no leg was silent while the events were awaited.
      await eventually(() => clock.now() >= MID_SENTENCE_MS.early + 200);
      await stage.restart("stop");
      restarted.resolve();
      await speaking;
      await stage.queuesOpen();
      clock.run(QUICK);
      const conversation = () => stage.cloud.record.conversation(`five9-${callId}`);
      expect(conversation()?.completedAtMs).toBeUndefined();

      const report = await call.finished;
      clock.stop();
      expect(report.ok).toBe(true);
      for (const leg of report.legs) {
        expect(leg.statuses.map(({ code }) => code).filter((code) => code < 1100)).toEqual([
          1001, 1012, 1001, 1011,
        ]);
        expect(leg.resumedAtMs).toHaveLength(1);
      }
      expect(await scene.settledScore(lostCard, desktop)).toMatchObject({
        lost: [],
        duplicated: [],
        suggestionsDelivered: lostCard.suggestions.length,
      });
      const stored = await scene.endedByOperator(callId);
      for (const speaker of ["agent", "customer"]) {
        const before = receivedMs(stored, "ledger.interrupted", speaker);
        expect(before).toBeGreaterThan(0);
        expect(before + receivedMs(stored, "ledger.closed", speaker)).toBe(lostCard.durationMs);
        expect(stored.gapsMs[speaker]).toBeGreaterThan(0);
      }
      const events = stored.history.map(({ event }) => event);
      expect(events.indexOf("call.leaving")).toBeLessThan(events.indexOf("call.restored"));
      expect(conversation()?.participants).toHaveLength(2);
      expect(conversation()?.completedAtMs).toBeDefined();
      const created = stage.cloud.record.conversations.filter(({ name }) => name.endsWith(callId));
      expect(created).toHaveLength(1);
      desktop.close();
    },
    STORY_MS,
  );
});

describe("SIGKILL in the middle of a call", () => {
  test(
    "what is said later is recognised in the same conversation, and operators see what is missing",
    async () => {
      scene = await startTestStage({ settings: PATIENT });
      const { stage } = scene;
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      const clock = new CallerClock();
      const call = await stage.call(lostCard, { callId, clock, patienceMs: FOR_EVER_MS });
      await call.started;
      // At a pace at which Sidetone stores an account of the audio meanwhile.
      clock.run(2, MID_SENTENCE_MS.later);
      await eventually(() => messagesOn(desktop).length >= 3 && clock.now() >= MID_SENTENCE_MS.later);
      await stage.restart("kill");
      await stage.queuesOpen();
      clock.run(QUICK);
      const report = await call.finished;
      clock.stop();
      expect(report.ok).toBe(true);

      const resumedAtMs = Math.min(...report.legs.flatMap((leg) => leg.resumedAtMs));
      const later = lostCard.utterances.filter(({ startMs }) => startMs > resumedAtMs);
      expect(later.length).toBeGreaterThan(2);
      await eventually(() => {
        const heard = messagesOn(desktop).map(({ data }) => data.newMessagePayload as { content: string });
        const said = heard.map(({ content }) => wordsOf(content));
        for (const { text } of later) expect(said).toContainEqual(wordsOf(text));
      });
      const score = scoreCall(lostCard, desktop.events, []);
      expect(score.duplicated).toEqual([]);

      const stored = await scene.endedByOperator(callId);
      expect(stored.history.map(({ event }) => event)).toContain("call.restored");
      for (const speaker of ["agent", "customer"]) {
        const gap = stored.history.find(
          ({ event, detail }) => event === "audio.gap" && detail?.speaker === speaker,
        );
        expect(gap?.detail).toMatchObject({ reason: "betweenLegs", gapMs: expect.any(Number) });
        expect(receivedMs(stored, "ledger.interrupted", speaker)).toBeGreaterThan(0);
      }
      const conversation = stage.cloud.record.conversation(`five9-${callId}`);
      expect(conversation?.participants).toHaveLength(2);
      console.log(
        `SIGKILL: ${score.lost.length} of ${score.wordsExpected} words lost, gaps ${JSON.stringify(stored.gapsMs)} ms`,
      );
      desktop.close();
    },
    STORY_MS,
  );
});
