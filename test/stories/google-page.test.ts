import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { readSample } from "../../samples/sample.ts";
import { panelUrl } from "../../simulators/stage/desktop-client.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { checkWords, wordsOf } from "../../simulators/stage/word-check.ts";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { bundleForBrowser } from "../support/google-page/bundle.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

const STORY_MS = 600_000;
const TRUST_TOKEN = "shared-secret-of-the-desks-0123456789";
/** Just above the minute before their end in which pages renew their tokens. */
const TOKEN_LIFETIME_MS = 63_000;
const sample = await readSample("lost-card");

const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);

describe.skipIf(!hasChromium)("a page built on Google's UI Modules runs against Sidetone unchanged", () => {
  let browser: Browser;
  let scene: TestStage;
  let modules: string;
  let desk: Bun.Server<undefined>;
  let deskOrigin: string;

  beforeAll(async () => {
    browser = await launchBrowser();
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
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${deskOrigin}/?desk=${encodeURIComponent(JSON.stringify(settings))}`);
    return page;
  }

  async function openOwnPage(callId: string): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    await page.route("https://www.gstatic.com/**", (route) =>
      route.fulfill({
        contentType: "text/javascript",
        body: route.request().url().endsWith("common.js") ? modules : "",
      }),
    );
    const { httpBaseUrl, secrets } = scene.stage;
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
    await eventually(
      async () => expect((await cardsOn(page)).toSorted()).toEqual(expectedCards.toSorted()),
      20_000,
    );
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
      }, 600_000);
    }
  }

  test(
    "a contact centre's page of another origin: register, select, transcript, suggestions, feedback, new token, reload",
    async () => {
      const callId = newCallId();
      const page = await openDesk(callId);
      // The name is announced before the call exists.
      const call = await scene.stage.call(sample, { callId, speed: 4 });
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
      expect((await call.finished).ok).toBe(true);
      await expectWholeCall(page);
      expect(await traceOf(page, "refused")).toEqual([]);

      // Its token has under a minute left by now, so that the page has taken another one, which serves as well.
      await eventually(
        async () => expect((await traceOf<string[]>(page, "tokens")).length).toBeGreaterThan(1),
        10_000,
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
      await page.clock.install();
      const stranger = await openOwnPage(newCallId());
      const call = await scene.stage.call(sample, { callId, speed: 6 });
      expect((await call.finished).ok).toBe(true);
      await expectWholeCall(page);
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
      await page.clock.fastForward(21_000);
      await eventually(async () =>
        expect((await traceOf<string[]>(page, "tokens")).length).toBeGreaterThan(before.length),
      );
      expect(await cardsOn(stranger)).toEqual([]);
      expect(await traceOf(stranger, "joins")).toEqual([]);
    },
    STORY_MS,
  );
});
