/** Audio that falls behind the clock, leg by leg: an alarm says by how many milliseconds, live and afterwards. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { newCallId } from "../../simulators/stage/stage.ts";
import { eventually } from "../support/eventually.ts";
import { alarmsOf, openRawLeg, PIECES, type RawLeg } from "../support/raw-legs.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const CUSTOMER = { callLeg: 1 };
const AGENT = { callLeg: 0 };
/** 10 ms. */
const SLIVER = PIECES.speech.subarray(0, 160);

let scene: TestStage;
beforeAll(async () => {
  scene = await startTestStage({ settings: { BEHIND_ALARM_MS: "1000" } });
}, STORY_MS);
afterAll(() => scene?.close(), STORY_MS);

const alarms = async (callId: string) => alarmsOf(await scene.stage.callDetail(`five9-${callId}`));
/** The figure of the alarm, in milliseconds. */
const figureIn = (alarm = "") => Number(/([\d,]+) ms behind the clock/.exec(alarm)?.[1]?.replaceAll(",", ""));

async function end(callId: string, ...legs: RawLeg[]) {
  for (const { stream } of legs) stream.sendStatus(1);
  return alarmsOf(await scene.ended(callId));
}

test(
  "a leg that sends slower than its speaker speaks is told with the difference; the other leg is not",
  async () => {
    const callId = newCallId();
    const [agent, customer] = [
      await openRawLeg(scene.stage, callId, AGENT),
      await openRawLeg(scene.stage, callId, CUSTOMER),
    ];
    await agent.send(PIECES.speech, 10_000);
    // 80 % of its audio in time: 100 ms in every 125.
    for (let count = 0; count < 100; count += 1) await customer.send(PIECES.speech, 100, 25);
    await eventually(async () =>
      expect((await alarms(callId)).join()).toContain("warning AUDIO_BEHIND: The customer's audio is "),
    );
    const [alarm, ...others] = await end(callId, agent, customer);
    expect(alarm).toStartWith("warning AUDIO_BEHIND: The customer's audio was up to ");
    // Told at the limit and at each doubling.
    expect(figureIn(alarm)).toBeGreaterThanOrEqual(1_000);
    expect(figureIn(alarm)).toBeLessThanOrEqual(2_475);
    expect(others).toEqual([]);
  },
  STORY_MS,
);

test(
  "audio that waits on its way is told with its delay, and no longer once it has caught up",
  async () => {
    const callId = newCallId();
    const customer = await openRawLeg(scene.stage, callId, CUSTOMER);
    const sendSliver = (stampMs: number) => customer.stream.sendAudio(SLIVER, stampMs);
    // Each is stamped 10 ms after the one before, and comes later than that.
    let stampMs = 1_000_000;
    await eventually(async () => {
      stampMs += 10;
      sendSliver(stampMs);
      expect((await alarms(callId)).join()).toContain("AUDIO_BEHIND: The customer's audio is ");
    });
    expect(figureIn((await alarms(callId))[0])).toBeGreaterThanOrEqual(1_000);
    // The line is free again: what waited comes at once.
    for (let count = 0; count < 3_000; count += 1) {
      stampMs += 10;
      sendSliver(stampMs);
      await customer.stream.drained();
    }
    await eventually(async () =>
      expect((await alarms(callId)).join()).toContain("AUDIO_BEHIND: The customer's audio was up to "),
    );
    const [alarm, ...others] = await end(callId, customer);
    expect(figureIn(alarm)).toBeGreaterThanOrEqual(1_000);
    expect(others).toEqual([]);
  },
  STORY_MS,
);

test(
  "a leg that is faster than the clock, or pauses, is not behind",
  async () => {
    const callId = newCallId();
    const customer = await openRawLeg(scene.stage, callId, CUSTOMER);
    const agent = await openRawLeg(scene.stage, callId, AGENT);
    await agent.send(PIECES.speech, 60_000);
    await customer.send(PIECES.speech, 60_000);
    expect(await end(callId, agent, customer)).toEqual([]);
  },
  STORY_MS,
);
