import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { readSample } from "../../samples/sample.ts";
import { checkWords, wordsOf } from "../../simulators/stage/word-check.ts";
import { FRAMEWORKS, type VaicFramework } from "../../simulators/vaic/activity.ts";
import type { PlacedVaicCall } from "../../simulators/vaic/vaic-call.ts";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { startVaicStage, type VaicStage } from "../support/vaic-stage.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
/** Times real time. */
const QUICK = 20;
/** VoiceAI Connect is patient here: how soon a bot has to answer is shown where nothing else wants the machine. */
const PATIENT_MS = 120_000;
const sample = await readSample("lost-card");
const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);

/** One call in each framework and mode, all at the same time, each with its agent's panel open. */
describe.skipIf(!hasChromium)("the agent's panel during a call of VoiceAI Connect", () => {
  let browser: Browser;
  let scene: VaicStage;
  let stranger: Page;
  const calls = new Map<VaicFramework, { call: PlacedVaicCall; page: Page }>();

  beforeAll(async () => {
    browser = await launchBrowser();
    scene = await startVaicStage();
    // Tabs of one window: a window of its own would cost each call another second of processor time.
    const context = await browser.newContext();
    context.setDefaultTimeout(PATIENT_MS);
    const open = async (conversationId: string) => {
      const page = await context.newPage();
      await page.goto(scene.panelUrlOf(conversationId));
      return page;
    };
    stranger = await open(crypto.randomUUID());
    for (const framework of FRAMEWORKS) {
      const conversationId = crypto.randomUUID();
      const page = await open(conversationId);
      await page.getByText("Live", { exact: true }).waitFor();
      calls.set(framework, {
        page,
        call: scene.call(framework, sample, {
          conversationId,
          speed: QUICK,
          slowAnswerMs: PATIENT_MS,
          awaitRecognitionMs: PATIENT_MS,
        }),
      });
    }
  }, STORY_MS);
  afterAll(async () => {
    await browser?.close();
    await scene?.close();
  }, STORY_MS);

  test.each([...FRAMEWORKS])(
    "%s: shows both speakers' words once and every suggestion",
    async (framework) => {
      const { call, page } = calls.get(framework) ?? {};
      if (call === undefined || page === undefined) throw new Error("the call was not placed");
      await page.locator("sidetone-whom").getByText("…0100", { exact: true }).waitFor();
      expect((await call.finished).problems).toEqual([]);
      const cards = page.locator("sidetone-card article");
      await eventually(async () => expect(await cards.count()).toBe(sample.suggestions.length));
      for (const speaker of ["agent", "customer"]) {
        const said = sample.utterances.filter((utterance) => utterance.speaker === speaker);
        const expected = said.flatMap((utterance) => wordsOf(utterance.text));
        const lines = page.locator(`sidetone-transcript li[data-voice="${speaker}"] p`);
        await eventually(async () => {
          const shown = wordsOf((await lines.allTextContents()).join(" "));
          expect(checkWords(expected, shown)).toMatchObject({ lost: [], duplicated: [] });
        });
      }
    },
    STORY_MS,
  );

  test("another conversation's panel shows nothing of them", async () => {
    await Promise.all([...calls.values()].map(({ call }) => call.finished));
    expect(await stranger.locator("sidetone-transcript li").count()).toBe(0);
    expect(await stranger.locator("sidetone-card").count()).toBe(0);
  });
});
