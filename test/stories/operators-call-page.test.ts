import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { allFindings } from "../support/axe.ts";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { type BrowserTab, openTab, type TabLook } from "../support/browser-tab.ts";
import { type CallPagePreview, serveCallPage } from "../support/call-page-preview/serve.ts";
import { eventually } from "../support/eventually.ts";
import { picture } from "../support/operator-desk.ts";

const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const WIDE: TabLook = { width: 1_280, height: 900 };

let browser: Browser;
let preview: CallPagePreview;
let tab: BrowserTab;

async function open(path: string, look: TabLook = WIDE): Promise<Page> {
  const { page } = tab;
  await tab.begin(look);
  await page.goto(preview.url + path);
  await page.getByRole("heading", { name: "What happened" }).waitFor();
  return page;
}

const slider = (page: Page) => page.getByRole("slider", { name: "Moment of the call" });
const causes = (page: Page) => page.locator("cause-list li p").allTextContents();
const words = async (page: Page, selector: string) =>
  ((await page.locator(selector).first().textContent()) ?? "").replace(/\s+/g, " ").trim();

describe.skipIf(!hasChromium)("the page of one call in Chromium", () => {
  beforeAll(async () => {
    [browser, preview] = await Promise.all([launchBrowser(), serveCallPage()]);
    tab = await openTab(browser);
  }, STORY_MS);
  afterAll(async () => {
    await browser.close();
    await preview.close();
  }, STORY_MS);

  test(
    "says first why the agent got no suggestions, and leads to the line",
    async () => {
      const page = await open("/?call=troubled");
      expect((await causes(page))[0]).toContain(
        "Recognition of the customer failed at 12:00:24: PERMISSION_DENIED (7)",
      );
      // The remedy's command is whole, and nothing else is in it.
      expect(await words(page, "cause-list .help code")).toBe(
        "gcloud projects add-iam-policy-binding PROJECT_ID --member=serviceAccount:ACCOUNT --role=roles/dialogflow.agentAssistClient",
      );
      await page.locator("cause-list button").first().click();
      await page.getByText("You are looking at 12:00:24").waitFor();
      expect(await slider(page).getAttribute("aria-valuetext")).toBe("12:00:24.650, line 33: stream.failed");
      expect(await words(page, "chart-panel .state")).toBe("failed");
      await eventually(() => new URL(page.url()).hash === "#line=33");
      await page.getByRole("button", { name: "Back to live" }).click();
      await eventually(() => new URL(page.url()).hash === "");
      expect(tab.complaints).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "keys on the slider move chart, account, transcript, causes and lines together",
    async () => {
      const page = await open("/?call=troubled#line=12");
      const seen = async () => ({
        state: await words(page, "chart-panel .state"),
        account: await words(page, "audio-panel .proof .term b"),
        transcript: await page.locator('transcript-panel li[data-when="then"]').count(),
        row: await words(page, 'line-list .row[data-when="now"] .event'),
        value: await slider(page).getAttribute("aria-valuenow"),
      });
      await page.locator("actor-tree, chart-panel").first().waitFor();
      await eventually(async () =>
        expect(await seen()).toMatchObject({ account: "3,010", transcript: 0, value: "12" }),
      );
      await slider(page).focus();
      await page.keyboard.press("ArrowRight");
      await eventually(async () => expect(await seen()).toMatchObject({ transcript: 1, value: "13" }));
      await page.keyboard.press("PageUp");
      await eventually(async () =>
        expect(await seen()).toMatchObject({
          row: "Error: stream.failed",
          account: "20,720",
          transcript: 6,
          value: "33",
        }),
      );
      expect((await causes(page))[0]).toContain("Recognition of the customer failed");
      await page.keyboard.press("ArrowLeft");
      await eventually(async () =>
        expect((await causes(page))[0]).not.toContain("Recognition of the customer failed"),
      );
      await page.keyboard.press("Home");
      await page.getByText("You are looking at the time before the first line").waitFor();
      await page.keyboard.press("End");
      await eventually(async () => expect(await page.locator(".past").count()).toBe(0));
      expect(tab.complaints).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "follows a live call, keeps a moment of the past while it goes on, and lets go of the feed",
    async () => {
      const page = await open("/?call=troubled&from=20");
      const value = async () => await slider(page).getAttribute("aria-valuenow");
      expect(await value()).toBe("20");
      await page.evaluate(() => window.callPreview.push(5));
      await eventually(async () => expect(await value()).toBe("25"));
      await slider(page).focus();
      await page.keyboard.press("ArrowLeft");
      await page.evaluate(() => window.callPreview.push(10));
      await eventually(async () => expect(await slider(page).getAttribute("aria-valuemax")).toBe("35"));
      expect(await value()).toBe("24");
      await page.getByRole("button", { name: "Live", exact: true }).click();
      await eventually(async () => expect(await value()).toBe("35"));
      await page.evaluate(() => document.querySelector("call-preview-app")?.remove());
      expect(await page.evaluate(() => window.callPreview.watchers)).toBe(0);
      expect(tab.complaints).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "shows words only to those who may, after a question",
    async () => {
      const viewer = await open("/?call=troubled&roles=view");
      expect(await viewer.getByRole("button", { name: "Reveal words" }).count()).toBe(0);
      expect(await viewer.getByRole("button", { name: "End assist" }).count()).toBe(0);
      const page = await open("/?call=troubled");
      expect(await page.getByText("charged twice").count()).toBe(0);
      await page.getByRole("button", { name: "Reveal words" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText("written to the audit").waitFor();
      expect(await page.evaluate(() => window.callPreview.reveals)).toBe(0);
      await dialog.getByRole("button", { name: "Reveal words" }).click();
      await page.getByText("I was charged twice for one order.").waitFor();
      await page.getByText("Suggested: FAQ").waitFor();
      await page.getByRole("button", { name: "Hide words" }).click();
      await eventually(async () => expect(await page.getByText("charged twice").count()).toBe(0));
      expect(tab.complaints).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "acts after a question, and says what a refusal was",
    async () => {
      const page = await open("/?call=troubled");
      const roll = async () => {
        await page.locator("call-actions summary", { hasText: "Recognition" }).click();
        await page
          .locator("call-actions .items")
          .getByRole("button", { name: "Renew the agent's stream" })
          .click();
        await page.getByRole("dialog").getByRole("button", { name: "Renew the agent's stream" }).click();
      };
      await roll();
      await page.getByText("A new stream was asked for the agent.").waitFor();
      await page.getByRole("button", { name: "End assist" }).click();
      await page.getByLabel("Reason (optional)").fill("a test");
      await page.getByRole("dialog").getByRole("button", { name: "End assist" }).click();
      await page.getByText("The call's assistance is ending.").waitFor();
      expect(await page.evaluate(() => window.callPreview.acts)).toEqual([
        { action: "recognition.rollOver", speaker: "agent" },
        { action: "call.end", reason: "a test" },
      ]);
      await page.evaluate(() => window.callPreview.refuse("the call is over"));
      await roll();
      await page.getByText("Not done: the call is over").waitFor();
      expect(tab.complaints).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "a bundle is the same page without a server: words it holds, nothing to do",
    async () => {
      const page = await open("/?call=bundle");
      await page.getByText("Bundle by Morgan Reyes").waitFor();
      expect((await causes(page))[0]).toContain("Recognition of the customer failed");
      await page.getByText("I was charged twice for one order.").waitFor();
      await page.getByText("no such call", { exact: true }).waitFor();
      await page.getByRole("button", { name: "Hide words" }).click();
      // The words are in the file: no request is needed.
      await page.getByRole("button", { name: "Reveal words" }).click();
      await page.getByText("I was charged twice for one order.").waitFor();
      expect(await page.locator("call-actions button, call-actions a, call-actions summary").count()).toBe(0);
      expect(await page.evaluate(() => window.callPreview.watchers)).toBe(0);
      expect(tab.complaints).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "the list of lines is searched and filtered, and shows a line's fields",
    async () => {
      const page = await open("/?call=long");
      const grid = page.getByRole("grid", { name: "Lines of the history" });
      await page.getByRole("button", { name: /^Routine/ }).click();
      expect(await grid.getAttribute("aria-rowcount")).toBe("5001");
      expect(await page.locator("line-list .row").count()).toBeLessThan(80);
      await page.getByLabel("Search the lines").fill("stream.failed customer");
      await eventually(async () =>
        expect(Number(await grid.getAttribute("aria-rowcount"))).toBeLessThan(100),
      );
      await page.locator("line-list .number button").first().click();
      expect(await words(page, "line-list pre")).toContain('"message": "connection reset"');
      await page.getByRole("button", { name: "Error" }).click();
      await page.getByText("No line matches.").waitFor();
      expect(tab.complaints).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "puts evidence first and words beside the audio, as high as it; lanes and routine lines fold by key",
    async () => {
      const page = await open("/?call=troubled", { width: 1_280, height: 800 });
      const boxOf = async (selector: string) => {
        const box = await page.locator(selector).boundingBox();
        if (box === null) throw new Error(`${selector} is not shown`);
        return box;
      };
      const [why, audio, said, chart] = [
        await boxOf("section.why"),
        await boxOf("section.audio"),
        await boxOf("section.said"),
        await boxOf("section.chart"),
      ];
      expect(why.y + why.height).toBeLessThan(620);
      expect(audio.y).toBeGreaterThan(why.y + why.height);
      expect([said.y, said.height]).toEqual([audio.y, audio.height]);
      expect(chart.y).toBeGreaterThan(audio.y + audio.height);
      expect(
        await page.locator("cause-list li").first().getByRole("link", { name: "Guide" }).isVisible(),
      ).toBe(true);

      const before = await boxOf("call-timeline");
      const lanes = page.getByRole("button", { name: "Lanes" });
      expect(await lanes.getAttribute("aria-expanded")).toBe("true");
      await lanes.press("Enter");
      await eventually(async () =>
        expect((await boxOf("call-timeline")).height).toBeLessThan(before.height - 90),
      );
      // The slider is on the axis that is left.
      await slider(page).press("Home");
      await page.getByText("You are looking at the time before the first line").waitFor();
      await picture(page, "call-folded");
      await lanes.press("Enter");
      await eventually(async () => expect((await boxOf("call-timeline")).height).toBe(before.height));

      const grid = page.getByRole("grid", { name: "Lines of the history" });
      const rows = async () => Number(await grid.getAttribute("aria-rowcount"));
      const folded = await rows();
      const routine = page.getByRole("button", { name: /^Routine \d+$/ });
      await routine.press("Enter");
      await eventually(async () => expect(await rows()).toBe(42));
      const count = Number(((await routine.textContent()) ?? "").replace(/\D/g, ""));
      expect([count > 9, folded + count]).toEqual([true, 42]);
      expect(tab.complaints).toEqual([]);
    },
    STORY_MS,
  );

  test.each(["call", "participant:customer"])(
    "at 1280 by 800 the chart of %s is seen whole and can be read, with its last transition; larger, it has all words",
    async (actor) => {
      const page = await open("/?call=troubled#line=33", { width: 1_280, height: 800 });
      await page.locator(`actor-tree [data-actor="${actor}"]`).first().click();
      const stage = page.locator("statechart-view .stage");
      await page
        .locator(`statechart-view [data-id^="${actor.replace(/:.*/, "")}."]`)
        .first()
        .waitFor();
      await page.locator(".card.chart").evaluate((card) => card.scrollIntoView({ block: "start" }));
      const seen = await stage.evaluate((at) => {
        const sizes = [...at.querySelectorAll("text")].map((text) => {
          const scale = (text as SVGTextElement).getScreenCTM()?.a ?? 0;
          return Number.parseFloat(getComputedStyle(text).fontSize) * scale;
        });
        const { top, bottom } = at.getBoundingClientRect();
        return {
          scrolls: at.scrollHeight > at.clientHeight || at.scrollWidth > at.clientWidth,
          ...{ top, bottom, texts: sizes.length, smallestPx: Math.min(...sizes) },
        };
      });
      const timeline = await page.locator("call-timeline").boundingBox();
      expect(seen.scrolls).toBe(false);
      expect(seen.smallestPx).toBeGreaterThanOrEqual(11);
      expect(seen.texts).toBeGreaterThan(10);
      expect(seen.bottom).toBeLessThanOrEqual(timeline?.y ?? 0);
      expect(seen.top).toBeGreaterThan(44);
      expect(await page.locator('statechart-view path[data-look="traced"]').count()).toBeGreaterThan(0);
      await picture(page, `call-chart-${actor.replace(":", "-")}`);
      await page.getByRole("button", { name: "Larger" }).press("Enter");
      await page.locator("statechart-view .label").first().waitFor();
      await page.getByRole("button", { name: "Fit" }).press("Enter");
      await eventually(async () => expect(await page.locator("statechart-view .label").count()).toBe(0));
    },
    STORY_MS,
  );

  test(
    "on a phone the lanes are folded, nothing is a void and no line is cut",
    async () => {
      const page = await open("/?call=troubled", { width: 390, height: 844 });
      expect(await page.getByRole("button", { name: "Lanes" }).getAttribute("aria-expanded")).toBe("false");
      // What is below the last thing in a card.
      const voids = await page.locator("call-page .card").evaluateAll((cards) =>
        cards.map((card) => {
          const last = card.lastElementChild?.shadowRoot?.lastElementChild ?? card.lastElementChild;
          return card.getBoundingClientRect().bottom - (last?.getBoundingClientRect().bottom ?? 0);
        }),
      );
      expect(Math.max(...voids)).toBeLessThan(40);
      const cut = await page
        .locator("line-list .grid, call-facts .wide")
        .evaluateAll((all) => all.map((one) => one.scrollWidth - one.clientWidth));
      expect(cut).toEqual(cut.map(() => 0));
      await picture(page, "call-narrow");
      await page.setViewportSize({ width: 320, height: 640 });
      const shown = await page
        .locator("line-list .row .event")
        .evaluateAll((all) => all.map((at) => at.clientWidth >= Math.min(at.scrollWidth, 90)));
      expect(shown.length).toBeGreaterThan(5);
      expect(shown).not.toContain(false);
      await page.locator("line-list").scrollIntoViewIfNeeded();
      await picture(page, "call-narrowest");
    },
    STORY_MS,
  );

  for (const [name, look] of [
    ["1280 px, light", WIDE],
    ["1280 px, dark", { ...WIDE, colorScheme: "dark" }],
    ["390 px", { width: 390, height: 844 }],
  ] as const) {
    test(
      `axe finds nothing, best practices included, and nothing is cut off: ${name}`,
      async () => {
        const page = await open("/?call=troubled#line=33", look);
        await page.getByText("You are looking at").waitFor();
        const wider = await page.evaluate(() => {
          const root = document.querySelector("call-preview-app")?.shadowRoot;
          const scroll = root?.querySelector("call-page")?.shadowRoot?.querySelector(".scroll");
          return scroll ? scroll.scrollWidth - scroll.clientWidth : -1;
        });
        expect(wider).toBe(0);
        expect(await allFindings(page)).toEqual([]);
      },
      STORY_MS,
    );
  }
});
