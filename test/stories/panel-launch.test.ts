/** How an agent's page is opened: the launch key leaves its address, a reload works, and old or forged links do not. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type Clock, systemClock } from "../../src/base/clock.ts";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { type PanelPreview, PREVIEW_LAUNCH_KEY, startPanelPreview } from "../support/panel-preview.ts";

const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);

const CALL_ID = "600000000054602";
/** Only a hang takes as long. */
const STORY_MS = 600_000;
const HOUR_MS = 3_600_000;

describe.skipIf(!hasChromium)("opening the agent's panel in Chromium", () => {
  let browser: Browser;
  let preview: PanelPreview;
  let page: Page;
  let aheadMs = 0;
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + aheadMs };

  beforeAll(async () => {
    browser = await launchBrowser();
    preview = startPanelPreview({ clock });
    page = await (await browser.newContext()).newPage();
  }, STORY_MS);
  afterAll(async () => {
    await browser?.close();
    await preview?.close();
  }, STORY_MS);

  const live = () => page.getByText("Live", { exact: true }).waitFor();
  const ticketOf = (address: string) => new URL(address).searchParams.get("ticket") ?? "";

  async function linkTo(callId: string): Promise<string> {
    const response = await fetch(`${preview.url}/agent-assist-ui-modules/ticket?call_id=${callId}`, {
      method: "POST",
      headers: { authorization: `Bearer ${PREVIEW_LAUNCH_KEY}` },
    });
    return `${preview.url}${((await response.json()) as { path: string }).path}`;
  }

  async function expectRefusal(address: string, sentence: string): Promise<void> {
    const response = await page.goto(address);
    expect(response?.status()).toBe(403);
    expect(await page.locator("main").textContent()).toContain(sentence);
  }

  test(
    "the key is gone from the address once the page is there, and a reload works",
    async () => {
      await page.goto(preview.pageUrl(CALL_ID));
      await live();
      const address = await page.evaluate(() => location.href);
      expect(address).not.toContain(PREVIEW_LAUNCH_KEY);
      expect(address).toContain(`call_id=${CALL_ID}`);
      expect(await page.content()).not.toContain(PREVIEW_LAUNCH_KEY);
      await page.reload();
      await live();
      expect(await page.evaluate(() => history.length)).toBe(2);
    },
    STORY_MS,
  );

  test(
    "a page that renews its token has a newer ticket in its address",
    async () => {
      const renewing = await page.context().newPage();
      await renewing.clock.install({ time: clock.now() });
      await renewing.goto(preview.pageUrl(CALL_ID));
      await renewing.getByText("Live", { exact: true }).waitFor();
      const before = renewing.url();
      aheadMs += HOUR_MS - 50_000;
      await renewing.clock.fastForward(HOUR_MS - 50_000);
      await eventually(() => expect(ticketOf(renewing.url())).not.toBe(ticketOf(before)));
      const after = renewing.url();
      await renewing.close();
      aheadMs += 51_000;
      await expectRefusal(before, "This link has expired");
      await page.goto(after);
      await live();
    },
    STORY_MS,
  );

  test(
    "a link with a ticket opens its call, until it has run out; a forged one and another call's do not",
    async () => {
      const link = await linkTo(CALL_ID);
      expect(link).not.toContain(PREVIEW_LAUNCH_KEY);
      await page.goto(link);
      await live();
      await page.reload();
      await live();
      const forged = `${preview.pageUrl(CALL_ID).split("&")[0]}&ticket=${ticketOf(await linkTo("4712"))}`;
      await expectRefusal(forged, "This link does not open this call");
      await expectRefusal(`${link}A`.replace(/ticket=./, "ticket=f"), "This link does not open this call");
      aheadMs += 61_000;
      await expectRefusal(link, "This link has expired");
    },
    STORY_MS,
  );
});
