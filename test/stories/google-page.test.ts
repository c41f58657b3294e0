import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { readSample } from "../../samples/sample.ts";
import { panelUrl } from "../../simulators/stage/desktop-client.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { checkWords, wordsOf } from "../../simulators/stage/word-check.ts";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { CallerClock } from "../support/caller-clock.ts";
import { eventually } from "../support/eventually.ts";
import { bundleForBrowser } from "../support/google-page/bundle.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
/** Times real time. */
const QUICK = 20;
/** Of the call, when the page is loaded again: after the suggestions to its first six utterances. */
const MID_CALL_MS = 21_000;
/** The caller waits for the page in mid-call: recognition that hears nothing for long must not be ended meanwhile. */
const PATIENT = { audioTimeoutMs: 600_000 };
const TRUST_TOKEN = "shared-secret-of-the-desks-0123456789";
/** Longer than the last minute (or, of Sidetone's page, minute and a half) in which pages renew their tokens. */
const TOKEN_LIFETIME_MS = 95_000;
const sample = await readSample("lost-card");

const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);

describe.skipIf(!hasChromium)("a page built on Google's UI Modules runs against Sidetone unchanged", () => {
  let browser: Browser;
  let context: BrowserContext;
  let scene: TestStage;
  let modules: string;
  let desk: Bun.Server<undefined>;
  let deskOrigin: string;

  beforeAll(async () => {
    browser = await launchBrowser();
    context = await browser.newContext();
    context.setDefaultTimeout(STORY_MS);
    modules = await bundleForBrowser("ui-modules");
    const deskScript = await bundleForBrowser("desk-page");
    desk = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: (request) => {
        const settings = new URL(request.url).searchParams.get("desk") ?? "{}";
        const html = `<!doctype html><agent-assist-ui-modules-v2></agent-assist-ui-modules-v2>
<agent-assist-transcript></agent-assist-transcript>
<script>var desk = ${settings.replaceAll("<", "\\u003c")};</script><script>${modules}</script><script>${deskScript}</script>`;
        return new Response(html, { headers: { "content-type": "text/html" } });
      },
    });
    deskOrigin = `http://localhost:${desk.port}`;
    scene = await startTestStage({
      hasRest: true,
      cloud: PATIENT,
      settings: {
        AGENT_UI: "google",
        AUTH_OPTION: "Five9",
        CONNECTOR_TRUST_TOKEN: TRUST_TOKEN,
        CORS_ORIGINS: deskOrigin,
        DESKTOP_TOKEN_LIFETIME_MS: String(TOKEN_LIFETIME_MS),
      },
    });
  }, STORY_MS);
  afterAll(async () => {
    await browser?.close();
    await scene?.close();
    await desk?.stop(true);
  }, STORY_MS);

  const conversationNameOf = (callId: string) => {
    const [, project, , location] = scene.stage.cloud.conversationProfileName.split("/");
    return `projects/${project}/locations/${location}/conversations/five9-${callId}`;
  };

  async function openDesk(callId: string): Promise<Page> {
    const settings = {
      endpoint: scene.stage.httpBaseUrl,
      authorization: `Bearer ${TRUST_TOKEN}`,
      conversationName: conversationNameOf(callId),
      conversationProfileName: scene.stage.cloud.conversationProfileName,
    };
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(`${deskOrigin}/?desk=${encodeURIComponent(JSON.stringify(settings))}`);
    return page;
  }

  async function openOwnPage(callId: string): Promise<Page> {
    const page = await context.newPage();
    await page.route(/^https:\/\/(?:www\.gstatic|fonts\.googleapis)\.com\//, (route) =>
      route.fulfill({
        contentType: route.request().url().includes("fonts.") ? "text/css" : "text/javascript",
        body: route.request().url().endsWith("common.js") ? modules : "",
      }),
    );
    const { httpBaseUrl, secrets } = scene.stage;
    await page.clock.install();
    await page.goto(panelUrl({ httpBaseUrl, callId, launchKey: secrets.launchKey }));
    return page;
  }

  const cardsOn = (page: Page) =>
    page
      .locator("agent-assist-ui-modules-v2 button")
      .evaluateAll((cards) => cards.map((card) => (card as HTMLElement).dataset.kind ?? ""));
  const traceOf = <T>(page: Page, name: string) => page.evaluate(`globalThis.trace.${name}`) as Promise<T>;

  /** Kinds of the cards the sample's suggestions make, one for each answer. */
  const expectedCards = sample.suggestions.flatMap(({ result }) =>
    Object.entries(result as Record<string, Record<string, unknown>>).flatMap(([kind, response]) => {
      const lists = Object.values(response).filter((value) => Array.isArray(value));
      return Array<string>(lists[0]?.length ?? 1).fill(kind);
    }),
  );

  async function expectWholeCall(page: Page): Promise<void> {
    await eventually(async () => expect((await cardsOn(page)).toSorted()).toEqual(expectedCards.toSorted()));
    for (const [speaker, role] of [
      ["agent", "HUMAN_AGENT"],
      ["customer", "END_USER"],
    ] as const) {
      const said = sample.utterances.filter((utterance) => utterance.speaker === speaker);
      await eventually(async () => {
        const lines = await page.locator(`agent-assist-transcript p[data-role="${role}"]`).allTextContents();
        const { lost, duplicated } = checkWords(
          said.flatMap(({ text }) => wordsOf(text)),
          wordsOf(lines.join(" ")),
        );
        expect({ lost, duplicated }).toEqual({ lost: [], duplicated: [] });
      });
    }
  }

  test(
    "a contact centre's page of another origin: register, select, transcript, suggestions, feedback, new token, reload",
    async () => {
      const callId = newCallId();
      const page = await openDesk(callId);
      // The name is announced before the call exists.
      const clock = new CallerClock();
      const call = await scene.stage.call(sample, { callId, clock });
      await call.started;
      clock.advance(MID_CALL_MS);
      const room = conversationNameOf(callId).replace(/\/locations\/[^/]+/, "");
      await eventually(async () => expect(await traceOf(page, "joins")).toEqual([[true, room]]));
      const firstReply = page.locator('button[data-kind="suggestSmartRepliesResponse"]').first();
      await firstReply.click();
      const record = await firstReply.getAttribute("data-record");
      await eventually(async () =>
        expect(await traceOf<unknown[]>(page, "patched")).toMatchObject([
          { name: record, answerFeedback: { clicked: true } },
        ]),
      );
      const patch = scene.stage.rest?.requests.find(({ method }) => method === "PATCH");
      expect(patch?.url).toBe(`/v2beta1/${record}?updateMask=answerFeedback`);

      await eventually(async () => expect((await cardsOn(page)).length).toBeGreaterThanOrEqual(5));
      await page.reload();
      clock.run(QUICK);
      expect((await call.finished).ok).toBe(true);
      clock.stop();
      await expectWholeCall(page);
      expect(await traceOf(page, "refused")).toEqual([]);

      // Its token has under a minute left then, so that the page takes another one, which serves as well.
      await page.clock.fastForward(TOKEN_LIFETIME_MS - 59_000);
      await eventually(async () =>
        expect((await traceOf<string[]>(page, "tokens")).length).toBeGreaterThan(1),
      );
      const tokens = await traceOf<string[]>(page, "tokens");
      expect(new Set(tokens).size).toBe(tokens.length);
      await page.locator('button[data-kind="suggestFaqAnswersResponse"]').click();
      await eventually(async () =>
        expect(await traceOf<unknown[]>(page, "patched")).toMatchObject([
          { answerFeedback: { clicked: true } },
        ]),
      );
    },
    STORY_MS,
  );

  test(
    "the page of AGENT_UI=google, in the place of Google's Five9 page: waits for its call, shows all of it, renews",
    async () => {
      const callId = newCallId();
      const page = await openOwnPage(callId);
      const stranger = await openOwnPage(newCallId());
      const call = await scene.stage.call(sample, { callId, speed: QUICK });
      expect((await call.finished).ok).toBe(true);
      await expectWholeCall(page);
      expect(page.url()).not.toContain(scene.stage.secrets.launchKey);
      const reply = page.locator('button[data-kind="suggestArticlesResponse"]').first();
      await reply.click();
      await eventually(async () =>
        expect(await traceOf<unknown[]>(page, "patched")).toMatchObject([
          { answerFeedback: { clicked: true } },
        ]),
      );
      await page.reload();
      await expectWholeCall(page);
      const before = await traceOf<string[]>(page, "tokens");
      // Half of its life, and the 20 s between two looks.
      await page.clock.fastForward(TOKEN_LIFETIME_MS / 2 + 21_000);
      await eventually(async () =>
        expect((await traceOf<string[]>(page, "tokens")).length).toBeGreaterThan(before.length),
      );
      expect(await cardsOn(stranger)).toEqual([]);
      expect(await traceOf(stranger, "joins")).toEqual([]);
    },
    STORY_MS,
  );
});
