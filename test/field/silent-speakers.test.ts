/** Words lost in silence: a speaker who is never heard has an alarm with the cause, live and afterwards; one who was heard has none. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { status } from "@grpc/grpc-js";
import { newCallId } from "../../simulators/stage/stage.ts";
import type { CallDetail } from "../../src/contract/call-detail.ts";
import { eventually } from "../support/eventually.ts";
import { alarmsOf, openRawConversation, openRawLeg, PIECES } from "../support/raw-legs.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const TOKEN = "a-token-of-the-provider";
const AGENT = { callLeg: 0 };
const CUSTOMER = { callLeg: 1 };

let scene: TestStage;
beforeAll(async () => {
  scene = await startTestStage({
    settings: { UNHEARD_ALARM_MS: "1000", AUDIOCODES_BOT_TOKEN: TOKEN, TEXTS_PER_MINUTE: "1000" },
  });
}, STORY_MS);
afterAll(() => scene?.close(), STORY_MS);

const detailOf = (callKey: string) => scene.stage.callDetail(callKey);

/** Waits until the call has this alarm. */
async function untilAlarm(callKey: string, alarm: string): Promise<CallDetail> {
  let detail: CallDetail | null = null;
  await eventually(async () => {
    detail = await detailOf(callKey);
    expect(alarmsOf(detail).join("\n")).toContain(alarm);
  });
  if (detail === null) throw new Error("the call is not known");
  return detail;
}

describe("a leg of Five9", () => {
  test.each([
    ["without audio", undefined, "serious SPEAKER_UNHEARD: The customer was never heard: no audio came for "],
    [
      "with messages of no length",
      PIECES.empty,
      "serious SPEAKER_UNHEARD: The customer was never heard: only empty messages came for ",
    ],
    [
      "with digital silence",
      PIECES.silence,
      "warning SPEAKER_UNHEARD: The customer was never heard: nothing but digital silence came for ",
    ],
  ] as const)(
    "%s beside one that speaks: the alarm says so, live and afterwards",
    async (_, piece, alarm) => {
      const callId = newCallId();
      const agent = await openRawLeg(scene.stage, callId, AGENT);
      const customer = await openRawLeg(scene.stage, callId, CUSTOMER);
      await agent.send(PIECES.speech, 2_000);
      if (piece !== undefined) await customer.send(piece, 2_000);
      const live = await untilAlarm(`five9-${callId}`, alarm);
      expect(alarmsOf(live)).toHaveLength(1);
      for (const { stream } of [agent, customer]) stream.sendStatus(1);
      const ended = await scene.ended(callId);
      expect(alarmsOf(ended).join("\n")).toContain(alarm);
      expect(ended.history.filter(({ event }) => event === "speaker.unheard")).toHaveLength(1);
    },
    STORY_MS,
  );

  test(
    "whose place another stream takes and brings nothing: the alarm stays until it does",
    async () => {
      const callId = newCallId();
      const agent = await openRawLeg(scene.stage, callId, AGENT);
      await agent.send(PIECES.speech, 2_000);
      await eventually(async () => {
        const { history = [] } = (await detailOf(`five9-${callId}`)) ?? {};
        expect(history.map(({ event }) => event)).toContain("speaker.heard");
      });
      const again = await openRawLeg(scene.stage, callId, AGENT);
      await agent.stream.ended;
      const alarm =
        "serious SPEAKER_UNHEARD: The agent is no longer heard: another stream took the place of theirs ";
      const live = await untilAlarm(`five9-${callId}`, alarm);
      expect(live.legs.map(({ open }) => open)).toEqual([false, true]);
      await again.send(PIECES.speech, 500);
      // What was not heard meanwhile is told as missing.
      const gap = [expect.stringContaining("warning AUDIO_GAP: ")];
      await eventually(async () => expect(alarmsOf(await detailOf(`five9-${callId}`))).toEqual(gap));
      again.stream.sendStatus(1);
      expect(alarmsOf(await scene.ended(callId))).toEqual(gap);
    },
    STORY_MS,
  );

  test(
    "that is heard at last has no alarm any more, and may be quiet for ever after",
    async () => {
      const callId = newCallId();
      const customer = await openRawLeg(scene.stage, callId, CUSTOMER);
      await customer.send(PIECES.silence, 2_000);
      await untilAlarm(`five9-${callId}`, "SPEAKER_UNHEARD");
      await customer.send(PIECES.speech, 1_000);
      await eventually(async () => expect(alarmsOf(await detailOf(`five9-${callId}`))).toEqual([]));
      await customer.send(PIECES.silence, 600_000);
      customer.stream.sendStatus(1);
      const ended = await scene.ended(callId);
      expect(alarmsOf(ended)).toEqual([]);
      expect(ended.ledgers.customer?.receivedMs).toBe(603_000);
    },
    STORY_MS,
  );

  test(
    "that sends nothing for ten minutes, because the agent muted the microphone, has no alarm",
    async () => {
      const callId = newCallId();
      const agent = await openRawLeg(scene.stage, callId, AGENT);
      const customer = await openRawLeg(scene.stage, callId, CUSTOMER);
      await agent.send(PIECES.speech, 1_000);
      await customer.send(PIECES.speech, 1_000);
      await eventually(async () => {
        const { history = [] } = (await detailOf(`five9-${callId}`)) ?? {};
        expect(history.filter(({ event }) => event === "speaker.heard")).toHaveLength(2);
      });
      await customer.send(PIECES.speech, 600_000);
      for (const { stream } of [agent, customer]) stream.sendStatus(1);
      expect(alarmsOf(await scene.ended(callId))).toEqual([]);
    },
    STORY_MS,
  );
});

describe("a participant of VoiceAI Connect", () => {
  const start = { participants: [{ participant: "caller" }, { participant: "callee" }] };

  test(
    "of whom no words come has the alarm until there are some",
    async () => {
      const vaic = await openRawConversation(scene.stage, TOKEN);
      await vaic.event("start", start);
      await vaic.say("callee", "Good morning");
      const alarm = "warning SPEAKER_UNHEARD: The customer was never heard: no words came for ";
      expect(alarmsOf(await untilAlarm(vaic.callKey, alarm))).toHaveLength(1);
      await vaic.event("speechHypothesis", { participant: "caller", text: "hello" });
      await eventually(async () => expect(alarmsOf(await detailOf(vaic.callKey))).toEqual([]));
      await vaic.end();
    },
    STORY_MS,
  );

  test(
    "whose texts Dialogflow refuses has an alarm that counts them, also afterwards",
    async () => {
      const vaic = await openRawConversation(scene.stage, TOKEN);
      const { faults } = scene.stage.cloud;
      faults.refuseParticipants = { code: status.INVALID_ARGUMENT, message: "stated by the test" };
      await vaic.event("start", start);
      await vaic.say("caller", "one");
      await vaic.say("callee", "two");
      await vaic.say("caller", "three");
      const alarm = "serious TEXTS_LOST: 2 texts of the customer did not reach Dialogflow (UPSTREAM_REFUSED)";
      await untilAlarm(vaic.callKey, alarm);
      await untilAlarm(vaic.callKey, "serious TEXTS_LOST: 1 text of the agent");
      await vaic.end();
      await eventually(async () => expect((await detailOf(vaic.callKey))?.call.live).toBe(false));
      faults.refuseParticipants = undefined;
      const ended = await detailOf(vaic.callKey);
      expect(alarmsOf(ended).join("\n")).toContain(alarm);
      expect(ended?.history.filter(({ event }) => event === "text.lost")).toHaveLength(3);
    },
    STORY_MS,
  );

  test(
    "whose agentConnected cannot be read: the call has an alarm until one can",
    async () => {
      const vaic = await openRawConversation(scene.stage, TOKEN);
      await vaic.event("start", start);
      await vaic.event("agentConnected", { connected: "perhaps" });
      await untilAlarm(vaic.callKey, "warning PRESENCE_UNREADABLE");
      await vaic.event("agentConnected", { connected: "TRUE" });
      await eventually(async () =>
        expect(alarmsOf(await detailOf(vaic.callKey)).join()).not.toContain("PRESENCE_UNREADABLE"),
      );
      await vaic.end();
    },
    STORY_MS,
  );
});
