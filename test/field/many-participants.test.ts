/** More participants than two or three in a call of VoiceAI Connect: every one is heard, in the role that the setting names. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { status } from "@grpc/grpc-js";
import type { Browser } from "playwright-core";
import { type BotCall, type Fields, saidBy, startOf } from "../support/bot-call.ts";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { startVaicStage, type VaicStage } from "../support/vaic-stage.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);

let scene: VaicStage;
let browser: Browser | undefined;
beforeAll(async () => {
  scene = await startVaicStage({
    AUDIOCODES_ROLES: "caller=customer,*-customer=customer,Agent*=agent,boss=supervisor",
  });
  if (hasChromium) browser = await launchBrowser();
}, STORY_MS);
afterAll(async () => {
  await browser?.close();
  await scene?.close();
}, STORY_MS);

const announced = (names: readonly string[]): Fields => ({
  participants: names.map((participant) => ({ participant })),
});

/** Roles and words at Dialogflow, and how many participants it has. */
async function heard(call: BotCall, count: number) {
  const recordOf = () => scene.stage.cloud.record.conversation(call.callKey);
  await eventually(() => expect(recordOf()?.messages).toHaveLength(count));
  const record = recordOf();
  return {
    words: (record?.messages ?? []).map(({ role, content }) => `${role}: ${content}`).toSorted(),
    participants: (record?.participants ?? []).map(({ role }) => role).toSorted(),
  };
}

const detailOf = async (call: BotCall) => {
  const detail = await scene.stage.callDetail(call.callKey);
  if (detail === null) throw new Error("the call is not known");
  return detail;
};

describe("a conference", () => {
  test("of six is heard whole: each has a participant of its own, a leg of its name, and recognition", async () => {
    const call = await scene.openBotCall();
    const names = ["caller", "agent-1", "AGENT-2", "agent-3", "boss", "second-customer"];
    const answer = await call.hear(startOf(announced(names)));
    await eventually(async () => {
      answer.push(...(await call.hear()));
      const targets = answer.map(
        ({ activityParams }) => (activityParams as Fields | undefined)?.targetParticipant,
      );
      expect(targets.filter((target) => target !== undefined).toSorted()).toEqual(names.toSorted());
    });
    await call.hear(...names.map((participant) => saidBy({ participant }, `${participant} speaks`)));
    const { words, participants } = await heard(call, names.length);
    expect(words).toEqual([
      "END_USER: caller speaks",
      "END_USER: second-customer speaks",
      "HUMAN_AGENT: AGENT-2 speaks",
      "HUMAN_AGENT: agent-1 speaks",
      "HUMAN_AGENT: agent-3 speaks",
      "HUMAN_AGENT: boss speaks",
    ]);
    expect(participants).toEqual([...Array(2).fill("END_USER"), ...Array(4).fill("HUMAN_AGENT")]);
    const { call: row, legs } = await detailOf(call);
    expect(legs.map(({ participant, speaker }) => [participant, speaker])).toEqual([
      ["caller", "customer"],
      ["agent-1", "agent"],
      ["AGENT-2", "agent-2"],
      ["agent-3", "agent-3"],
      ["boss", "supervisor"],
      ["second-customer", "customer-2"],
    ]);
    expect(row.alarms).toEqual([]);
    await call.end();
  });

  test("whose further parties have no role by the setting is heard, and the guess is told", async () => {
    const call = await scene.openBotCall();
    const names = ["participant", "participant-2", "participant-3", "participant-4"];
    await call.hear(startOf(announced(names)));
    await call.hear(...names.map((participant) => saidBy({ participant }, `${participant} speaks`)));
    const { words } = await heard(call, names.length);
    expect(words).toEqual([
      "END_USER: participant speaks",
      "HUMAN_AGENT: participant-2 speaks",
      "HUMAN_AGENT: participant-3 speaks",
      "HUMAN_AGENT: participant-4 speaks",
    ]);
    expect((await detailOf(call)).call.alarms).toMatchObject([
      { code: "SPEAKER_UNKNOWN", severity: "warning" },
    ]);
    await call.end();
  });

  test("of more than a call has room for: sixteen are heard, an alarm tells of the others", async () => {
    const call = await scene.openBotCall();
    const names = ["caller", ...Array.from({ length: 18 }, (_, at) => `agent-${at + 1}`)];
    await call.hear(startOf(announced(names)));
    await call.hear(...names.map((participant) => saidBy({ participant }, `${participant} speaks`)));
    const { words } = await heard(call, 16);
    expect(words).toContain("HUMAN_AGENT: agent-15 speaks");
    const { alarms } = (await detailOf(call)).call;
    expect(alarms).toMatchObject([{ code: "SPEAKER_UNKNOWN", severity: "serious" }]);
    expect(alarms[0]?.message).toContain("more participants");
    await call.end();
  });

  test(
    "of whom Dialogflow takes only two: the others' words are told as lost, with Dialogflow's reason",
    async () => {
      const call = await scene.openBotCall();
      const { faults } = scene.stage.cloud;
      try {
        await call.hear(startOf(announced(["caller", "agent-1"])));
        await call.hear(saidBy({ participant: "caller" }, "hello"), saidBy({ participant: "agent-1" }, "hi"));
        await heard(call, 2);
        faults.refuseParticipants = { code: status.FAILED_PRECONDITION, message: "Too many participants." };
        await call.hear(startOf(announced(["agent-2"])));
        await call.hear(
          saidBy({ participant: "agent-2" }, "lost"),
          saidBy({ participant: "caller" }, "and on"),
        );
        expect((await heard(call, 3)).words).toContain("END_USER: and on");
        await eventually(async () => {
          const { alarms } = (await detailOf(call)).call;
          expect(alarms.map(({ severity, message }) => `${severity}: ${message}`).join()).toMatch(
            /serious: .*agent 2/i,
          );
        });
      } finally {
        faults.refuseParticipants = undefined;
      }
      await call.end();
    },
    STORY_MS,
  );

  test.skipIf(!hasChromium)(
    "shows in the panel what everybody said",
    async () => {
      const call = await scene.openBotCall();
      const names = ["caller", "agent-1", "agent-2", "second-customer"];
      const page = await browser?.newPage();
      if (page === undefined) throw new Error(NO_CHROMIUM);
      page.setDefaultTimeout(STORY_MS);
      await page.goto(scene.panelUrlOf(call.conversationId));
      await page.getByText("Live", { exact: true }).waitFor();
      await call.hear(startOf(announced(names)));
      await call.hear(...names.map((participant) => saidBy({ participant }, `${participant} speaks`)));
      const lines = page.locator("sidetone-transcript li p");
      await eventually(async () =>
        expect((await lines.allTextContents()).toSorted()).toEqual(
          names.map((name) => `${name} speaks`).toSorted(),
        ),
      );
      await page.close();
      await call.end();
    },
    STORY_MS,
  );
});
