/** Translated words on the agent's page: what the agent may choose, find and hear, in each direction of writing. */
import { describe, expect, test } from "bun:test";
import { allFindings } from "../support/axe.ts";
import { eventually } from "../support/eventually.ts";
import { hasChromium, NARROW, panelStories, STORY_MS } from "../support/panel-stories.ts";
import { translatedScene, untranslatedScene } from "../support/preview-call.ts";

describe.skipIf(!hasChromium)("translated words in Chromium", () => {
  const story = panelStories();
  const originals = () => story.page.locator("sidetone-transcript li p:has(+ .translated):visible");
  const translated = () => story.page.locator("sidetone-transcript li p.translated:visible");
  const words = () => story.page.locator("sidetone-transcript li p:visible");
  const choice = (name: string) => story.page.getByRole("radio", { name, exact: true });
  const LINES = 4;

  async function openTranscript(look = NARROW, language = "en"): Promise<void> {
    await story.open(look, language);
    await story.page.keyboard.press("t");
    await eventually(async () => expect(await translated().count()).toBe(LINES));
  }

  test(
    "the agent chooses by key what is shown, and the choice is there after a reload",
    async () => {
      await story.preview.accept(...translatedScene(story.call));
      await openTranscript();
      expect(await originals().count()).toBe(LINES);
      expect(await originals().first().getAttribute("lang")).toBe("es-ES");
      expect(await translated().first().getAttribute("lang")).toBe("en");
      await choice("Both").focus();
      await story.page.keyboard.press("ArrowRight");
      await eventually(async () => expect(await originals().count()).toBe(0));
      expect(await words().count()).toBe(LINES);
      await story.page.reload();
      await story.page.locator('sidetone-header [data-status="live"]').waitFor();
      await story.page.keyboard.press("t");
      await eventually(async () =>
        expect(await choice("Translation").getAttribute("aria-checked")).toBe("true"),
      );
      expect(await originals().count()).toBe(0);
      await choice("Translation").focus();
      await story.page.keyboard.press("End");
      await eventually(async () => expect(await translated().count()).toBe(0));
      expect(await words().allTextContents()).toContain("¿Pueden devolverme uno de los dos pagos?");
      expect(story.tab.complaints).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "below the suggestions of a narrow page the newest words are translated, and the search finds both languages",
    async () => {
      await story.preview.accept(...translatedScene(story.call));
      await story.page.getByText("Of course. One moment, please.").first().waitFor();
      await openTranscript();
      const field = story.page.locator("sidetone-find input");
      const found = () => story.page.locator("sidetone-find output");
      await field.fill("dos");
      await eventually(async () => expect(await found().textContent()).toBe("2 of 2"));
      await field.fill("charged");
      await eventually(async () => expect(await found().textContent()).toBe("1 of 1"));
      expect(await translated().locator("mark").allTextContents()).toEqual(["charged"]);
    },
    STORY_MS,
  );

  test(
    "an Arabic page shows the Arabic translation from right to left, and the Spanish beside it from left to right",
    async () => {
      await story.preview.accept(...translatedScene(story.call));
      await openTranscript({ width: 320, height: 640 }, "ar");
      const direction = (of: ReturnType<typeof words>) =>
        of.first().evaluate((line) => getComputedStyle(line).direction);
      expect(await translated().first().getAttribute("lang")).toBe("ar");
      expect(await direction(translated())).toBe("rtl");
      expect(await direction(originals())).toBe("ltr");
      const width = await story.page.evaluate(() => document.documentElement.scrollWidth);
      expect(width).toBeLessThanOrEqual(320);
    },
    STORY_MS,
  );

  for (const colorScheme of ["light", "dark"] as const) {
    test(
      `axe finds nothing in it, ${colorScheme}, also where the last words were not translated`,
      async () => {
        await story.preview.accept(...untranslatedScene(story.call));
        await openTranscript({ ...NARROW, colorScheme });
        await story.page.getByText("For your supervisor: TRANSLATION_QUOTA.").waitFor();
        expect(await story.page.locator("sidetone-transcript li").last().textContent()).toContain(
          "Not translated",
        );
        expect(await allFindings(story.page)).toEqual([]);
      },
      STORY_MS,
    );
  }

  test(
    "without translations there is nothing to choose",
    async () => {
      await story.preview.accept(story.call.says("END_USER", "Good morning"));
      await story.page.keyboard.press("t");
      await eventually(async () => expect(await words().count()).toBe(1));
      expect(await story.page.locator("sidetone-translation").count()).toBe(0);
    },
    STORY_MS,
  );
});
