/** Signing in with a real browser: without scripts, on a narrow screen, and by a link on another site. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { allFindings } from "../support/axe.ts";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const NARROW = { viewport: { width: 320, height: 640 } };
const hasBrowser = chromiumPath() !== undefined;
if (!hasBrowser) console.info(NO_CHROMIUM);

describe.skipIf(!hasBrowser)("the sign-in page", () => {
  let scene: TestStage;
  let browser: Browser;
  beforeAll(async () => {
    [scene, browser] = await Promise.all([startTestStage(), launchBrowser()]);
  }, STORY_MS);
  afterAll(async () => {
    await browser.close();
    await scene.close();
  }, STORY_MS);

  const at = (path: string) => `${scene.stage.httpBaseUrl}${path}`;

  async function openPage(path: string, options: BrowserContextOptions): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage();
    page.setDefaultTimeout(STORY_MS);
    await page.goto(at(path));
    return page;
  }

  async function signIn(page: Page, token: string): Promise<void> {
    await page.getByLabel("Operator token").fill(token);
    await page.keyboard.press("Enter");
  }

  const pathOf = (page: Page) => new URL(page.url()).pathname;

  test(
    "works without scripts: a wrong token is told, the right one leads to the page that was asked for",
    async () => {
      const page = await openPage("/operators/audit", { ...NARROW, javaScriptEnabled: false });
      expect(pathOf(page)).toBe("/operators/login");
      await signIn(page, "not-the-right-token");
      await page.getByRole("alert").getByText("This token is unknown").waitFor();
      await signIn(page, scene.stage.secrets.operatorToken);
      await page.waitForURL(at("/operators/audit"));
      const cookies = await page.context().cookies();
      expect(cookies.map(({ path }) => path).toSorted()).toEqual(["/operators", "/socket.io/"]);
      for (const cookie of cookies) expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict" });
      // A signed-in operator is not asked again.
      await page.goto(at("/operators/login"));
      expect(pathOf(page)).toBe("/operators/");
      await page.context().close();
    },
    STORY_MS,
  );

  test(
    "a link on another site leads to the page, not to the sign-in, for a signed-in operator",
    async () => {
      const page = await openPage("/operators/login", { javaScriptEnabled: false });
      await signIn(page, scene.stage.secrets.operatorToken);
      await page.waitForURL(at("/operators/"));
      const elsewhere = Bun.serve({
        hostname: "127.0.0.1",
        port: 0,
        // Another host name is another site to the browser.
        fetch: () =>
          new Response(`<!doctype html><a href="${at("/operators/audit")}">the call</a>`, {
            headers: { "content-type": "text/html" },
          }),
      });
      await page.goto(`http://localhost:${elsewhere.port}/`);
      await page.getByText("the call").click();
      await page.waitForURL(at("/operators/audit"));
      await page.locator("operators-app").waitFor({ state: "attached" });
      await page.context().close();

      const stranger = await openPage("/readyz", { javaScriptEnabled: false });
      await stranger.goto(`http://localhost:${elsewhere.port}/`);
      await stranger.getByText("the call").click();
      await stranger.getByLabel("Operator token").waitFor();
      expect(pathOf(stranger)).toBe("/operators/login");
      await stranger.context().close();
      await elsewhere.stop(true);
    },
    STORY_MS,
  );

  test.each(["light", "dark"] as const)(
    "fits the narrowest screen and is accessible, %s",
    async (colorScheme) => {
      const page = await openPage("/operators/login?signed-in", { ...NARROW, colorScheme });
      const width = () => page.evaluate(() => document.documentElement.scrollWidth);
      expect(await width()).toBe(320);
      expect(await allFindings(page)).toEqual([]);
      expect(await page.evaluate(() => document.activeElement?.id)).toBe("token");
      await page.context().close();
    },
    STORY_MS,
  );
});
