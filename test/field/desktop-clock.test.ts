/** Desktops whose clock is off the server's renew their token at the pace of its life, on Sidetone's page and on Google's. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, BrowserContext } from "playwright-core";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { startPanelPreview } from "../support/panel-preview.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const MINUTE_MS = 60_000;
const CALL_ID = "600000000000073";
/** In place of what Google's host serves: enough for the page's script to run. */
const MODULES = `class UiModulesConnector { init() {} setAuthToken() {} }
function addAgentAssistEventListener() {} function dispatchAgentAssistEvent() {}`;

const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);

describe.skipIf(!hasChromium)("a desktop's token, good for an hour", () => {
  let browser: Browser;
  let context: BrowserContext;
  beforeAll(async () => {
    browser = await launchBrowser();
    context = await browser.newContext();
    await context.route(/^https:\/\/(?:www\.gstatic|fonts\.googleapis)\.com\//, (route) =>
      route.fulfill({
        contentType: route.request().url().includes("fonts.") ? "text/css" : "text/javascript",
        body: MODULES,
      }),
    );
  }, STORY_MS);
  afterAll(() => browser?.close(), STORY_MS);

  test.each(
    (["own", "google"] as const).flatMap((uiModules) =>
      [-600, -10, 0, 10, 600].map((off) => ({ uiModules, off })),
    ),
  )(
    "is renewed once, in its last two minutes: $uiModules page, clock $off minutes off",
    async ({ uiModules, off }) => {
      const preview = startPanelPreview({ panel: { uiModules } });
      const page = await context.newPage();
      try {
        let renewals = 0;
        page.on("request", (request) => {
          if (request.method() === "POST" && request.url().endsWith("/token")) renewals += 1;
        });
        await page.clock.install({ time: Date.now() + off * MINUTE_MS });
        await page.goto(preview.pageUrl(CALL_ID));
        await page.waitForURL(/ticket=/);
        for (let minute = 0; minute < 58; minute += 1) await page.clock.fastForward(MINUTE_MS);
        await page.evaluate("0");
        expect(renewals).toBe(0);
        const renewed = page.waitForResponse((response) => response.url().endsWith("/token"));
        await page.clock.fastForward(1.5 * MINUTE_MS);
        await (await renewed).finished();
        // A request under way is given up when its deadline is leapt over: the page has read its answer after this one.
        await page.evaluate(() => fetch("/").then((answer) => answer.text()));
        for (let minute = 0; minute < 50; minute += 1) await page.clock.fastForward(MINUTE_MS);
        await page.evaluate("0");
        expect(renewals).toBe(1);
      } finally {
        await page.close();
        await preview.close();
      }
    },
    STORY_MS,
  );

  test.each(["own", "google"] as const)(
    "is renewed by a server of a former version, which gives no ticket: the %s page keeps the one it has",
    async (uiModules) => {
      let tickets = 0;
      const onlyThePage = async () => (tickets++ === 0 ? "first-ticket" : undefined);
      const preview = startPanelPreview({
        panel: { uiModules, tickets: { forPage: onlyThePage, forLink: neverAsked, judge: neverAsked } },
      });
      const page = await context.newPage();
      try {
        await page.clock.install({ time: Date.now() });
        await page.goto(preview.pageUrl(CALL_ID));
        await page.waitForURL(/ticket=first-ticket/);
        const renewed = page.waitForResponse((response) => response.url().endsWith("/token"));
        await page.clock.fastForward(59.5 * MINUTE_MS);
        expect(await (await renewed).json()).not.toHaveProperty("ticket");
        await page.evaluate(() => fetch("/").then((answer) => answer.text()));
        expect(new URL(page.url()).searchParams.get("ticket")).toBe("first-ticket");
      } finally {
        await page.close();
        await preview.close();
      }
    },
    STORY_MS,
  );
});

const neverAsked = () => Promise.reject(new Error("not asked in this story"));
