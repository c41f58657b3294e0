/**
 * A conversation id that VoiceAI Connect uses again after its end, at once or later, in any framework and across a restart:
 * each life has a conversation at Dialogflow, a record and a history of its own. Nothing public says whether ids are used
 * again.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readSample, type Sample } from "../../samples/sample.ts";
import { scoreCall } from "../../simulators/stage/call-score.ts";
import type { VaicFramework } from "../../simulators/vaic/activity.ts";
import type { CallDetail } from "../../src/contract/call-detail.ts";
import { eventually } from "../support/eventually.ts";
import { expectTranscript } from "../support/vaic-checks.ts";
import { startVaicStage, type VaicStage } from "../support/vaic-stage.ts";

const STORY_MS = 600_000;
const SPEED = 40;

let scene: VaicStage;
let lostCard: Sample;
let lateDelivery: Sample;
beforeAll(async () => {
  [lostCard, lateDelivery] = await Promise.all([readSample("lost-card"), readSample("late-delivery")]);
  scene = await startVaicStage({ TEXTS_PER_MINUTE: "10000" });
}, STORY_MS);
afterAll(() => scene.close(), STORY_MS);

async function expectLife(id: string, sample: Sample): Promise<CallDetail> {
  expectTranscript(await scene.completed(id), sample);
  let detail: CallDetail | null = null;
  await eventually(async () => {
    detail = await scene.stage.callDetail(`vaic-${id}`);
    expect(detail?.call.live).toBe(false);
  });
  if (detail === null) throw new Error("the call is not known");
  return detail;
}

for (const framework of ["bot-api-http", "bot-api-streaming", "dialogflow-cx"] satisfies VaicFramework[]) {
  test(
    `${framework}: an id used again at once, while the last words of before are fetched, loses and mixes nothing`,
    async () => {
      const conversationId = crypto.randomUUID();
      for (const sample of [lostCard, lateDelivery, lostCard]) {
        const call = scene.call(framework, sample, { conversationId, speed: SPEED });
        expect((await call.finished).ok).toBe(true);
      }
      const lives: CallDetail[] = [];
      for (const [suffix, sample] of [
        ["", lostCard],
        ["_e2", lateDelivery],
        ["_e3", lostCard],
      ] as const) {
        lives.push(await expectLife(conversationId + suffix, sample));
      }
      for (const { call } of lives) {
        expect(call.vendorCallId).toBe(conversationId);
        expect(call.alarms.map(({ code }) => code)).toEqual(["NOBODY_WATCHING"]);
      }
    },
    STORY_MS,
  );
}

test(
  "an id used again after a restart is another life, and the panel shows the newest",
  async () => {
    const conversationId = crypto.randomUUID();
    expect((await scene.call("bot-api-http", lostCard, { conversationId, speed: SPEED }).finished).ok).toBe(
      true,
    );
    await expectLife(conversationId, lostCard);
    await scene.stage.restart("kill");
    const second = scene.call("bot-api-http", lateDelivery, { conversationId, speed: SPEED });
    expect((await second.finished).ok).toBe(true);
    await expectLife(`${conversationId}_e2`, lateDelivery);
    const desktop = await scene.desktopOf(conversationId);
    await eventually(() => {
      expect(scoreCall(lateDelivery, desktop.events, [])).toMatchObject({ lost: [], duplicated: [] });
    });
    desktop.close();
  },
  STORY_MS,
);
