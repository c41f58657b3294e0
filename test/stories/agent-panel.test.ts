import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { type BrowserTab, openTab, type TabLook } from "../support/browser-tab.ts";
import { eventually } from "../support/eventually.ts";
import { type PanelPreview, startPanelPreview } from "../support/panel-preview.ts";
import {
  busyScene,
  ordinaryScene,
  PREVIEW_RESULTS,
  type PreviewCall,
  previewCall,
} from "../support/preview-call.ts";

const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);

const CALL_ID = "600000000054602";
const STREAMING = {
  media: "streaming",
  conversation: "open",
  participants: { agent: "recognizing", customer: "recognizing" },
};
/** Only a hang takes as long. */
const STORY_MS = 600_000;
const NARROW: TabLook = { width: 400, height: 700 };

let browser: Browser;
let preview: PanelPreview;
let call: PreviewCall;
let tab: BrowserTab;
let page: Page;

describe.skipIf(!hasChromium)("the agent's panel in Chromium", () => {
  beforeAll(async () => {
    browser = await launchBrowser();
    tab = await openTab(browser);
    page = tab.page;
  }, STORY_MS);
  afterAll(() => browser.close(), STORY_MS);

  beforeEach(async () => {
    preview = startPanelPreview();
    preview.setCallState(CALL_ID, STREAMING);
    call = previewCall(preview.conversationNameOf(CALL_ID), Date.now() - 60_000);
    await open(NARROW);
  }, STORY_MS);
  afterEach(async () => {
    await tab.leave();
    await preview.close();
  }, STORY_MS);

  async function open(look: TabLook): Promise<void> {
    await tab.begin(look);
    await page.goto(preview.pageUrl(CALL_ID));
    await page.getByText("Live", { exact: true }).waitFor();
  }

  const cards = () => page.locator("sidetone-card");
  const lines = () => page.locator("sidetone-transcript ol li p");
  const interims = () => page.locator("sidetone-transcript .interim p");

  test(
    "shows both speakers' final words and every kind of suggestion, and asks no other host",
    async () => {
      await preview.accept(...ordinaryScene(call));
      const kinds = Object.keys(PREVIEW_RESULTS);
      await eventually(async () => expect(await cards().count()).toBe(kinds.length));
      const shown = await page
        .locator("sidetone-card article")
        .evaluateAll((articles) => articles.map((article) => article.getAttribute("data-kind") ?? ""));
      expect(shown.toSorted()).toEqual(kinds.toSorted());
      await page.keyboard.press("t");
      await eventually(async () => expect(await lines().count()).toBe(5));
      expect(await lines().first().textContent()).toContain("thank you for calling Harbour Goods");
      expect(await page.locator('sidetone-transcript li[data-voice="customer"]').count()).toBe(2);
      expect(tab.complaints).toEqual([]);
      expect([...tab.hosts]).toEqual([preview.url]);
    },
    STORY_MS,
  );

  test(
    "replaces interim words by their final",
    async () => {
      await page.keyboard.press("t");
      await preview.accept(call.interim("END_USER", "u1", "I was char"));
      await eventually(async () => expect(await interims().allTextContents()).toEqual(["I was char"]));
      await preview.accept(call.says("END_USER", "I was charged twice.", { utteranceId: "u1" }));
      await eventually(async () => expect(await lines().allTextContents()).toEqual(["I was charged twice."]));
      expect(await interims().count()).toBe(0);
    },
    STORY_MS,
  );

  test(
    "keeps everything over a reload, and dismissed cards stay away",
    async () => {
      await preview.accept(...ordinaryScene(call));
      await eventually(async () => expect(await cards().count()).toBe(9));
      await cards().first().getByRole("button", { name: "Dismiss" }).click();
      await eventually(async () => expect(await cards().count()).toBe(8));
      await page.reload();
      await eventually(async () => expect(await cards().count()).toBe(8));
      await preview.accept(call.says("END_USER", "after the reload"));
      await page.keyboard.press("t");
      await eventually(async () => expect(await lines().count()).toBe(6));
      await page.keyboard.press("u");
      await page.keyboard.press("s");
      await eventually(async () => expect(await cards().count()).toBe(9));
    },
    STORY_MS,
  );

  test(
    "comes back after a cut and shows what was missed",
    async () => {
      await preview.accept(call.says("END_USER", "before"));
      await page.keyboard.press("t");
      await eventually(async () => expect(await lines().count()).toBe(1));
      preview.cutDesktops();
      await preview.accept(call.says("HUMAN_AGENT", "meanwhile"));
      await eventually(async () => expect(await lines().allTextContents()).toEqual(["before", "meanwhile"]));
      await page.getByText("Live", { exact: true }).waitFor();
    },
    STORY_MS,
  );

  test(
    "shows words as words, never as markup",
    async () => {
      await preview.accept(call.says("END_USER", "<img src=x onerror=alert(1)>"));
      await preview.accept(
        call.suggests({ suggestSmartRepliesResponse: { smartReplyAnswers: [{ reply: "<b>bold</b>" }] } }),
      );
      await page.getByText("<b>bold</b>").waitFor();
      await page.keyboard.press("t");
      await page.getByText("<img src=x onerror=alert(1)>").last().waitFor();
      expect(await page.locator("img").count()).toBe(0);
    },
    STORY_MS,
  );

  test(
    "can be worked by keyboard alone",
    async () => {
      await preview.accept(...ordinaryScene(call));
      await eventually(async () => expect(await cards().count()).toBe(9));
      await page.keyboard.press("2");
      await page.getByText("Copied", { exact: true }).waitFor();
      const copied = await page.evaluate("navigator.clipboard.readText()");
      expect(copied).toBe("Could you tell me the date on your statement, please?");

      await page.keyboard.press("s");
      const focusedKind = () =>
        page.locator("sidetone-card:focus article").evaluate((article) => article.getAttribute("data-kind"));
      expect(await focusedKind()).toBe("replies");
      await page.keyboard.press("ArrowDown");
      expect(await focusedKind()).toBe("knowledge");
      await page.keyboard.press("Delete");
      await eventually(async () => expect(await cards().count()).toBe(8));
      expect(await focusedKind()).toBe("coaching");

      await page.keyboard.press("/");
      await page.keyboard.press("ArrowRight");
      await eventually(async () => expect(await cards().count()).toBe(1));
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
      await page.keyboard.press("1");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
    },
    STORY_MS,
  );

  test(
    "stays where the agent reads, and offers the way to what is new",
    async () => {
      await preview.accept(...busyScene(call));
      await page.keyboard.press("t");
      await eventually(async () => expect(await lines().count()).toBe(40));
      const scroller = page.locator("sidetone-transcript .scroller");
      await scroller.evaluate((element) => element.scrollTo(0, 100));
      await page.getByRole("button", { name: "Newest" }).waitFor();
      await preview.accept(call.says("END_USER", "are you still there?"));
      const button = page.getByRole("button", { name: "1 new message" });
      await button.waitFor();
      expect(await scroller.evaluate((element) => element.scrollTop)).toBe(100);
      await button.click();
      await button.waitFor({ state: "hidden" });
      await preview.accept(call.says("END_USER", "hello?"));
      await eventually(async () =>
        expect(
          await scroller.evaluate(
            (element) => element.scrollHeight - element.clientHeight - element.scrollTop,
          ),
        ).toBeLessThan(2),
      );
    },
    STORY_MS,
  );

  test(
    "tells that a key copied, also where the reply is out of sight",
    async () => {
      await preview.accept(call.suggests(PREVIEW_RESULTS.replies));
      await eventually(async () => expect(await cards().count()).toBe(1));
      await page.keyboard.press("t");
      await page.locator("sidetone-transcript").getByText("Listening").waitFor();
      await page.keyboard.press("3");
      await page.locator(".note", { hasText: "Reply 3 copied" }).waitFor();
      expect(await page.evaluate("navigator.clipboard.readText()")).toBe("One moment.");
    },
    STORY_MS,
  );

  test(
    "says what to do when access has expired",
    async () => {
      preview.refuseTokens(true);
      preview.cutDesktops();
      await page.getByText("Access to this call has expired").waitFor();
      preview.refuseTokens(false);
      await page.getByRole("button", { name: "Reload" }).click();
      await page.getByText("Live", { exact: true }).waitFor();
    },
    STORY_MS,
  );

  test(
    "fits a frame of 320 pixels, light and dark, and remembers the colours chosen",
    async () => {
      await open({ width: 320, height: 568, colorScheme: "dark" });
      await preview.accept(...busyScene(call));
      await eventually(async () => expect(await cards().count()).toBeGreaterThan(10));
      const ground = () =>
        page.evaluate(
          () => getComputedStyle(document.querySelector("sidetone-panel") as Element).backgroundColor,
        );
      expect(await ground()).toBe("rgb(16, 20, 18)");
      for (const key of ["s", "t"]) {
        await page.keyboard.press(key);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
        for (const selector of ["sidetone-suggestions .scroller", "sidetone-transcript .scroller"]) {
          const overflow = await page.locator(selector).evaluate((it) => it.scrollWidth - it.clientWidth);
          expect(overflow).toBeLessThanOrEqual(0);
        }
      }
      await page.getByRole("button", { name: /^Colours/ }).click();
      expect(await ground()).toBe("rgb(243, 245, 242)");
      await page.reload();
      await page.getByText("Live", { exact: true }).waitFor();
      expect(await ground()).toBe("rgb(243, 245, 242)");
    },
    STORY_MS,
  );
});
