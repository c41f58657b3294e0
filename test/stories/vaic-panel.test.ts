import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { randomUUID } from "node:crypto";
import type { Browser } from "playwright-core";
import { readSample } from "../../samples/sample.ts";
import { checkWords, wordsOf } from "../../simulators/stage/word-check.ts";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { startVaicStage, type VaicStage } from "../support/vaic-stage.ts";

const STORY_MS = 60_000;
const sample = await readSample("lost-card");
const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);

describe.skipIf(!hasChromium)("the agent's panel during a call of VoiceAI Connect", () => {
  let browser: Browser;
  let scene: VaicStage;
  beforeAll(async () => {
    browser = await launchBrowser();
    scene = await startVaicStage();
  }, STORY_MS);
  afterAll(async () => {
    await browser?.close();
    await scene?.close();
  }, STORY_MS);

  test(
    "shows both speakers' words and every suggestion, and nothing of another conversation",
    async () => {
      const conversationId = randomUUID();
      const page = await browser.newPage();
      await page.goto(scene.panelUrlOf(conversationId));
      await page.getByText("Live", { exact: true }).waitFor();
      const stranger = await browser.newPage();
      await stranger.goto(scene.panelUrlOf(randomUUID()));
      const report = await scene.call("bot-api-websocket", sample, { conversationId, speed: 6 }).finished;
      expect(report.problems).toEqual([]);

      const cards = page.locator("sidetone-card article");
      await eventually(async () => expect(await cards.count()).toBe(sample.suggestions.length), 10_000);
      for (const [speaker, role] of [
        ["agent", "HUMAN_AGENT"],
        ["customer", "END_USER"],
      ] as const) {
        const said = sample.utterances.filter((utterance) => utterance.speaker === speaker);
        const lines = page.locator(`sidetone-transcript li[data-role="${role}"] p`);
        const check = checkWords(
          said.flatMap((utterance) => wordsOf(utterance.text)),
          wordsOf((await lines.allTextContents()).join(" ")),
        );
        expect(check).toMatchObject({ lost: [], duplicated: [] });
      }
      expect(await stranger.locator("sidetone-transcript li").count()).toBe(0);
    },
    STORY_MS,
  );
});
