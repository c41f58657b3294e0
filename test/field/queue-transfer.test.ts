/**
 * A transfer through a queue: the first agent leaves, the caller waits for a minute, another agent takes over. Nothing public says
 * which streams of Five9 go on meanwhile, nor what becomes of VoiceAI Connect's conversation. Each possibility costs no word, and has no
 * alarm. The minute is one of Sidetone's clock.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readSample, type Sample } from "../../samples/sample.ts";
import type { DesktopClient } from "../../simulators/stage/desktop-client.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import type { CallDetail } from "../../src/contract/call-detail.ts";
import { type Fields, saidBy, startOf } from "../support/bot-call.ts";
import { eventually } from "../support/eventually.ts";
import { LeapingClock } from "../support/leaping-clock.ts";
import { openRawLeg, PIECES, type RawLeg, speakOn } from "../support/raw-legs.ts";
import { startSidetoneHere } from "../support/sidetone-here.ts";
import { cutAudio, legsOf } from "../support/story-audio.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";
import { startVaicStage, type VaicStage } from "../support/vaic-stage.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const QUEUE_MS = 60_000;
/** A moment of lost-card at which neither speaks. */
const PAUSE_MS = 14_550;
/** Five9's code for a stream that ends while its call goes on (CLT_DISCONNECT). */
const DISCONNECT = 4;
const NOTHING_LOST = { lost: [], duplicated: [] };
const FIRST = { agentId: "3001", callLeg: 0 };
const SECOND = { agentId: "3002", callLeg: 0 };
/** Five9 names the agent on both streams of a call. */
const CUSTOMER = { agentId: "3001", callLeg: 1 };
const CUSTOMER_AGAIN = { agentId: "3002", callLeg: 1 };

const lostCard: Sample = await readSample("lost-card");
const pcm = await legsOf(lostCard);
const before = { agent: cutAudio(pcm.agent, 0, PAUSE_MS), customer: cutAudio(pcm.customer, 0, PAUSE_MS) };
const after = { agent: cutAudio(pcm.agent, PAUSE_MS), customer: cutAudio(pcm.customer, PAUSE_MS) };

const codesOf = ({ call }: CallDetail) => call.alarms.map(({ code }) => code);
const speakersOf = ({ legs }: CallDetail) =>
  legs.map(({ speaker, origin }) => `${speaker} ${origin.agentId}`).toSorted();

async function leaves(leg: RawLeg): Promise<void> {
  leg.stream.sendStatus(DISCONNECT);
  await leg.stream.ended;
}

describe.each([
  { name: "a minute is longer than RECONNECT_GRACE_MS", graceMs: 15_000 },
  { name: "a minute is shorter than RECONNECT_GRACE_MS", graceMs: 120_000 },
])("Five9, $name", ({ graceMs }) => {
  const clock = new LeapingClock();
  let scene: TestStage;
  beforeAll(async () => {
    scene = await startTestStage({
      settings: { RECONNECT_GRACE_MS: String(graceMs) },
      start: (environment) => startSidetoneHere(environment, clock),
    });
  }, STORY_MS);
  afterAll(() => scene?.close(), STORY_MS);

  const both = (agent: RawLeg, customer: RawLeg, said: typeof before) =>
    Promise.all([speakOn(agent, said.agent), speakOn(customer, said.customer)]);
  const open = (callId: string, who: { agentId?: string; callLeg: number }) =>
    openRawLeg(scene.stage, callId, who);
  const detailOf = async (callKey: string) => {
    const detail = await scene.stage.callDetail(callKey);
    if (detail === null) throw new Error(`${callKey} is not known`);
    return detail;
  };
  const untilHeard = (callKey: string, ms: number) =>
    eventually(async () => {
      const { ledgers } = await detailOf(callKey);
      const settled = Object.values(ledgers).map(({ recognizedMs, receivedMs }) => receivedMs - recognizedMs);
      expect(Object.values(ledgers).map(({ receivedMs }) => receivedMs >= ms)).toEqual([true, true]);
      expect(settled).toEqual([0, 0]);
    });

  test(
    "the customer's stream goes on: one call, and the second agent speaks in the first one's place",
    async () => {
      const callId = newCallId();
      const callKey = `five9-${callId}`;
      const panel = await scene.desktopOf(callId);
      const first = await open(callId, FIRST);
      const customer = await open(callId, CUSTOMER);
      await both(first, customer, before);
      await leaves(first);
      await clock.leap(QUEUE_MS, async () => {
        await customer.send(PIECES.silence, 500);
        await detailOf(callKey);
      });
      const second = await open(callId, SECOND);
      const secondPanel = await scene.desktopOf(callId);
      await both(second, customer, after);
      await Promise.all([leaves(second), leaves(customer)]);
      for (const shown of [panel, secondPanel])
        expect(await scene.settledScore(lostCard, shown)).toMatchObject(NOTHING_LOST);
      const ended = await scene.endedByOperator(callId);
      expect(codesOf(ended)).toEqual([]);
      expect(speakersOf(ended)).toEqual(["agent 3001", "agent 3002", "customer 3001"]);
      expect(await scene.stage.callDetail(`${callKey}_e2`)).toBeNull();
      panel.close();
      secondPanel.close();
    },
    STORY_MS,
  );

  const isOne = graceMs > QUEUE_MS;
  test(
    `both streams end: ${isOne ? "the same call goes on" : "the second agent has another life of the call"}`,
    async () => {
      const callId = newCallId();
      const callKey = `five9-${callId}`;
      const panel = await scene.desktopOf(callId);
      const legs = [await open(callId, FIRST), await open(callId, CUSTOMER)] as const;
      await both(...legs, before);
      await Promise.all(legs.map(leaves));
      await untilHeard(callKey, PAUSE_MS);
      await clock.leap(QUEUE_MS, () => detailOf(callKey));
      if (!isOne) expect((await scene.ended(callId)).call.live).toBe(false);
      // Opened while the call rings, before its first word.
      const secondPanel = await scene.desktopOf(callId);
      const next = [await open(callId, SECOND), await open(callId, CUSTOMER_AGAIN)] as const;
      await both(...next, after);
      await Promise.all(next.map(leaves));
      expect(await scene.settledScore(lostCard, secondPanel)).toMatchObject(NOTHING_LOST);
      const lastKey = isOne ? callKey : `${callKey}_e2`;
      await clock.leap(graceMs, () => detailOf(lastKey));
      await eventually(async () => expect((await detailOf(lastKey)).call.live).toBe(false));
      for (const key of new Set([callKey, lastKey])) expect(codesOf(await detailOf(key))).toEqual([]);
      const conversations = [callKey, `${callKey}_e2`].map((id) => scene.stage.cloud.record.conversation(id));
      expect(conversations.map((one) => one?.participants.length)).toEqual(isOne ? [2, undefined] : [2, 2]);
      panel.close();
      secondPanel.close();
    },
    STORY_MS,
  );
});

describe("VoiceAI Connect", () => {
  const clock = new LeapingClock();
  let scene: VaicStage;
  beforeAll(async () => {
    scene = await startVaicStage(
      { RECOGNITION: "agent-connected", TEXTS_PER_MINUTE: "10000" },
      { start: (environment) => startSidetoneHere(environment, clock) },
    );
  }, STORY_MS);
  afterAll(() => scene?.close(), STORY_MS);

  const DANA = { participant: "caller", uriUser: "+15550100" };
  const SEVEN = { participant: "callee", uriUser: "agent7" };
  const NINE = { participant: "callee-2", uriUser: "agent9" };
  const started = (connected: boolean, ...participants: Fields[]) =>
    startOf({ participants, agentConnected: connected });
  const presence = (connected: boolean): Fields => ({
    ...{ id: crypto.randomUUID(), timestamp: new Date().toISOString() },
    ...{ type: "event", name: "agentConnected", value: { connected } },
  });
  const said = (speaker: Fields, texts: readonly string[]) => texts.map((text) => saidBy(speaker, text));
  const detailOf = async (callKey: string) => {
    const detail = await scene.stage.callDetail(callKey);
    if (detail === null) throw new Error(`${callKey} is not known`);
    return detail;
  };
  const shownOn = (desktop: DesktopClient) =>
    desktop.events.flatMap(({ data }) => {
      const message = data.newMessagePayload as { content?: string; participantRole?: string } | undefined;
      return message === undefined ? [] : [`${message.participantRole} ${message.content}`];
    });
  /** Each text once, each speaker's in their order. */
  const untilShown = (desktop: DesktopClient, texts: readonly string[]) =>
    eventually(() => expect(shownOn(desktop).toSorted()).toEqual(texts.toSorted()));

  const FIRST_HALF = ["END_USER where is my parcel", "HUMAN_AGENT i connect you"];
  const SECOND_HALF = ["HUMAN_AGENT parcels, good morning", "END_USER hello again"];

  test.each([
    ["another start names the second agent", NINE, true],
    ["the second agent has the first one's name", SEVEN, true],
    ["the second agent appears with the first words", NINE, false],
  ])(
    "the conversation goes on, %s",
    async (_, agent, isNamed) => {
      const call = await scene.openBotCall();
      const panel = await scene.desktopOf(call.conversationId);
      await call.hear(started(true, DANA, SEVEN));
      await call.hear(...said(DANA, ["where is my parcel"]), ...said(SEVEN, ["i connect you"]));
      await untilShown(panel, FIRST_HALF);
      await call.hear(presence(false));
      // VoiceAI Connect refreshes; an empty post says as little.
      await clock.leap(QUEUE_MS, () => call.hear());
      const second = await scene.desktopOf(call.conversationId);
      await untilShown(second, FIRST_HALF);
      await call.hear(...(isNamed ? [started(true, DANA, agent)] : []), presence(true));
      await call.hear(...said(agent, ["parcels, good morning"]), ...said(DANA, ["hello again"]));
      for (const shown of [panel, second]) await untilShown(shown, [...FIRST_HALF, ...SECOND_HALF]);
      await call.end();
      await scene.completed(call.conversationId);
      await eventually(async () => expect((await detailOf(call.callKey)).call.live).toBe(false));
      // A name that nobody announced has a role that is a guess, and its alarm says so.
      expect(codesOf(await detailOf(call.callKey))).toEqual(
        isNamed && agent === SEVEN ? [] : ["SPEAKER_UNKNOWN"],
      );
      expect(await scene.stage.callDetail(`${call.callKey}_e2`)).toBeNull();
      panel.close();
      second.close();
    },
    STORY_MS,
  );

  test(
    "the conversation ends, and its id is used again after the queue: two lives, each whole",
    async () => {
      const call = await scene.openBotCall();
      const panel = await scene.desktopOf(call.conversationId);
      await call.hear(started(true, DANA, SEVEN));
      await call.hear(...said(DANA, ["where is my parcel"]), ...said(SEVEN, ["i connect you"]));
      await untilShown(panel, FIRST_HALF);
      await call.end();
      await eventually(async () => expect((await detailOf(call.callKey)).call.live).toBe(false));
      await clock.leap(QUEUE_MS, () => detailOf(call.callKey));
      const second = await scene.desktopOf(call.conversationId);
      await untilShown(second, FIRST_HALF);
      const next = await scene.openBotCall(call.conversationId);
      await next.hear(started(true, DANA, SEVEN));
      await next.hear(...said(SEVEN, ["parcels, good morning"]), ...said(DANA, ["hello again"]));
      await untilShown(second, [...FIRST_HALF, ...SECOND_HALF]);
      await next.end();
      const lastKey = `${call.callKey}_e2`;
      await eventually(async () => expect((await detailOf(lastKey)).call.live).toBe(false));
      for (const key of [call.callKey, lastKey]) expect(codesOf(await detailOf(key))).toEqual([]);
      const messages = [call.callKey, lastKey].map(
        (id) => scene.stage.cloud.record.conversation(id)?.messages,
      );
      expect(messages.map((all) => all?.length)).toEqual([2, 2]);
      panel.close();
      second.close();
    },
    STORY_MS,
  );
});
