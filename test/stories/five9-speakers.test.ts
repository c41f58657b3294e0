/** Who speaks in a Five9 call: supervisors, transfers, two subscriptions, a stream that comes back. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readSample, type Sample } from "../../samples/sample.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { wordsOf } from "../../simulators/stage/word-check.ts";
import { eventually } from "../support/eventually.ts";
import { configOfLeg, ledgerOf, openStream, sendInPieces } from "../support/five9-story.ts";
import { cutAudio, legsOf, saidBy } from "../support/story-audio.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

const STORY_MS = 600_000;
const NOTHING_LOST = { lost: [], duplicated: [] };
/** A moment of lost-card at which neither speaks. */
const PAUSE_MS = 14_550;

let scene: TestStage;
let lostCard: Sample;
let lateDelivery: Sample;

beforeAll(async () => {
  [lostCard, lateDelivery] = await Promise.all([readSample("lost-card"), readSample("late-delivery")]);
  scene = await startTestStage();
}, STORY_MS);
afterAll(() => scene.close(), STORY_MS);

describe("who speaks", () => {
  test(
    "a supervisor is a participant of its own, a human agent told apart from the agent",
    async () => {
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      const supervisor = (await legsOf(lateDelivery)).agent;
      const legs = { ...(await legsOf(lostCard)), supervisor };
      const call = await scene.stage.call(lostCard, { callId, speed: 40, audio: { legs, holds: [] } });
      expect((await call.finished).ok).toBe(true);
      await scene.ended(callId);

      const participants = scene.stage.cloud.record.conversation(`five9-${callId}`)?.participants ?? [];
      expect(participants.map(({ role }) => role).toSorted()).toEqual([
        "END_USER",
        "HUMAN_AGENT",
        "HUMAN_AGENT",
      ]);
      const said = new Map<string, string[]>();
      const read = () => {
        said.clear();
        for (const { data } of desktop.events) {
          const message = data.newMessagePayload as { participant?: string; content?: string } | undefined;
          const name = message?.participant ?? "";
          if (message) said.set(name, [...(said.get(name) ?? []), ...wordsOf(message.content ?? "")]);
        }
        return [...said.values()].map((words) => words.join(" ")).toSorted();
      };
      const expected = [
        saidBy(lostCard, "agent"),
        saidBy(lostCard, "customer"),
        saidBy(lateDelivery, "agent"),
      ];
      await eventually(() => expect(read()).toEqual(expected.map((words) => words.join(" ")).toSorted()));
      desktop.close();
    },
    STORY_MS,
  );

  test(
    "after a transfer the new agent speaks as the same participant, and operators see both agents' legs",
    async () => {
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      const { agent, customer } = await legsOf(lostCard);
      const transferred = Promise.withResolvers<void>();
      const both = await scene.stage.call(lostCard, {
        callId,
        speed: 40,
        agentId: "3001",
        ending: "disconnect",
        audio: { legs: { agent: cutAudio(agent, 0, PAUSE_MS) }, holds: [] },
      });
      const customerLeg = await scene.stage.call(lostCard, {
        callId,
        speed: 40,
        audio: { legs: { customer }, holds: [] },
        stayUntil: transferred.promise,
      });
      expect((await both.finished).ok).toBe(true);
      const second = await scene.stage.call(lostCard, {
        callId,
        speed: 40,
        agentId: "3002",
        audio: { legs: { agent: cutAudio(agent, PAUSE_MS) }, holds: [] },
      });
      expect((await second.finished).ok).toBe(true);
      transferred.resolve();
      await customerLeg.finished;
      expect(await scene.settledScore(lostCard, desktop)).toMatchObject(NOTHING_LOST);
      const call = await scene.ended(callId);
      const agents = call.legs
        .filter(({ speaker }) => speaker === "agent")
        .map(({ origin }) => origin.agentId);
      expect(agents).toEqual(["3001", "3002"]);
      expect(ledgerOf(call, "agent")).toMatchObject({
        receivedMs: lostCard.durationMs,
        recognizedMs: lostCard.durationMs,
      });
      expect(scene.stage.cloud.record.conversation(`five9-${callId}`)?.participants).toHaveLength(2);
      desktop.close();
    },
    STORY_MS,
  );

  test(
    "of two subscriptions one has the call, and the other takes over when the first has left",
    async () => {
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      const { agent, customer } = await legsOf(lostCard);
      const part = (fromMs: number, toMs?: number) => ({
        legs: { agent: cutAudio(agent, fromMs, toMs), customer: cutAudio(customer, fromMs, toMs) },
        holds: [],
      });
      // Keeps the call open while one subscription follows the other, however long that takes.
      const supervisor = openStream(scene.stage, { tokenIn: "metadata" });
      supervisor.sendConfig({ ...configOfLeg(callId), callLeg: 2 });
      await supervisor.status(1001);
      const refused = Promise.withResolvers<void>();
      const first = await scene.stage.call(lostCard, {
        callId,
        speed: 40,
        subscriptionId: "4001",
        ending: "disconnect",
        audio: part(0, PAUSE_MS),
        stayUntil: refused.promise,
      });
      expect(await first.started).toBe(true);
      const second = await scene.stage.call(lostCard, { callId, speed: 40, subscriptionId: "4002" });
      for (const leg of (await second.finished).legs) {
        expect(leg.statuses.map(({ code }) => code)).toEqual([1001, 1011]);
        expect(leg.statuses.at(-1)?.message).toBe("another subscription streams this leg already");
      }
      refused.resolve();
      const before = await first.finished;
      expect(before.ok).toBe(true);
      const again = await scene.stage.call(lostCard, {
        callId,
        speed: 40,
        subscriptionId: "4002",
        audio: part(PAUSE_MS),
      });
      const after = await again.finished;
      expect(after.ok).toBe(true);
      supervisor.halfClose();
      await supervisor.ended;
      expect(await scene.settledScore(lostCard, desktop)).toMatchObject(NOTHING_LOST);
      const call = await scene.ended(callId);
      expect(
        call.legs.map(({ speaker, origin }) => `${speaker} ${origin.subscriptionId}`).toSorted(),
      ).toEqual(["agent 4001", "agent 4002", "customer 4001", "customer 4002", "supervisor 4003"]);
      for (const speaker of ["agent", "customer"]) {
        const legs = [...before.legs, ...after.legs].filter((leg) => leg.speaker === speaker);
        const sentMs = legs.reduce((sum, { sentBytes }) => sum + sentBytes / 16, 0);
        expect(sentMs).toBeGreaterThanOrEqual(lostCard.durationMs);
        expect(ledgerOf(call, speaker)).toMatchObject({ receivedMs: sentMs, droppedAbandonedMs: 0 });
      }
      desktop.close();
    },
    STORY_MS,
  );

  test(
    "a leg that comes back on a new stream before the old one is dead continues the same account",
    async () => {
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      const { agent, customer } = await legsOf(lostCard);
      const config = { ...configOfLeg(callId), subscriptionId: "4001" };
      const old = openStream(scene.stage, { tokenIn: "config" });
      old.sendConfig(config);
      await old.status(1001);
      sendInPieces(old, cutAudio(agent, 0, PAUSE_MS));
      const customerLeg = await scene.stage.call(lostCard, {
        callId,
        speed: 40,
        audio: { legs: { customer }, holds: [] },
      });
      await eventually(async () => {
        const call = await scene.stage.callDetail(`five9-${callId}`);
        return call?.ledgers.agent?.receivedMs === PAUSE_MS;
      });
      const young = openStream(scene.stage, { tokenIn: "config" });
      young.sendConfig(config);
      await young.status(1001);
      expect((await old.ended).grpcCode).toBe(0);
      expect(old.statuses.at(-1)?.code).toBe(1011);
      sendInPieces(young, cutAudio(agent, PAUSE_MS));
      young.halfClose();
      await young.ended;
      await customerLeg.finished;
      expect(await scene.settledScore(lostCard, desktop)).toMatchObject(NOTHING_LOST);
      const call = await scene.ended(callId);
      expect(ledgerOf(call, "agent")).toMatchObject({
        receivedMs: lostCard.durationMs,
        recognizedMs: lostCard.durationMs,
      });
      expect(scene.stage.cloud.record.conversation(`five9-${callId}`)?.participants).toHaveLength(2);
      desktop.close();
    },
    STORY_MS,
  );
});
