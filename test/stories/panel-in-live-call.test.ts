import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { readSample } from "../../samples/sample.ts";
import { panelUrl } from "../../simulators/stage/desktop-client.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { checkWords, wordsOf } from "../../simulators/stage/word-check.ts";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { type PubsubEmulator, startPubsubEmulator, whyNoEmulator } from "../support/pubsub-emulator.ts";
import { redisServerPath, redisSkipNote, startRedisServer } from "../support/redis-server.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

const STORY_MS = 600_000;
const sample = await readSample("lost-card");
/** The kinds of card the sample's eight suggestions make. */
const KINDS = ["articles", "coaching", "faq", "knowledge", "knowledge", "note", "replies", "summary"];

const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);

interface Backing {
  name: string;
  /** Why it cannot run here; null where it can. */
  skip: string | null;
  start(): Promise<{ scene: TestStage; stop(): Promise<void> }>;
}

const BACKINGS: Backing[] = [
  {
    name: "embedded, simulated Pub/Sub",
    skip: null,
    async start() {
      const scene = await startTestStage();
      return { scene, stop: async () => {} };
    },
  },
  {
    name: "Redis, simulated Pub/Sub",
    skip: redisServerPath === null ? redisSkipNote : null,
    async start() {
      const redis = await startRedisServer();
      const scene = await startTestStage({ settings: { REDIS_URL: redis.url } });
      return { scene, stop: () => redis.close() };
    },
  },
  {
    name: "embedded, Google's Pub/Sub emulator",
    skip: whyNoEmulator(),
    async start() {
      const emulator: PubsubEmulator = await startPubsubEmulator("demo-project");
      const scene = await startTestStage({ cloud: { pubsubEmulatorHost: emulator.endpoint } });
      return { scene, stop: () => emulator.stop() };
    },
  },
];

for (const backing of BACKINGS) {
  if (backing.skip !== null) console.warn(`Skipped, "${backing.name}": ${backing.skip}`);

  describe.skipIf(!hasChromium || backing.skip !== null)(
    `the agent's panel during a call (${backing.name})`,
    () => {
      let browser: Browser;
      let scene: TestStage;
      let stopBacking: () => Promise<void>;

      beforeAll(async () => {
        browser = await launchBrowser();
        const started = await backing.start();
        scene = started.scene;
        stopBacking = started.stop;
      }, STORY_MS);
      afterAll(async () => {
        await browser?.close();
        await scene?.close();
        await stopBacking?.();
      }, STORY_MS);

      async function openPanel(callId: string): Promise<Page> {
        const context = await browser.newContext({ viewport: { width: 1000, height: 700 } });
        const page = await context.newPage();
        const { httpBaseUrl, secrets } = scene.stage;
        await page.goto(panelUrl({ httpBaseUrl, callId, launchKey: secrets.launchKey }));
        await page.getByText("Live", { exact: true }).waitFor();
        return page;
      }

      const wordsOfRole = async (page: Page, role: string) =>
        wordsOf(
          (await page.locator(`sidetone-transcript li[data-role="${role}"] p`).allTextContents()).join(" "),
        );
      const kindsOn = async (page: Page) =>
        (
          await page
            .locator("sidetone-card article")
            .evaluateAll((articles) => articles.map((article) => article.getAttribute("data-kind") ?? ""))
        ).toSorted();

      test(
        "shows both speakers' words and every suggestion, survives a reload in mid-call, and stays out of other calls",
        async () => {
          const callId = newCallId();
          const page = await openPanel(callId);
          const stranger = await openPanel(newCallId());
          const call = await scene.stage.call(sample, { callId, speed: 3 });
          await eventually(
            async () => expect((await kindsOn(page)).length).toBeGreaterThanOrEqual(3),
            30_000,
          );
          await page.reload();
          await eventually(
            async () => expect((await kindsOn(page)).length).toBeGreaterThanOrEqual(3),
            10_000,
          );
          expect((await call.finished).ok).toBe(true);

          await eventually(async () => expect(await kindsOn(page)).toEqual(KINDS));
          for (const [speaker, role] of [
            ["agent", "HUMAN_AGENT"],
            ["customer", "END_USER"],
          ] as const) {
            const said = sample.utterances.filter((utterance) => utterance.speaker === speaker);
            const expected = said.flatMap((utterance) => wordsOf(utterance.text));
            await eventually(async () => {
              const { lost, duplicated } = checkWords(expected, await wordsOfRole(page, role));
              expect({ lost, duplicated }).toEqual({ lost: [], duplicated: [] });
            }, 600_000);
          }
          expect(await kindsOn(stranger)).toEqual([]);
          expect(await stranger.locator("sidetone-transcript li").count()).toBe(0);
          await scene.ended(callId);
        },
        STORY_MS,
      );
    },
  );
}
