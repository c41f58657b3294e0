/** A hold that nothing ends: with speech in its audio the call has an alarm, and by setting its words are heard. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { eventually } from "../support/eventually.ts";
import { alarmsOf, openRawLeg, PIECES } from "../support/raw-legs.ts";
import { checkParticipant, cutAudio, legsOf, participantWhoSaid, saidBy } from "../support/story-audio.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const HOLD_LIMIT_MS = 60_000;
const HOLD = 2;
const RESUME = 3;
const CUSTOMER = { callLeg: 1 };
const ALARM = "warning HOLD_DOUBTED: The customer is on hold for more than ";

describe.each(["alarm", "recognize"] as const)("HOLD_SPEECH=%s", (policy) => {
  let scene: TestStage;
  beforeAll(async () => {
    scene = await startTestStage({
      settings: { HOLD_ALARM_MS: String(HOLD_LIMIT_MS), HOLD_SPEECH: policy, RECONNECT_GRACE_MS: "0" },
    });
  }, STORY_MS);
  afterAll(() => scene?.close(), STORY_MS);

  const alarms = async (callId: string) => alarmsOf(await scene.stage.callDetail(`five9-${callId}`));

  test(
    "speech on hold raises an alarm after the time, which a resume ends",
    async () => {
      const callId = newCallId();
      const customer = await openRawLeg(scene.stage, callId, CUSTOMER);
      await customer.send(PIECES.speech, 1_000);
      customer.stream.sendStatus(HOLD);
      await customer.send(PIECES.speech, HOLD_LIMIT_MS + 1_000);
      await eventually(async () => expect((await alarms(callId)).join()).toContain(ALARM));
      customer.stream.sendStatus(RESUME);
      await eventually(async () => expect(await alarms(callId)).toEqual([]));
      customer.stream.sendStatus(1);
      expect(alarmsOf(await scene.ended(callId))).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "a quiet hold is believed, however long",
    async () => {
      const callId = newCallId();
      const customer = await openRawLeg(scene.stage, callId, CUSTOMER);
      await customer.send(PIECES.speech, 1_000);
      customer.stream.sendStatus(HOLD);
      await customer.send(PIECES.speech, 2_500);
      await customer.send(PIECES.silence, 30 * HOLD_LIMIT_MS);
      customer.stream.sendStatus(1);
      const ended = await scene.ended(callId);
      expect(alarmsOf(ended)).toEqual([]);
      expect(ended.ledgers.customer?.droppedMs.hold).toBe(30 * HOLD_LIMIT_MS + 2_500);
    },
    STORY_MS,
  );

  test(
    `a hold whose resume is lost: ${policy === "alarm" ? "the alarm stays" : "what is said after the time is recognised"}`,
    async () => {
      const sample = await readSample("late-delivery");
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      const customer = await openRawLeg(scene.stage, callId, CUSTOMER);
      await customer.send(PIECES.speech, 1_000);
      customer.stream.sendStatus(HOLD);
      await customer.send(PIECES.speech, HOLD_LIMIT_MS);
      await eventually(async () => expect((await alarms(callId)).join()).toContain(ALARM));
      const { customer: pcm } = await legsOf(sample);
      for (let atMs = 0; atMs < pcm.byteLength / 16; atMs += 100)
        await customer.send(cutAudio(pcm, atMs, Math.min(atMs + 100, pcm.byteLength / 16)), 100);
      await customer.send(PIECES.silence, 2_000);
      const said = saidBy(sample, "customer");
      const heard = () => {
        const conversation = scene.stage.cloud.record.conversation(`five9-${callId}`);
        const participant = participantWhoSaid(conversation, said[0] ?? "");
        // The tones before it are speech that the simulator does not know.
        const events = desktop.events.filter(({ data }) => !JSON.stringify(data).includes("[speech"));
        return checkParticipant(events, participant?.name ?? "", said);
      };
      if (policy === "recognize") await eventually(() => expect(heard().lost).toEqual([]));
      customer.stream.sendStatus(1);
      const ended = await scene.ended(callId);
      const [alarm = ""] = alarmsOf(ended);
      expect(alarm).toStartWith(ALARM);
      expect(alarm).toEndWith(policy === "alarm" ? "was the resume lost?" : "recognition goes on");
      if (policy === "alarm") expect(ended.ledgers.customer?.recognizedMs).toBeLessThan(2_000);
      else expect(heard()).toMatchObject({ lost: [], duplicated: [] });
      expect(ended.ledgers.customer?.imbalanceMs).toBe(0);
      desktop.close();
    },
    STORY_MS,
  );
});
