import { describe, expect, test } from "bun:test";
import { allFindings } from "../support/axe.ts";
import { eventually } from "../support/eventually.ts";
import { CALL_ID, hasChromium, panelStories, STORY_MS } from "../support/panel-stories.ts";
import { busyScene, ordinaryScene, PREVIEW_RESULTS } from "../support/preview-call.ts";

describe.skipIf(!hasChromium)("the agent's panel in Chromium", () => {
  const story = panelStories({
    panel: { imageOrigins: ["https://images.example.com"], storageLinks: "console" },
  });
  const cards = () => story.page.locator("sidetone-card");
  const lines = () => story.page.locator("sidetone-transcript ol li p");
  const interims = () => story.page.locator("sidetone-transcript .interim p");

  test(
    "shows both speakers' final words and every kind of suggestion, and asks no other host",
    async () => {
      await story.preview.accept(...ordinaryScene(story.call));
      const kinds = Object.keys(PREVIEW_RESULTS);
      await eventually(async () => expect(await cards().count()).toBe(kinds.length));
      const shown = await story.page
        .locator("sidetone-card article")
        .evaluateAll((articles) => articles.map((article) => article.getAttribute("data-kind") ?? ""));
      expect(shown.toSorted()).toEqual(kinds.toSorted());
      await story.page.keyboard.press("t");
      await eventually(async () => expect(await lines().count()).toBe(5));
      expect(await lines().first().textContent()).toContain("thank you for calling Harbour Goods");
      expect(await story.page.locator('sidetone-transcript li[data-voice="customer"]').count()).toBe(2);
      expect(story.tab.complaints).toEqual([]);
      expect([...story.tab.hosts]).toEqual([story.preview.url]);
    },
    STORY_MS,
  );

  test(
    "replaces interim words by their final",
    async () => {
      await story.page.keyboard.press("t");
      await story.preview.accept(story.call.interim("END_USER", "u1", "I was char"));
      await eventually(async () => expect(await interims().allTextContents()).toEqual(["I was char"]));
      await story.preview.accept(story.call.says("END_USER", "I was charged twice.", { utteranceId: "u1" }));
      await eventually(async () => expect(await lines().allTextContents()).toEqual(["I was charged twice."]));
      expect(await interims().count()).toBe(0);
    },
    STORY_MS,
  );

  test(
    "keeps everything over a reload, and dismissed cards stay away",
    async () => {
      await story.preview.accept(...ordinaryScene(story.call));
      await eventually(async () => expect(await cards().count()).toBe(9));
      await cards().first().getByRole("button", { name: "Dismiss" }).click();
      await eventually(async () => expect(await cards().count()).toBe(8));
      await story.page.reload();
      await eventually(async () => expect(await cards().count()).toBe(8));
      await story.preview.accept(story.call.says("END_USER", "after the reload"));
      await story.page.keyboard.press("t");
      await eventually(async () => expect(await lines().count()).toBe(6));
      await story.page.keyboard.press("u");
      await story.page.keyboard.press("s");
      await eventually(async () => expect(await cards().count()).toBe(9));
    },
    STORY_MS,
  );

  test(
    "comes back after a cut and shows what was missed",
    async () => {
      await story.preview.accept(story.call.says("END_USER", "before"));
      await story.page.keyboard.press("t");
      await eventually(async () => expect(await lines().count()).toBe(1));
      story.preview.cutDesktops();
      await story.preview.accept(story.call.says("HUMAN_AGENT", "meanwhile"));
      await eventually(async () => expect(await lines().allTextContents()).toEqual(["before", "meanwhile"]));
      await story.page.getByText("Live", { exact: true }).waitFor();
    },
    STORY_MS,
  );

  test(
    "shows words as words, never as markup",
    async () => {
      await story.preview.accept(story.call.says("END_USER", "<img src=x onerror=alert(1)>"));
      await story.preview.accept(
        story.call.suggests({
          suggestSmartRepliesResponse: { smartReplyAnswers: [{ reply: "<b>bold</b>" }] },
        }),
      );
      await story.page.getByText("<b>bold</b>").waitFor();
      await story.page.keyboard.press("t");
      await story.page.getByText("<img src=x onerror=alert(1)>").last().waitFor();
      expect(await story.page.locator("img").count()).toBe(0);
    },
    STORY_MS,
  );

  test(
    "shows generated text with its tables, code, quotes, links and allowed images, and no HTML of it",
    async () => {
      const asked: string[] = [];
      await story.page.route("https://*.example.com/**", (route) => {
        asked.push(route.request().url());
        return route.fulfill({
          contentType: "image/svg+xml",
          body: '<svg xmlns="http://www.w3.org/2000/svg"/>',
        });
      });
      await story.preview.accept(story.call.suggests(MARKDOWN_NOTE, STORAGE_ARTICLE));
      const note = story.page.locator('sidetone-card article[data-kind="note"]');
      await note.locator("table").waitFor();
      expect(await note.locator("th").allTextContents()).toEqual(["Card", "Days"]);
      expect(await note.locator("td").allInnerTexts()).toEqual(["Credit\nDebit", "3"]);
      expect(await note.locator("pre code").textContent()).toBe("refund --order 4417\n");
      expect(await note.locator("blockquote").textContent()).toContain("Only once");
      expect(await note.locator("h4").textContent()).toBe("Refunds");
      const links = await note
        .locator("a")
        .evaluateAll((all) => all.map((link) => [link.textContent, link.getAttribute("href")]));
      expect(links).toEqual([
        ["https://kb.example.com/refunds", "https://kb.example.com/refunds"],
        ["a chart", "https://elsewhere.example.org/chart.png"],
      ]);
      expect(await note.textContent()).toContain('<b onclick="alert(1)">words</b> and call me');
      await eventually(() => expect(asked).toEqual(["https://images.example.com/card.svg"]));
      const article = story.page.locator('article[data-kind="articles"] a');
      expect(await article.getAttribute("href")).toBe(
        "https://console.cloud.google.com/storage/browser/_details/handbook-eu/billing/refunds.pdf",
      );
      expect(story.tab.complaints).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "says who is on the line, and after the call how long it was, what was suggested and what was used",
    async () => {
      const { page, preview, call } = story;
      const streaming = {
        media: "streaming",
        conversation: "open",
        participants: { customer: "recognizing" },
      };
      preview.setCallState(CALL_ID, { ...streaming, facts: FACTS });
      const whom = page.getByRole("region", { name: "Who is on the line" });
      await eventually(async () =>
        expect((await whom.locator("div").allInnerTexts()).map((row) => row.replace(/\s+/g, " "))).toEqual([
          "Number …4567",
          "Campaign Summer sale",
          "Skill Billing",
          "Agent Dana Reyes",
        ]),
      );
      await preview.accept(...ordinaryScene(call));
      await eventually(async () => expect(await cards().count()).toBe(9));
      await page.keyboard.press("1");
      await page.getByText("Copied", { exact: true }).waitFor();
      expect(await page.getByRole("region", { name: "After the call" }).count()).toBe(0);

      preview.setCallState(CALL_ID, {
        ...streaming,
        media: "ended",
        conversation: "completed",
        facts: FACTS,
      });
      const wrapUp = page.getByRole("region", { name: "After the call" });
      const sentence = wrapUp.locator("p");
      await eventually(async () => expect(await sentence.textContent()).toMatch(WRAP_UP));
      const length = /lasted ([\d:]+)/.exec((await sentence.textContent()) ?? "")?.[1] ?? "none";
      await page.locator("sidetone-header .id", { hasText: length }).waitFor();
      await preview.accept(call.finished());
      await wrapUp.getByRole("button", { name: "Copy After the call" }).focus();
      await page.keyboard.press("Enter");
      await wrapUp.getByText("Copied").waitFor();
      expect(await page.evaluate("navigator.clipboard.readText()")).toMatch(WRAP_UP);
      await page.reload();
      await eventually(async () => expect(await sentence.textContent()).toMatch(WRAP_UP));

      for (const { language, look } of LOOKS) {
        await story.open(look, language);
        await page.locator("sidetone-wrap-up p").waitFor();
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
          look.width,
        );
        expect(await allFindings(page)).toEqual([]);
        await page.screenshot({
          path: `artefacts/panel/whom-${language}-${look.width}-${look.colorScheme}.png`,
        });
      }
      expect(story.tab.complaints).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "keeps a summary that the agent has edited, for every page of the call, and says why a card does not help",
    async () => {
      const { page, preview, call } = story;
      await preview.accept(call.started(), call.suggests(RECORDED_SUMMARY));
      const summary = page.locator('sidetone-card article[data-kind="summary"]');
      await summary.getByRole("button", { name: "Edit summary" }).focus();
      await page.keyboard.press("Enter");
      const fields = summary.getByRole("textbox");
      await eventually(async () => expect(await fields.count()).toBe(2));
      expect(await allFindings(page)).toEqual([]);
      await fields.first().focus();
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.type("Charged twice for a lamp.");
      await summary.getByRole("button", { name: "Keep" }).click();
      const kept = page.locator("sidetone-card article", { has: page.getByText("Kept", { exact: true }) });
      await kept.waitFor();
      expect(await kept.locator("dd").allInnerTexts()).toEqual(["Charged twice for a lamp.", "A refund."]);
      expect(await kept.locator("dt").first().textContent()).toContain("Reason for call");
      await eventually(() =>
        expect(preview.feedback.find((item) => item.summary !== null)).toMatchObject({
          answerRecord: RECORD,
          summary: { sections: [{ title: "reason_for_call", text: "Charged twice for a lamp." }, {}] },
        }),
      );
      await page.reload();
      await kept.waitFor();
      await page.getByRole("button", { name: "Summary: not helpful" }).click();
      await page.getByRole("group", { name: "Why?" }).waitFor();
      expect(await allFindings(page)).toEqual([]);
      await page.getByRole("group", { name: "Why?" }).getByRole("button", { name: "Incomplete" }).click();
      await eventually(() =>
        expect(preview.feedback.at(-1)).toMatchObject({ verdict: "down", reason: "incomplete" }),
      );
      expect(story.tab.complaints).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "finds words in the transcript, leads from a suggestion to what it is about and back, and shows how it sounds",
    async () => {
      const { page, preview, call } = story;
      const angry = { utteranceId: "angry", sentiment: -0.7 };
      await preview.accept(...busyScene(call).filter(({ type }) => type === "message"));
      await preview.accept(call.says("END_USER", "This charge makes me furious.", angry));
      await preview.accept(call.says("HUMAN_AGENT", "I understand."));
      const about = { latestMessage: `${preview.conversationNameOf(CALL_ID)}/messages/angry` };
      const { suggestSmartRepliesResponse } = PREVIEW_RESULTS.replies;
      await preview.accept(
        call.suggests({ suggestSmartRepliesResponse: { ...suggestSmartRepliesResponse, ...about } }),
      );
      await page.getByRole("button", { name: /to the words it is about/ }).focus();
      await page.keyboard.press("Enter");
      const found = page.locator("sidetone-transcript [aria-current]");
      await eventually(async () => expect(await found.locator("p").textContent()).toContain("furious"));
      await page.getByText("Sounds negative").waitFor();
      await page.getByRole("button", { name: "Back to the suggestion" }).click();
      await page.locator("sidetone-card:focus article").waitFor();

      await page.keyboard.press("f");
      await page.keyboard.type("HARBOUR goods");
      await page.getByText("6 of 6", { exact: true }).waitFor();
      expect(await found.locator("mark").textContent()).toBe("Harbour Goods");
      await page.keyboard.press("Shift+Enter");
      await page.getByText("5 of 6", { exact: true }).waitFor();
      await page.keyboard.press("Enter");
      await page.keyboard.press("Enter");
      await page.getByText("1 of 6", { exact: true }).waitFor();
      expect(await allFindings(page)).toEqual([]);
      expect(story.tab.complaints).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "can be worked by keyboard alone",
    async () => {
      await story.preview.accept(...ordinaryScene(story.call));
      await eventually(async () => expect(await cards().count()).toBe(9));
      await story.page.keyboard.press("2");
      await story.page.getByText("Copied", { exact: true }).waitFor();
      const copied = await story.page.evaluate("navigator.clipboard.readText()");
      expect(copied).toBe("Could you tell me the date on your statement, please?");

      await story.page.keyboard.press("s");
      const focusedKind = () =>
        story.page
          .locator("sidetone-card:focus article")
          .evaluate((article) => article.getAttribute("data-kind"));
      expect(await focusedKind()).toBe("replies");
      await story.page.keyboard.press("ArrowDown");
      expect(await focusedKind()).toBe("knowledge");
      await story.page.keyboard.press("Delete");
      await eventually(async () => expect(await cards().count()).toBe(8));
      expect(await focusedKind()).toBe("coaching");

      await story.page.keyboard.press("/");
      await story.page.keyboard.press("ArrowRight");
      await eventually(async () => expect(await cards().count()).toBe(1));
      await story.page.keyboard.press("?");
      await story.page.getByRole("dialog").waitFor();
      await story.page.keyboard.press("1");
      await story.page.keyboard.press("Escape");
      await story.page.getByRole("dialog").waitFor({ state: "hidden" });
    },
    STORY_MS,
  );

  test(
    "stays where the agent reads, and offers the way to what is new",
    async () => {
      await story.preview.accept(...busyScene(story.call));
      await story.page.keyboard.press("t");
      await eventually(async () => expect(await lines().count()).toBe(40));
      const scroller = story.page.locator("sidetone-transcript .scroller");
      const leftPx = () =>
        scroller.evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop);
      // Words that come before the browser tells of the page's own scroll are no scroll of the agent's.
      await eventually(async () => expect(await leftPx()).toBeLessThan(2));
      // An update that comes before the browser tells of the agent's scroll does not take the page back.
      await scroller.evaluate(async (element) => {
        const { host } = element.getRootNode() as ShadowRoot;
        const transcript = host as HTMLElement & { requestUpdate(): void; updateComplete: Promise<boolean> };
        element.scrollTo(0, 100);
        transcript.requestUpdate();
        await transcript.updateComplete;
      });
      await story.page.getByRole("button", { name: "Newest" }).waitFor();
      await story.preview.accept(story.call.says("END_USER", "are you still there?"));
      const button = story.page.getByRole("button", { name: "1 new message" });
      await button.waitFor();
      expect(await scroller.evaluate((element) => element.scrollTop)).toBe(100);
      await button.click();
      await button.waitFor({ state: "hidden" });
      await story.preview.accept(story.call.says("END_USER", "hello?"));
      await eventually(async () => expect(await leftPx()).toBeLessThan(2));
    },
    STORY_MS,
  );

  test(
    "tells that a key copied, also where the reply is out of sight",
    async () => {
      await story.preview.accept(story.call.suggests(PREVIEW_RESULTS.replies));
      await eventually(async () => expect(await cards().count()).toBe(1));
      await story.page.keyboard.press("t");
      await story.page.locator("sidetone-transcript").getByText("Listening").waitFor();
      await story.page.keyboard.press("3");
      await story.page.locator(".note", { hasText: "Reply 3 copied" }).waitFor();
      expect(await story.page.evaluate("navigator.clipboard.readText()")).toBe("One moment.");
    },
    STORY_MS,
  );

  test(
    "says what to do when access has expired",
    async () => {
      story.preview.refuseTokens(true);
      story.preview.cutDesktops();
      await story.page.getByText("Access to this call has expired").waitFor();
      story.preview.refuseTokens(false);
      await story.page.getByRole("button", { name: "Reload" }).click();
      await story.page.getByText("Live", { exact: true }).waitFor();
    },
    STORY_MS,
  );

  test(
    "fits a frame of 320 pixels, light and dark, and remembers the colours chosen",
    async () => {
      await story.open({ width: 320, height: 568, colorScheme: "dark" });
      await story.preview.accept(...busyScene(story.call));
      await eventually(async () => expect(await cards().count()).toBeGreaterThan(10));
      const ground = () =>
        story.page.evaluate(
          () => getComputedStyle(document.querySelector("sidetone-panel") as Element).backgroundColor,
        );
      expect(await ground()).toBe("rgb(16, 20, 18)");
      for (const key of ["s", "t"]) {
        await story.page.keyboard.press(key);
        expect(await story.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
          320,
        );
        for (const selector of ["sidetone-suggestions .scroller", "sidetone-transcript .scroller"]) {
          const overflow = await story.page
            .locator(selector)
            .evaluate((it) => it.scrollWidth - it.clientWidth);
          expect(overflow).toBeLessThanOrEqual(0);
        }
      }
      await story.page.getByRole("button", { name: /^Colours/ }).click();
      expect(await ground()).toBe("rgb(243, 245, 242)");
      await story.page.reload();
      await story.page.getByText("Live", { exact: true }).waitFor();
      expect(await ground()).toBe("rgb(243, 245, 242)");
    },
    STORY_MS,
  );
});

const FACTS = { number: "…4567", campaign: "Summer sale", skill: "Billing", agent: "Dana Reyes" };
const WRAP_UP =
  /^The call lasted \d+:\d\d\. Suggested: Replies \(1\), Coaching \(1\), .+ and Other \(1\)\. Used: Replies \(1\)\.$/;
const LOOKS = [
  { language: "en", look: { width: 320, height: 568, colorScheme: "dark" } },
  { language: "ar", look: { width: 400, height: 700, colorScheme: "light" } },
  { language: "de", look: { width: 1_280, height: 800, colorScheme: "dark" } },
] as const;
const RECORD = "projects/preview/locations/global/answerRecords/summary-1";
const RECORDED_SUMMARY = {
  generateSuggestionsResponse: {
    generatorSuggestionAnswers: [
      {
        answerRecord: RECORD,
        generatorSuggestion: {
          summarySuggestion: {
            summarySections: [
              { section: "reason_for_call", summary: "Charged twice." },
              { section: "Result", summary: "A refund." },
            ],
          },
        },
      },
    ],
  },
};

const MARKDOWN_NOTE = {
  generateSuggestionsResponse: {
    generatorSuggestionAnswers: [
      {
        generatorSuggestion: {
          freeFormSuggestion: {
            response: [
              "## Refunds",
              "See https://kb.example.com/refunds, ~~not the old page~~.",
              "",
              "| Card | Days |",
              "| --- | --- |",
              "| Credit<br>Debit | 3 |",
              "",
              "```",
              "refund --order 4417",
              "```",
              "> Only once",
              "",
              '<b onclick="alert(1)">words</b> and [call me](javascript:alert(1))',
              "",
              "![a card](https://images.example.com/card.svg) ![a chart](https://elsewhere.example.org/chart.png)",
            ].join("\n"),
          },
        },
      },
    ],
  },
};

const STORAGE_ARTICLE = {
  suggestArticlesResponse: {
    articleAnswers: [{ title: "Refunds", uri: "gs://handbook-eu/billing/refunds.pdf", snippets: [] }],
  },
};
