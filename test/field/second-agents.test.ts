/**
 * Several agents in one call, as a conference or a consult may bring them: nothing public says which streams Five9 opens
 * then, so a second agent's stream must cost nobody a word, whether it comes beside the first's or in its place.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readSample, type Sample } from "../../samples/sample.ts";
import type { DesktopClient } from "../../simulators/stage/desktop-client.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import type { CallDetail } from "../../src/contract/call-detail.ts";
import { eventually } from "../support/eventually.ts";
import { configOfLeg, ledgerOf, openStream, sendInPieces } from "../support/five9-story.ts";
import { checkParticipant, cutAudio, legsOf, participantWhoSaid, saidBy } from "../support/story-audio.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

const STORY_MS = 600_000;
const SPEED = 40;
/** A moment of lost-card at which neither speaks. */
const PAUSE_MS = 14_550;
const NOTHING_LOST = { lost: [], duplicated: [] };

let scene: TestStage;
let lostCard: Sample;
let lateDelivery: Sample;
beforeAll(async () => {
  [lostCard, lateDelivery] = await Promise.all([readSample("lost-card"), readSample("late-delivery")]);
  scene = await startTestStage();
}, STORY_MS);
afterAll(() => scene.close(), STORY_MS);

/** Legs of a call by an agent. */
async function play(callId: string, agentId: string, legs: Record<string, Uint8Array>, more: object = {}) {
  return await scene.stage.call(lostCard, {
    callId,
    agentId,
    speed: SPEED,
    audio: { legs, holds: [] },
    ...more,
  });
}

/** The words of the second agent, who speaks late-delivery, and those of the two others. */
async function expectAllWords(callId: string, desktop: DesktopClient): Promise<void> {
  const said = saidBy(lateDelivery, "agent");
  await eventually(() => {
    const conversation = scene.stage.cloud.record.conversation(`five9-${callId}`);
    const second = participantWhoSaid(conversation, said[0] ?? "")?.name ?? "";
    expect(checkParticipant(desktop.events, second, said)).toMatchObject(NOTHING_LOST);
  });
  const { lost } = await scene.settledScore(lostCard, desktop);
  expect(lost).toEqual([]);
}

const codesOf = (call: CallDetail) => call.call.alarms.map(({ code }) => code);
const agentsOf = (call: CallDetail) =>
  call.legs.map(({ speaker, origin }) => `${speaker} ${origin.agentId}`).toSorted();

test(
  "a conference of three: each agent is a participant of their own, and no word is lost or doubled",
  async () => {
    const callId = newCallId();
    const desktop = await scene.desktopOf(callId);
    const secondAudio = (await legsOf(lateDelivery)).agent;
    // The first agent stays until the second has come, however slow the machine is.
    const isOver = Promise.withResolvers<void>();
    const first = await play(callId, "3001", await legsOf(lostCard), { stayUntil: isOver.promise });
    expect(await first.started).toBe(true);
    const second = await play(callId, "3002", { agent: secondAudio }, { ending: "disconnect" });
    const { legs: ofSecond } = await second.finished;
    isOver.resolve();
    const reports = [...(await first.finished).legs, ...ofSecond];
    expect(reports.map(({ statuses }) => statuses.map(({ code }) => code))).toEqual([
      [1001, 1011],
      [1001, 1011],
      [1001, 1011],
    ]);
    expect(reports.every(({ ok }) => ok)).toBe(true);
    await expectAllWords(callId, desktop);
    const call = await scene.ended(callId);
    expect(agentsOf(call)).toEqual(["agent 3001", "agent-2 3002", "customer 3001"]);
    expect(codesOf(call)).toEqual([]);
    const conversation = scene.stage.cloud.record.conversation(`five9-${callId}`);
    expect(conversation?.participants.map(({ role }) => role).toSorted()).toEqual([
      "END_USER",
      "HUMAN_AGENT",
      "HUMAN_AGENT",
    ]);
    const secondMs = secondAudio.byteLength / 16;
    expect(ledgerOf(call, "agent-2")).toMatchObject({ receivedMs: secondMs, recognizedMs: secondMs });
    desktop.close();
  },
  STORY_MS,
);

test(
  "a consult that comes and goes: the first agent is heard before, during and after it",
  async () => {
    const callId = newCallId();
    const desktop = await scene.desktopOf(callId);
    const { agent, customer } = await legsOf(lostCard);
    const isOver = Promise.withResolvers<void>();
    const kept = await play(callId, "3001", { customer }, { stayUntil: isOver.promise });
    const agentLeg = openStream(scene.stage, { tokenIn: "config" });
    agentLeg.sendConfig({ ...configOfLeg(callId), agentId: "3001" });
    await agentLeg.status(1001);
    sendInPieces(agentLeg, cutAudio(agent, 0, PAUSE_MS));
    const consult = await play(
      callId,
      "3002",
      { agent: (await legsOf(lateDelivery)).agent },
      { ending: "disconnect" },
    );
    expect((await consult.finished).ok).toBe(true);
    sendInPieces(agentLeg, cutAudio(agent, PAUSE_MS));
    agentLeg.halfClose();
    await agentLeg.ended;
    expect(agentLeg.statuses.map(({ code }) => code)).toEqual([1001]);
    isOver.resolve();
    await kept.finished;
    await expectAllWords(callId, desktop);
    const call = await scene.ended(callId);
    expect(codesOf(call)).toEqual([]);
    expect(ledgerOf(call, "agent")).toMatchObject({ recognizedMs: lostCard.durationMs });
    desktop.close();
  },
  STORY_MS,
);

test(
  "an agent on hold keeps the place while another is consulted",
  async () => {
    const callId = newCallId();
    const first = openStream(scene.stage, { tokenIn: "config" });
    first.sendConfig({ ...configOfLeg(callId), agentId: "3001" });
    await first.status(1001);
    first.sendStatus(2);
    await eventually(async () => {
      const call = await scene.stage.callDetail(`five9-${callId}`);
      expect(call?.legs.map(({ held }) => held)).toEqual([true]);
    });
    const second = openStream(scene.stage, { tokenIn: "config" });
    second.sendConfig({ ...configOfLeg(callId), agentId: "3002" });
    await second.status(1001);
    second.halfClose();
    await second.ended;
    first.sendStatus(3);
    first.sendAudio(new Uint8Array(1_600), 0);
    first.halfClose();
    await first.ended;
    expect(first.statuses.map(({ code }) => code)).toEqual([1001]);
    const call = await scene.endedByOperator(callId);
    expect(agentsOf(call)).toEqual(["agent 3001", "agent-2 3002"]);
  },
  STORY_MS,
);

describe("the customer's streams of two agents bring one voice", () => {
  /** In mid-sentence. */
  const PARTING_MS = 6_030;
  const customerLeg = async (callId: string, agentId: string) => {
    const leg = openStream(scene.stage, { tokenIn: "config" });
    leg.sendConfig({ ...configOfLeg(callId), callLeg: 1, agentId });
    await leg.status(1001);
    return leg;
  };
  type CustomerLeg = Awaited<ReturnType<typeof customerLeg>>;

  /** `startMs` is when the speaker began, on the clock of send_time: the same for all parts, or a pause would be a gap. */
  async function speakOnBoth(
    legs: readonly CustomerLeg[],
    pcm: Uint8Array,
    startMs: number,
    [fromMs, toMs]: readonly [number, number],
  ) {
    for (let atMs = fromMs; atMs < toMs; atMs += 90)
      for (const leg of legs)
        if (!leg.sendAudio(cutAudio(pcm, atMs, Math.min(atMs + 90, toMs)), startMs + atMs))
          await leg.drained();
  }

  test.each([
    ["the second agent leaves first", 0],
    ["the first agent leaves first: the other stream takes over", 1],
  ] as const)(
    "%s",
    async (_, staying) => {
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      const { customer } = await legsOf(lostCard);
      const lengthMs = Math.floor(customer.byteLength / 16);
      const legs = [await customerLeg(callId, "3001"), await customerLeg(callId, "3002")] as const;
      const startMs = Date.now();
      await speakOnBoth(legs, customer, startMs, [0, PARTING_MS]);
      const received = async () => (await scene.stage.callDetail(`five9-${callId}`))?.ledgers.customer;
      await eventually(async () =>
        expect(await received()).toMatchObject({ receivedMs: PARTING_MS, standByMs: PARTING_MS }),
      );
      legs[1 - staying]?.sendStatus(4);
      await legs[1 - staying]?.ended;
      const stays = legs[staying];
      await speakOnBoth([stays], customer, startMs, [PARTING_MS, lengthMs]);
      stays.sendStatus(4);
      await stays.ended;
      expect(legs.map(({ statuses }) => statuses.map(({ code }) => code))).toEqual([
        [1001, 1011],
        [1001, 1011],
      ]);
      await eventually(() => {
        const conversation = scene.stage.cloud.record.conversation(`five9-${callId}`);
        const name = conversation?.participants[0]?.name ?? "";
        expect(checkParticipant(desktop.events, name, saidBy(lostCard, "customer"))).toMatchObject(
          NOTHING_LOST,
        );
      });
      const call = await scene.ended(callId);
      expect(codesOf(call)).toEqual([]);
      expect(ledgerOf(call, "customer")).toMatchObject({ receivedMs: lengthMs, standByMs: PARTING_MS });
      expect(scene.stage.cloud.record.conversation(`five9-${callId}`)?.participants).toHaveLength(1);
      desktop.close();
    },
    STORY_MS,
  );

  test(
    "a customer on hold for one agent is heard on the other's stream, and again on the first after it",
    async () => {
      const callId = newCallId();
      const legs = [await customerLeg(callId, "3001"), await customerLeg(callId, "3002")] as const;
      const untilStandBy = (expected: boolean[]) =>
        eventually(async () => {
          const call = await scene.stage.callDetail(`five9-${callId}`);
          expect(call?.legs.map(({ standsBy }) => standsBy === true)).toEqual(expected);
        });
      await untilStandBy([false, true]);
      legs[0].sendStatus(2);
      await untilStandBy([true, false]);
      legs[0].sendStatus(3);
      legs[1].halfClose();
      await legs[1].ended;
      await untilStandBy([false, false]);
      legs[0].halfClose();
      await legs[0].ended;
      await scene.ended(callId);
    },
    STORY_MS,
  );
});

test(
  "after a restart each agent's stream continues as the speaker it was",
  async () => {
    // A busy machine stops and starts for longer than a call waits for its legs in the other stories.
    const patient = await startTestStage({ settings: { RECONNECT_GRACE_MS: "120000" } });
    const { stage } = patient;
    const callId = newCallId();
    const open = async (agentId: string) => {
      const leg = openStream(stage, { tokenIn: "config" });
      leg.sendConfig({ ...configOfLeg(callId), agentId });
      await leg.status(1001);
      leg.sendAudio(new Uint8Array(1_600), 0);
      return leg;
    };
    await open("3001");
    await open("3002");
    await eventually(async () => {
      const call = await stage.callDetail(`five9-${callId}`);
      expect(call?.legs.map(({ audioSeen }) => audioSeen)).toEqual([true, true]);
    });
    await stage.restart("stop");
    // The second one first, so that the order says nothing.
    const second = await open("3002");
    const first = await open("3001");
    for (const leg of [second, first]) {
      leg.halfClose();
      await leg.ended;
    }
    const call = await patient.endedByOperator(callId);
    expect(agentsOf(call)).toEqual(["agent 3001", "agent 3001", "agent-2 3002", "agent-2 3002"]);
    const conversation = stage.cloud.record.conversation(`five9-${callId}`);
    expect(conversation?.participants).toHaveLength(2);
    await patient.close();
  },
  STORY_MS,
);
