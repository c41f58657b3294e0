import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { readSample } from "../../samples/sample.ts";
import { panelUrl } from "../../simulators/stage/desktop-client.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { checkWords, wordsOf } from "../../simulators/stage/word-check.ts";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { type BrowserTab, openTab } from "../support/browser-tab.ts";
import { CallerClock } from "../support/caller-clock.ts";
import { eventually } from "../support/eventually.ts";
import { type PubsubEmulator, startPubsubEmulator, whyNoEmulator } from "../support/pubsub-emulator.ts";
import { redisServerPath, redisSkipNote, startRedisServer } from "../support/redis-server.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
/** Times real time. */
const QUICK = 20;
/** Of the call, when the page is loaded again: two utterances before, suggestions were made. */
const MID_CALL_MS = 17_000;
const sample = await readSample("lost-card");
/** The kinds of card the sample's eight suggestions make. */
const KINDS = ["articles", "coaching", "faq", "knowledge", "knowledge", "note", "replies", "summary"];

const CALL_VARIABLES = { "Call.ANI": "+15550104567", "Call.skill_name": "Billing" };

/** The caller waits for the page in mid-call: recognition that hears nothing for long must not be ended meanwhile. */
const PATIENT = { audioTimeoutMs: 600_000 };

const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);

let browser: Browser;
let agent: BrowserTab;
let stranger: BrowserTab;
if (hasChromium) {
  beforeAll(async () => {
    browser = await launchBrowser();
    [agent, stranger] = await Promise.all([openTab(browser), openTab(browser)]);
  }, STORY_MS);
  afterAll(() => browser.close(), STORY_MS);
}

interface Backing {
  name: string;
  /** Why it cannot run here; null if it can. */
  skip: string | null;
  start(): Promise<{ scene: TestStage; stop(): Promise<void> }>;
}

const BACKINGS: Backing[] = [
  {
    name: "embedded, simulated Pub/Sub",
    skip: null,
    async start() {
      const scene = await startTestStage({ cloud: PATIENT });
      return { scene, stop: async () => {} };
    },
  },
  {
    name: "Redis, simulated Pub/Sub",
    skip: redisServerPath === null ? redisSkipNote : null,
    async start() {
      const redis = await startRedisServer();
      const scene = await startTestStage({ settings: { REDIS_URL: redis.url }, cloud: PATIENT });
      return { scene, stop: () => redis.close() };
    },
  },
  {
    name: "embedded, Google's Pub/Sub emulator",
    skip: whyNoEmulator(),
    async start() {
      const emulator: PubsubEmulator = await startPubsubEmulator("demo-project");
      const scene = await startTestStage({ cloud: { ...PATIENT, pubsubEmulatorHost: emulator.endpoint } });
      return { scene, stop: () => emulator.stop() };
    },
  },
];

for (const backing of BACKINGS) {
  if (backing.skip !== null) console.warn(`Skipped, "${backing.name}": ${backing.skip}`);

  describe.skipIf(!hasChromium || backing.skip !== null)(
    `the agent's panel during a call (${backing.name})`,
    () => {
      let scene: TestStage;
      let stopBacking: () => Promise<void>;

      beforeAll(async () => {
        const started = await backing.start();
        scene = started.scene;
        stopBacking = started.stop;
      }, STORY_MS);
      afterAll(async () => {
        await scene?.close();
        await stopBacking?.();
      }, STORY_MS);

      async function openPanel(tab: BrowserTab, callId: string): Promise<void> {
        await tab.begin({ width: 1_000, height: 700 });
        const { httpBaseUrl, secrets } = scene.stage;
        await tab.page.goto(panelUrl({ httpBaseUrl, callId, launchKey: secrets.launchKey }));
        await tab.page.getByText("Live", { exact: true }).waitFor();
      }

      const wordsOfSpeaker = async ({ page }: BrowserTab, voice: string) =>
        wordsOf(
          (await page.locator(`sidetone-transcript li[data-voice="${voice}"] p`).allTextContents()).join(" "),
        );
      const whomOn = ({ page }: BrowserTab, value: string) =>
        page.locator("sidetone-whom").getByText(value, { exact: true });
      const kindsOn = async ({ page }: BrowserTab) =>
        (
          await page
            .locator("sidetone-card article")
            .evaluateAll((articles) => articles.map((article) => article.getAttribute("data-kind") ?? ""))
        ).toSorted();

      test(
        "shows both speakers' words and every suggestion, survives a reload in mid-call, and stays out of other calls",
        async () => {
          const callId = newCallId();
          await openPanel(agent, callId);
          await openPanel(stranger, newCallId());
          const clock = new CallerClock();
          const call = await scene.stage.call(sample, { callId, clock, callVariables: CALL_VARIABLES });
          await call.started;
          await whomOn(agent, "…4567").waitFor();
          clock.advance(MID_CALL_MS);
          await eventually(async () => expect((await kindsOn(agent)).length).toBeGreaterThanOrEqual(3));
          await agent.page.reload();
          await whomOn(agent, "Billing").waitFor();
          await eventually(async () => expect((await kindsOn(agent)).length).toBeGreaterThanOrEqual(3));
          clock.run(QUICK);
          expect((await call.finished).ok).toBe(true);
          clock.stop();

          await eventually(async () => expect(await kindsOn(agent)).toEqual(KINDS));
          for (const speaker of ["agent", "customer"]) {
            const said = sample.utterances.filter((utterance) => utterance.speaker === speaker);
            const expected = said.flatMap((utterance) => wordsOf(utterance.text));
            await eventually(async () => {
              const { lost, duplicated } = checkWords(expected, await wordsOfSpeaker(agent, speaker));
              expect({ lost, duplicated }).toEqual({ lost: [], duplicated: [] });
            });
          }
          const wrapUp = agent.page.locator("sidetone-wrap-up p");
          await eventually(async () => expect(await wrapUp.textContent()).toContain("Suggested: "));
          expect(await whomOn(agent, "…4567").count()).toBe(1);
          expect(await agent.page.content()).not.toContain("5550104567");
          expect(await kindsOn(stranger)).toEqual([]);
          expect(await stranger.page.locator("sidetone-whom").count()).toBe(0);
          expect(await stranger.page.locator("sidetone-transcript li").count()).toBe(0);
          await scene.ended(callId);
          // The pages go before their server does.
          await Promise.all([agent.leave(), stranger.leave()]);
        },
        STORY_MS,
      );
    },
  );
}
