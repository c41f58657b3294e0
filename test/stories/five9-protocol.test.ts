/** The parts of Five9's contract that need a whole Sidetone to be told from mere noise: every leg, every way to speak. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readSample, type Sample } from "../../samples/sample.ts";
import { LegStream } from "../../simulators/five9/leg-stream.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { wordsOf } from "../../simulators/stage/word-check.ts";
import { eventually } from "../support/eventually.ts";
import { cutAudio, legsOf, saidBy } from "../support/story-audio.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

const STORY_MS = 60_000;
const NOTHING_LOST = { lost: [], duplicated: [] };
/** A moment of lost-card at which neither speaks. */
const PAUSE_MS = 14_550;

let scene: TestStage;
let lostCard: Sample;
let lateDelivery: Sample;

interface OperatorCall {
  legs: { speaker: string; agentId: string; subscriptionId: string }[];
  gapsMs: Record<string, number>;
  history: { event: string; actor: string; detail?: Record<string, unknown> }[];
}

/** Ten pieces a second of audio, as fast as they go. */
function sendInPieces(stream: LegStream, pcm: Uint8Array): void {
  for (let from = 0; from < pcm.byteLength; from += 1600)
    stream.sendAudio(pcm.subarray(from, from + 1600), from / 16);
}

const record = async (callId: string) => (await scene.ended(callId)) as unknown as OperatorCall;
const ledgerOf = (call: OperatorCall, speaker: string) =>
  call.history.find(({ event, actor }) => event === "ledger.closed" && actor === `audio:${speaker}`)?.detail;

beforeAll(async () => {
  [lostCard, lateDelivery] = await Promise.all([readSample("lost-card"), readSample("late-delivery")]);
  scene = await startTestStage({ settings: { REPLAY_BUFFER_MS: "10000" } });
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
      const call = await scene.stage.call(lostCard, { callId, speed: 8, audio: { legs, holds: [] } });
      expect((await call.finished).ok).toBe(true);
      await record(callId);

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
      await eventually(
        () => expect(read()).toEqual(expected.map((words) => words.join(" ")).toSorted()),
        10_000,
      );
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
      const both = await scene.stage.call(lostCard, {
        callId,
        speed: 8,
        agentId: "3001",
        ending: "disconnect",
        audio: { legs: { agent: cutAudio(agent, 0, PAUSE_MS) }, holds: [] },
      });
      const customerLeg = await scene.stage.call(lostCard, {
        callId,
        speed: 8,
        audio: { legs: { customer }, holds: [] },
      });
      expect((await both.finished).ok).toBe(true);
      const second = await scene.stage.call(lostCard, {
        callId,
        speed: 8,
        agentId: "3002",
        audio: { legs: { agent: cutAudio(agent, PAUSE_MS) }, holds: [] },
      });
      expect((await second.finished).ok).toBe(true);
      await customerLeg.finished;
      expect(await scene.settledScore(lostCard, desktop)).toMatchObject(NOTHING_LOST);
      const call = await record(callId);
      const agents = call.legs.filter(({ speaker }) => speaker === "agent").map(({ agentId }) => agentId);
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
      const first = await scene.stage.call(lostCard, {
        callId,
        speed: 4,
        subscriptionId: "4001",
        ending: "disconnect",
        audio: part(0, PAUSE_MS),
      });
      expect(await first.started).toBe(true);
      const second = await scene.stage.call(lostCard, { callId, speed: 4, subscriptionId: "4002" });
      for (const leg of (await second.finished).legs) {
        expect(leg.statuses.map(({ code }) => code)).toEqual([1001, 1011]);
        expect(leg.statuses.at(-1)?.message).toBe("another subscription streams this leg already");
      }
      expect((await first.finished).ok).toBe(true);
      const again = await scene.stage.call(lostCard, {
        callId,
        speed: 8,
        subscriptionId: "4002",
        audio: part(PAUSE_MS),
      });
      expect((await again.finished).ok).toBe(true);
      expect(await scene.settledScore(lostCard, desktop)).toMatchObject(NOTHING_LOST);
      const call = await record(callId);
      expect(
        call.legs.map(({ speaker, subscriptionId }) => `${speaker} ${subscriptionId}`).toSorted(),
      ).toEqual(["agent 4001", "agent 4002", "customer 4001", "customer 4002"]);
      for (const speaker of ["agent", "customer"])
        expect(ledgerOf(call, speaker)).toMatchObject({
          receivedMs: lostCard.durationMs,
          droppedAbandonedMs: 0,
        });
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
      const stream = () =>
        new LegStream({
          grpcAddress: `127.0.0.1:${scene.stage.sidetone.grpcPort}`,
          trustToken: scene.stage.secrets.trustToken,
          tokenIn: "config",
        });
      const config = {
        voiceConfig: { encoding: 1, sampleRateHertz: 8000 },
        vccCallId: callId,
        domainId: "1001",
        subscriptionId: "4001",
        callLeg: 0,
      };
      const old = stream();
      old.sendConfig(config);
      await old.status(1001);
      sendInPieces(old, cutAudio(agent, 0, PAUSE_MS));
      const customerLeg = await scene.stage.call(lostCard, {
        callId,
        speed: 16,
        audio: { legs: { customer }, holds: [] },
      });
      await eventually(async () => {
        const call = await scene.stage.callDetail(`five9-${callId}`);
        return call?.ledgers.agent?.receivedMs === PAUSE_MS;
      }, 10_000);
      const young = stream();
      young.sendConfig(config);
      await young.status(1001);
      expect((await old.ended).grpcCode).toBe(0);
      expect(old.statuses.at(-1)?.code).toBe(1011);
      sendInPieces(young, cutAudio(agent, PAUSE_MS));
      young.halfClose();
      await young.ended;
      await customerLeg.finished;
      expect(await scene.settledScore(lostCard, desktop)).toMatchObject(NOTHING_LOST);
      const call = await record(callId);
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

describe("how audio comes", () => {
  test(
    "mu-law reaches the desktop as words",
    async () => {
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      const call = await scene.stage.call(lostCard, {
        callId,
        speed: 8,
        encoding: "MULAW",
        chunkBytes: [801, 160],
      });
      expect((await call.finished).ok).toBe(true);
      expect(await scene.settledScore(lostCard, desktop)).toMatchObject({
        ...NOTHING_LOST,
        suggestionsDelivered: lostCard.suggestions.length,
      });
      expect(ledgerOf(await record(callId), "agent")).toMatchObject({ recognizedMs: lostCard.durationMs });
      desktop.close();
    },
    STORY_MS,
  );

  test(
    "a burst larger than the buffer, without send_time and in odd pieces, is held back and loses nothing",
    async () => {
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      const call = await scene.stage.call(lostCard, {
        callId,
        speed: Number.POSITIVE_INFINITY,
        chunkBytes: [331, 4097, 1],
        withoutSendTime: true,
        waitForStart: false,
      });
      expect((await call.finished).ok).toBe(true);
      expect(await scene.settledScore(lostCard, desktop)).toMatchObject(NOTHING_LOST);
      const stored = await record(callId);
      for (const speaker of ["agent", "customer"])
        expect(ledgerOf(stored, speaker)).toMatchObject({
          receivedMs: lostCard.durationMs,
          recognizedMs: lostCard.durationMs,
          droppedOverflowMs: 0,
          replayedMs: 0,
        });
      expect(stored.history.map(({ event }) => event)).not.toContain("audio.gap");
      desktop.close();
    },
    STORY_MS,
  );

  test.each(["nothing", "recorded"] as const)(
    "a hold on which Five9 sends %s costs no word around it",
    async (holdAudio) => {
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      const call = await scene.stage.call(lateDelivery, { callId, speed: 8, holdAudio });
      expect((await call.finished).ok).toBe(true);
      expect(await scene.settledScore(lateDelivery, desktop)).toMatchObject(NOTHING_LOST);
      const [hold] = lateDelivery.holds;
      const holdMs = holdAudio === "nothing" ? 0 : (hold?.endMs ?? 0) - (hold?.startMs ?? 0);
      const stored = await record(callId);
      expect(ledgerOf(stored, "agent")).toMatchObject({ droppedHoldMs: holdMs });
      expect(stored.gapsMs).toEqual({});
      desktop.close();
    },
    STORY_MS,
  );

  test(
    "a gap in send_time is a line of the history and a metric, with its milliseconds",
    async () => {
      const callId = newCallId();
      const stream = new LegStream({
        grpcAddress: `127.0.0.1:${scene.stage.sidetone.grpcPort}`,
        trustToken: scene.stage.secrets.trustToken,
        tokenIn: "metadata",
      });
      const voiceConfig = { encoding: 1, sampleRateHertz: 8000 };
      stream.sendConfig({ voiceConfig, vccCallId: callId, domainId: "1001", callLeg: 1 });
      await stream.status(1001);
      for (const sentAtMs of [1_000, 1_100, 4_200]) stream.sendAudio(new Uint8Array(1600), sentAtMs);
      stream.halfClose();
      expect((await stream.ended).grpcCode).toBe(0);
      const call = await record(callId);
      expect(call.history.find(({ event }) => event === "audio.gap")?.detail).toMatchObject({
        speaker: "customer",
        gapMs: 3000,
        reason: "sendTime",
      });
      expect(call.gapsMs).toEqual({ customer: 3000 });
      const metrics = await fetch(`${scene.stage.httpBaseUrl}/metrics`, {
        headers: { authorization: `Bearer ${scene.stage.secrets.operatorToken}` },
      });
      const text = await metrics.text();
      expect(text).toContain("sidetone_audio_gap_seconds_total 3");
      expect(text).toContain('sidetone_five9_events_total{event="stream.audioGaps"} 1');
    },
    STORY_MS,
  );
});
