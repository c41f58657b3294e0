import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { WORDS as ENGLISH } from "../../src/web/panel/language/words/en.ts";
import type { Words } from "../../src/web/panel/language/words/table.ts";
import { allFindings } from "../support/axe.ts";
import { eventually } from "../support/eventually.ts";
import { CALL_ID, hasChromium, panelStories, STORY_MS } from "../support/panel-stories.ts";
import { ordinaryScene, PREVIEW_RESULTS } from "../support/preview-call.ts";
import { cutControls, shownTexts } from "../support/shown-texts.ts";

describe.skipIf(!hasChromium)("the agent's panel hides nothing and moves nothing away", () => {
  const story = panelStories();
  const cards = () => story.page.locator("sidetone-card");
  const cardOf = (kind: string) =>
    cards().filter({ has: story.page.locator(`article[data-kind="${kind}"]`) });
  /** As it is drawn: what appeared in the same moment may not be laid out yet, and what it moved not put back. */
  const topOf = async (kind: string) => {
    await story.page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
    return (await cardOf(kind).first().boundingBox())?.y ?? Number.NaN;
  };
  const expectCards = (count: number) => eventually(async () => expect(await cards().count()).toBe(count));

  test(
    "announces a card that comes while the pointer rests over the list, with the right count",
    async () => {
      const { page, preview, call } = story;
      await preview.accept(...ordinaryScene(call));
      await expectCards(9);
      await cardOf("knowledge").hover();
      const before = await topOf("knowledge");
      await preview.accept(call.suggests(PREVIEW_RESULTS.note));
      await page.getByRole("button", { name: "1 new suggestion", exact: true }).waitFor();
      expect(await topOf("knowledge")).toBeCloseTo(before, 0);
      await preview.accept(call.suggests(PREVIEW_RESULTS.faq));
      const pill = page.getByRole("button", { name: "2 new suggestions", exact: true });
      await pill.waitFor();
      expect(await topOf("knowledge")).toBeCloseTo(before, 0);
      await pill.click();
      await pill.waitFor({ state: "hidden" });
      expect(await topOf("faq")).toBeGreaterThan(0);
    },
    STORY_MS,
  );

  test(
    "moves no card from under the pointer: not in a short list, not for the filter, not for a banner",
    async () => {
      const { page, preview, call } = story;
      await preview.accept(call.suggests(PREVIEW_RESULTS.replies));
      await expectCards(1);
      await cardOf("replies").hover();
      const before = await topOf("replies");
      await preview.accept(call.suggests(PREVIEW_RESULTS.note));
      await page.getByRole("button", { name: "1 new suggestion", exact: true }).waitFor();
      expect(await page.locator("sidetone-filter [role=radio]").count()).toBe(3);
      expect(await topOf("replies")).toBeCloseTo(before, 0);
      preview.setCallState(CALL_ID, {
        media: "streaming",
        conversation: "open",
        participants: { agent: "recognizing", customer: "recovering" },
      });
      await page.getByText("Catching up with the customer").waitFor();
      expect(await topOf("replies")).toBeCloseTo(before, 0);
    },
    STORY_MS,
  );

  test(
    "has the newest cards of a long call in the page, and older ones as the agent comes near them, by keyboard too",
    async () => {
      const { page, preview, call } = story;
      const faq = (index: number) =>
        call.suggests({
          suggestFaqAnswersResponse: { faqAnswers: [{ question: `Q${index}`, answer: "A." }] },
        });
      await preview.accept(...Array.from({ length: 90 }, (_, index) => faq(index + 1)));
      await page.locator('sidetone-card[aria-posinset="1"][aria-setsize="90"]').waitFor();
      await expectCards(40);
      expect(await cards().last().locator("h4").textContent()).toBe("Q51");

      await page.keyboard.press("s");
      await cards().last().focus();
      await eventually(async () => expect(await cards().count()).toBeGreaterThan(40));
      await page.keyboard.press("ArrowDown");
      const focused = page.locator("sidetone-card:focus h4");
      await eventually(async () => expect(await focused.textContent()).toBe("Q50"));
      await preview.accept(faq(91));
      await page.getByRole("button", { name: "1 new suggestion", exact: true }).waitFor();
      expect(await focused.textContent()).toBe("Q50");
      expect(await allFindings(page)).toEqual([]);

      await page.getByRole("button", { name: "1 new suggestion", exact: true }).click();
      await expectCards(40);
      await eventually(async () => expect(await focused.textContent()).toBe("Q91"));
      expect(story.tab.complaints).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "comes to the newest card that was asked for, though further ones come on the way",
    async () => {
      const { page, preview, call } = story;
      const faq = (index: number) =>
        call.suggests({
          suggestFaqAnswersResponse: { faqAnswers: [{ question: `Q${index}`, answer: "A." }] },
        });
      await preview.accept(...Array.from({ length: 40 }, (_, index) => faq(index + 1)));
      await expectCards(40);
      await page.keyboard.press("s");
      await cards().last().focus();
      await preview.accept(faq(41));
      await page.getByRole("button", { name: "1 new suggestion", exact: true }).click();
      await preview.accept(faq(42));
      await preview.accept(faq(43));
      await page.locator('sidetone-card[aria-setsize="43"]').first().waitFor();
      const focused = page.locator("sidetone-card:focus");
      expect(await focused.locator("h4").textContent()).toBe("Q41");
      await eventually(async () => {
        const { y = Number.NaN, height = Number.NaN } = (await focused.boundingBox()) ?? {};
        expect(y).toBeGreaterThan(0);
        expect(y + height).toBeLessThan(700);
      });
    },
    STORY_MS,
  );

  test(
    "keeps the undo of a dismissal in sight",
    async () => {
      const { page, preview, call } = story;
      await preview.accept(...ordinaryScene(call));
      await expectCards(9);
      await cards().first().getByRole("button", { name: "Dismiss" }).click();
      const undo = page.getByRole("button", { name: "Bring back the last" });
      await undo.waitFor();
      const box = await undo.boundingBox();
      expect(box === null ? Infinity : box.y + box.height).toBeLessThan(700);
      await undo.click();
      await expectCards(9);
    },
    STORY_MS,
  );

  test(
    "at twice the size in a frame of 400 pixels every button can be reached",
    async () => {
      const { page, preview, call } = story;
      // What a browser makes of 400 by 700 at 200 %.
      await story.open({ width: 200, height: 350 });
      await preview.accept(...ordinaryScene(call));
      preview.setCallState(CALL_ID, {
        media: "streaming",
        conversation: "failed",
        participants: {},
        failure: { code: "UPSTREAM_REFUSED", message: "No such profile." },
      });
      await expectCards(9);
      await page.getByText("Assistance has stopped for this call").waitFor();
      await page.getByText(/UPSTREAM_REFUSED, No such profile\.$/).waitFor();
      const tabs = await page
        .getByRole("tab")
        .evaluateAll((all) =>
          all.map((tab) =>
            [...tab.children].every((part) => part.getBoundingClientRect().right <= innerWidth),
          ),
        );
      expect(tabs).toEqual([true, true]);
      await cards().first().getByRole("button", { name: "Dismiss" }).click();
      await page.getByRole("button", { name: "Bring back the last" }).waitFor();
      const buttons = page.getByRole("button");
      expect(await buttons.count()).toBeGreaterThan(15);
      const unreached: string[] = [];
      for (const button of await buttons.all()) {
        await button.scrollIntoViewIfNeeded();
        if (!(await button.evaluate(isHit))) unreached.push(await button.evaluate((it) => it.outerHTML));
      }
      expect(unreached).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(200);
    },
    STORY_MS,
  );

  test(
    "shows how long the call lasted, also after its end",
    async () => {
      const { page, preview, call } = story;
      const started = call.started();
      await preview.accept(started, call.says("END_USER", "hello"), call.says("END_USER", "bye"));
      await preview.accept(call.finished());
      preview.setCallState(CALL_ID, { media: "gone", conversation: "completed", participants: {} });
      await page.getByText("Call ended", { exact: true }).waitFor();
      // Two utterances, each four seconds after what was before.
      const line = page.locator("sidetone-header .id");
      await eventually(async () => expect(await line.textContent()).toContain("· 0:08"));
    },
    STORY_MS,
  );

  test(
    "axe finds nothing, best practices included, narrow and wide, in both themes",
    async () => {
      const { page, preview, call } = story;
      await preview.accept(...ordinaryScene(call));
      preview.setCallState(CALL_ID, {
        media: "streaming",
        conversation: "open",
        participants: { agent: "recognizing", customer: "recovering" },
      });
      for (const look of [
        { width: 320, height: 568, colorScheme: "dark" },
        { width: 1_280, height: 800, colorScheme: "light" },
      ] as const) {
        await story.open(look);
        await expectCards(9);
        await page.getByText("Catching up with the customer").waitFor();
        expect(await allFindings(page)).toEqual([]);
      }
    },
    STORY_MS,
  );

  test.each(["de", "es", "fr", "ja"] as const)(
    "speaks its languages without a word of English, and cuts none at 320 pixels: %s",
    async (language) => {
      const { page, preview, call } = story;
      await preview.accept(...ordinaryScene(call), call.suggests({ error: { code: 8 } }));
      await story.open({ width: 320, height: 568 }, language);
      await expectCards(10);
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
      await page.keyboard.press("?");
      await page.locator("sidetone-help dialog[open]").waitFor();
      expect(await foreignTexts(page, language)).toEqual([]);
      expect(await cutControls(page, "sidetone-filter")).toEqual([]);
      expect(story.tab.complaints).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "speaks Arabic from right to left, and English words within it keep their direction",
    async () => {
      const { page, preview, call } = story;
      await preview.accept(...ordinaryScene(call), call.says("END_USER", "أين طلبي رقم 4417؟"));
      await story.open({ width: 320, height: 568, colorScheme: "dark" }, "ar");
      await expectCards(9);
      expect(await page.evaluate(() => document.documentElement.dir)).toBe("rtl");
      expect(await foreignTexts(page, "ar")).toEqual([]);
      expect(await cutControls(page, "sidetone-filter")).toEqual([]);
      expect(await allFindings(page)).toEqual([]);
      // The next tab is on the left.
      await page.locator("sidetone-tabs [aria-selected=true]").focus();
      await page.keyboard.press("ArrowLeft");
      await page.locator("sidetone-transcript ol li").last().waitFor();
      const directions = await page
        .locator("sidetone-transcript ol li p")
        .evaluateAll((lines) => lines.map((line) => getComputedStyle(line).direction));
      expect(new Set(directions.slice(0, -1))).toEqual(new Set(["ltr"]));
      expect(directions.at(-1)).toBe("rtl");
      await story.open({ width: 1_280, height: 800, colorScheme: "light" }, "ar");
      await expectCards(9);
      const leftOf = async (pane: string) => (await page.locator(pane).boundingBox())?.x ?? Number.NaN;
      expect(await leftOf("sidetone-suggestions")).toBeGreaterThan(await leftOf("sidetone-transcript"));
      expect(await allFindings(page)).toEqual([]);
      expect(story.tab.complaints).toEqual([]);
    },
    STORY_MS,
  );
});

/** Whether a click in the middle of the element meets it, wholly within the window's width. */
function isHit(element: Element): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  if (left < 0 || right > innerWidth) return false;
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  let root: Document | ShadowRoot = document;
  for (;;) {
    const hit: Element | null = root.elementFromPoint(x, y);
    if (hit === null) return false;
    if (hit === element || element.contains(hit)) return true;
    if (hit.shadowRoot === null || hit.shadowRoot === root) return false;
    root = hit.shadowRoot;
  }
}

/** English words of the page's own that it shows though its language has others. */
async function foreignTexts(page: Page, language: string): Promise<string[]> {
  const { WORDS: own }: { WORDS: Words } = await import(`../../src/web/panel/language/words/${language}.ts`);
  const owned = new Set<unknown>(Object.values(own));
  const english = new Set<unknown>(Object.values(ENGLISH).filter((text) => !owned.has(text)));
  return (await shownTexts(page)).filter((text) => english.has(text));
}
