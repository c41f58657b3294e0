/** What is said, translated beneath the transcript: from the call over Cloud Translation to the page, after a reload, and without quota. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { status } from "@grpc/grpc-js";
import type { Browser } from "playwright-core";
import { readSample } from "../../samples/sample.ts";
import {
  startTranslationSimulator,
  type TranslationSimulator,
} from "../../simulators/cloud-translation/simulator.ts";
import { panelUrl } from "../../simulators/stage/desktop-client.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import type { Revealed } from "../../src/contract/call-detail.ts";
import type { InstanceReport } from "../../src/contract/operations.ts";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { type BrowserTab, openTab } from "../support/browser-tab.ts";
import { CallerClock } from "../support/caller-clock.ts";
import { eventually } from "../support/eventually.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
/** Times real time. */
const QUICK = 20;
/** Of the call: some utterances are over. */
const MID_CALL_MS = 17_000;
const PATIENT = { audioTimeoutMs: 600_000 };
const QUOTA = { code: status.RESOURCE_EXHAUSTED, message: "Quota exceeded for quota metric" };
const sample = await readSample("lost-card");

const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);

describe.skipIf(!hasChromium)("a call whose words are translated", () => {
  let browser: Browser;
  let tab: BrowserTab;
  let google: TranslationSimulator;
  let scene: TestStage;

  beforeAll(async () => {
    google = await startTranslationSimulator();
    [browser, scene] = await Promise.all([
      launchBrowser(),
      startTestStage({
        cloud: PATIENT,
        settings: {
          TRANSLATION: "cloud-translation",
          TRANSLATION_LANGUAGES: "de,ar",
          TRANSLATION_ENDPOINT: google.address,
        },
      }),
    ]);
    tab = await openTab(browser);
  }, STORY_MS);
  afterAll(async () => {
    await browser?.close();
    await scene?.close();
    await google?.close();
  }, STORY_MS);

  async function openPanel(callId: string, language: string): Promise<void> {
    await tab.begin({ width: 1_000, height: 700 });
    const { httpBaseUrl, secrets } = scene.stage;
    await tab.page.goto(
      `${panelUrl({ httpBaseUrl, callId, launchKey: secrets.launchKey })}&language=${language}`,
    );
    await tab.page.locator('sidetone-header [data-status="live"]').waitFor();
  }

  /** A call whose first sentences were said, and its page in German. */
  async function beginCall() {
    const callId = newCallId();
    await openPanel(callId, "de");
    const clock = new CallerClock();
    const call = await scene.stage.call(sample, { callId, clock });
    await call.started;
    clock.advance(MID_CALL_MS);
    return { callId, call, clock };
  }

  const lines = () => tab.page.locator("sidetone-transcript li");
  const translated = () => tab.page.locator("sidetone-transcript p.translated");

  /** Each line's original and its translation, in order. */
  const shown = () =>
    lines().evaluateAll((all) =>
      all.map((line) => {
        const words = [...line.querySelectorAll("p")];
        return words.map((one) => `${one.lang} ${one.dir} ${one.textContent?.trim()}`);
      }),
    );

  /** What an operator reads of the call. */
  async function revealed(callId: string): Promise<Revealed> {
    const { httpBaseUrl, secrets } = scene.stage;
    const response = await fetch(`${httpBaseUrl}/operators/api/calls/five9-${callId}/reveal`, {
      method: "POST",
      headers: { authorization: `Bearer ${secrets.operatorToken}`, "content-type": "application/json" },
      body: "{}",
    });
    return (await response.json()) as Revealed;
  }

  async function alarms(): Promise<string[]> {
    const instance = (await scene.stage.operators("/instance")) as unknown as InstanceReport;
    return instance.alarms.map(({ code }) => code);
  }

  test(
    "each line has its translation, once and in order, also after a reload, and each word was paid for once",
    async () => {
      const { callId, call, clock } = await beginCall();
      await eventually(async () => expect(await translated().count()).toBeGreaterThan(1));
      await tab.page.reload();
      await eventually(async () => expect(await translated().count()).toBeGreaterThan(1));
      clock.run(QUICK);
      expect((await call.finished).ok).toBe(true);
      clock.stop();
      await scene.ended(callId);
      await eventually(async () => {
        const count = await lines().count();
        expect(count).toBeGreaterThan(5);
        expect(await translated().count()).toBe(count);
      });
      const before = await shown();
      for (const [original = "", translation = ""] of before) {
        const words = original.replace("en-US auto ", "");
        expect(original).toBe(`en-US auto ${words}`);
        expect(translation).toBe(`de auto Auf Deutsch: ${words}`);
      }
      await tab.page.reload();
      await eventually(async () => expect(await shown()).toEqual(before));
      const asked = google.requests
        .filter(({ targetLanguageCode }) => targetLanguageCode === "de")
        .flatMap(({ contents }) => contents);
      expect(asked.length).toBe(before.length);
      expect(tab.complaints).toEqual([]);
      const { entries } = await revealed(callId);
      const german = entries.flatMap(({ texts = [] }) =>
        texts.filter(({ title }) => title === "Translation (de)"),
      );
      expect(german.map(({ text }) => `de auto ${text}`).toSorted()).toEqual(
        before.map(([, translation = ""]) => translation).toSorted(),
      );

      await openPanel(callId, "ar");
      await eventually(async () =>
        expect((await shown())[0]?.[1]).toBe(
          before[0]?.[1]?.replace("de auto Auf Deutsch:", "ar auto بالعربية:"),
        ),
      );
    },
    STORY_MS,
  );

  test(
    "without quota the original stays with the reason, operators have an alarm, and both are over with the next words",
    async () => {
      google.faults.refuse = QUOTA;
      const { call, clock } = await beginCall();
      const notice = tab.page.locator("sidetone-translation [role=status]");
      await notice.getByText("TRANSLATION_QUOTA").waitFor();
      expect(await translated().count()).toBe(0);
      expect(await lines().count()).toBeGreaterThan(0);
      await eventually(async () => expect(await alarms()).toEqual(["TRANSLATION_STOPPED"]));
      await tab.page.reload();
      await notice.getByText("TRANSLATION_QUOTA").waitFor();

      google.faults.refuse = undefined;
      clock.run(QUICK);
      expect((await call.finished).ok).toBe(true);
      clock.stop();
      await eventually(async () => expect(await translated().count()).toBeGreaterThan(0));
      await eventually(async () => expect(await notice.textContent()).toBe(""));
      await eventually(async () => expect(await alarms()).toEqual([]));
      expect(tab.complaints).toEqual([]);
    },
    STORY_MS,
  );
});
