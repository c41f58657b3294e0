/** What an agent does with suggestions on the panel reaches Dialogflow's answer records, through the whole of Sidetone. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { v2beta1 } from "@google-cloud/dialogflow";
import { credentials } from "@grpc/grpc-js";
import type { Browser, Page } from "playwright-core";
import { readSample } from "../../samples/sample.ts";
import { panelUrl } from "../../simulators/stage/desktop-client.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);
const STORY_MS = 600_000;

type Feedback = {
  correctnessLevel?: string;
  clicked?: boolean;
  displayed?: boolean;
  agentAssistantDetailFeedback?: {
    knowledgeAssistFeedback?: { answerCopied?: boolean; clickedUris?: string[] };
    knowledgeSearchFeedback?: { answerCopied?: boolean };
  };
};

describe.skipIf(!hasChromium)("an agent's feedback in Chromium", () => {
  let scene: TestStage;
  let browser: Browser;
  let page: Page;
  let records: v2beta1.AnswerRecordsClient;
  let callId: string;
  let complaints: string[];

  beforeAll(async () => {
    scene = await startTestStage({
      hasRest: true,
      settings: {
        FEATURES: "SMART_REPLY,AGENT_COACHING,CONVERSATION_SUMMARIZATION,KNOWLEDGE_ASSIST,KNOWLEDGE_SEARCH",
      },
    });
    browser = await launchBrowser();
    const { cloud } = scene.stage;
    records = new v2beta1.AnswerRecordsClient({
      apiEndpoint: "127.0.0.1",
      port: cloud.port,
      sslCreds: credentials.createInsecure(),
      projectId: "demo-project",
      credentials: { client_email: "nobody@simulator.invalid", private_key: "none" },
    });
    callId = newCallId();
    const context = await browser.newContext({ viewport: { width: 900, height: 2_400 } });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    page = await context.newPage();
    complaints = [];
    page.on("console", (line) => {
      if (line.type() === "error") complaints.push(line.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    const { launchKey } = scene.stage.secrets;
    await page.goto(panelUrl({ httpBaseUrl: scene.stage.httpBaseUrl, callId, launchKey }));
    const call = await scene.stage.call(await readSample("lost-card"), { callId, speed: 40 });
    expect((await call.finished).ok).toBe(true);
    await eventually(async () => (await page.locator("sidetone-card").count()) === 8);
  }, STORY_MS);
  afterAll(async () => {
    await records?.close();
    await browser?.close();
    await scene?.close();
  }, STORY_MS);

  const card = (kind: string) => page.locator(`sidetone-card:has(article[data-kind="${kind}"])`).first();

  /** The record of a suggestion, found by a field of its event. */
  function recordOf(marker: string): string {
    const events = scene.stage.cloud.record.conversation(`five9-${callId}`)?.events ?? [];
    const data = events.find((event) => event.data.includes(marker))?.data ?? "";
    return /"answerRecord":"([^"]+)"/.exec(data)?.[1] ?? "";
  }

  async function feedbackOn(record: string): Promise<Feedback> {
    const [all] = await records.listAnswerRecords({ parent: "projects/demo-project/locations/us-central1" });
    return (all.find(({ name }) => name === record)?.answerFeedback ?? {}) as Feedback;
  }

  test(
    "a thumb is given with the keyboard, seen as pressed, changed, kept over a reload, and written to the record",
    async () => {
      const record = recordOf("agentCoachingSuggestion");
      const up = card("coaching").getByRole("button", { name: "Coaching: helpful", exact: true });
      const down = card("coaching").getByRole("button", { name: "Coaching: not helpful" });
      await up.focus();
      await page.keyboard.press("Enter");
      await eventually(async () => (await feedbackOn(record)).correctnessLevel === "FULLY_CORRECT");
      expect(await up.getAttribute("aria-pressed")).toBe("true");

      await card("coaching").focus();
      await page.keyboard.press("-");
      await eventually(async () => (await feedbackOn(record)).correctnessLevel === "NOT_CORRECT");
      await page.reload();
      await eventually(async () => (await down.getAttribute("aria-pressed")) === "true");
      await down.click();
      const taken = "CORRECTNESS_LEVEL_UNSPECIFIED";
      await eventually(async () => (await feedbackOn(record)).correctnessLevel === taken);
    },
    STORY_MS,
  );

  test(
    "a copied reply counts as clicked on that reply alone, and a copied answer as copied",
    async () => {
      const record = recordOf("suggestSmartRepliesResponse");
      await card("replies").locator(".say button").first().click();
      await eventually(async () => (await feedbackOn(record)).clicked === true);
      const events = scene.stage.cloud.record.conversation(`five9-${callId}`)?.events ?? [];
      const replies = events.find(({ data }) => data.includes("suggestSmartRepliesResponse"))?.data ?? "";
      const names = [...replies.matchAll(/"answerRecord":"([^"]+)"/g)].map(([, name = ""]) => name);
      expect(names.length).toBeGreaterThan(1);
      for (const name of names.slice(1)) expect((await feedbackOn(name)).clicked ?? false).toBe(false);

      const knowledge = recordOf("suggestKnowledgeAssistResponse");
      const shown = page.locator('sidetone-card:has(article[data-kind="knowledge"])').last();
      await shown.getByRole("button", { name: "Copy Knowledge" }).click();
      await eventually(async () => {
        const { agentAssistantDetailFeedback: detail } = await feedbackOn(knowledge);
        return detail?.knowledgeAssistFeedback?.answerCopied === true;
      });
    },
    STORY_MS,
  );

  const box = () => page.getByRole("searchbox", { name: "Ask the knowledge base" });
  const searches = () =>
    (scene.stage.rest?.requests ?? []).filter(({ url }) => url.endsWith("/suggestions:searchKnowledge"));

  test(
    "a question to the knowledge base is answered by a card with sources, whose feedback is that of a search",
    async () => {
      await page.locator("sidetone-card").first().waitFor();
      const before = await page.locator("sidetone-card").count();
      await page.keyboard.press("a");
      await box().pressSequentially("how do I block a card");
      await page.keyboard.press("Enter");
      const answer = page.locator("sidetone-card").first();
      await answer.getByRole("heading", { name: "how do I block a card" }).waitFor();
      expect(await page.locator("sidetone-card").count()).toBeGreaterThan(before);
      const asked = JSON.parse(searches().at(-1)?.body ?? "{}");
      expect(asked).toMatchObject({
        query: { text: "how do I block a card" },
        querySource: "AGENT_QUERY",
        conversation: expect.stringContaining(`/conversations/five9-${callId}`),
      });
      await answer.getByText(/^\d+ sources?$/).click();
      await answer.getByText("Blocking a card").first().waitFor();
      await answer.getByRole("button", { name: "Knowledge: helpful", exact: true }).click();
      await answer.getByRole("button", { name: "Copy Knowledge" }).click();
      await eventually(async () => {
        const [all] = await records.listAnswerRecords({
          parent: "projects/demo-project/locations/us-central1",
        });
        const given = all.map(({ answerFeedback }) => answerFeedback as Feedback | null);
        expect(given).toContainEqual(
          expect.objectContaining({
            correctnessLevel: "FULLY_CORRECT",
            agentAssistantDetailFeedback: expect.objectContaining({
              knowledgeSearchFeedback: expect.objectContaining({ answerCopied: true }),
            }),
          }),
        );
      });
    },
    STORY_MS,
  );

  test(
    "a related question is a button that asks it, in the same session",
    async () => {
      const before = searches().length;
      const related = page.locator("sidetone-card .questions button").last();
      const text = (await related.textContent()) ?? "";
      await related.click();
      await eventually(() => expect(searches().length).toBe(before + 1));
      const [first, last] = [searches()[0], searches().at(-1)].map((request) =>
        JSON.parse(request?.body ?? "{}"),
      );
      expect(last).toMatchObject({
        query: { text },
        querySource: "SUGGESTED_QUERY",
        sessionId: first.sessionId,
      });
    },
    STORY_MS,
  );

  test(
    "a question without an answer, and one that fails, are told where they were asked",
    async () => {
      await box().fill("zzz");
      await box().press("Enter");
      await page.getByText("Nothing was found for").waitFor();
      const { rest } = scene.stage;
      if (rest === undefined) throw new Error("no REST service");
      rest.answerWith = () =>
        Response.json(
          { error: { code: 429, message: "Quota exceeded.", status: "RESOURCE_EXHAUSTED" } },
          { status: 429 },
        );
      await box().fill("lost card");
      await box().press("Enter");
      await page.getByText("For your supervisor: 429, Quota exceeded.").waitFor();
      rest.answerWith = undefined;
      await page.getByRole("button", { name: "Try again" }).click();
      await page.locator("sidetone-card").first().getByRole("heading", { name: "lost card" }).waitFor();
      // The browser reports the refusal by itself.
      complaints = complaints.filter((text) => !text.includes("429"));
    },
    STORY_MS,
  );

  test(
    "a summary is made when the agent wants one, and again, with names to read and sections to copy",
    async () => {
      const summaries = page.locator('sidetone-card:has(article[data-kind="summary"])');
      const before = await summaries.count();
      const button = page.getByRole("button", { name: "Summarize" });
      await button.click();
      await eventually(async () => expect(await summaries.count()).toBe(before + 1));
      const made = page.locator("sidetone-card").first();
      const names = await made.locator("dt span:first-child").allTextContents();
      expect(names.length).toBeGreaterThan(1);
      for (const name of names) expect(name).toMatch(/^[A-Z][^_]+$/);
      await made.getByRole("button", { name: `Copy ${names[1]}`, exact: true }).click();
      const copied = await page.evaluate("navigator.clipboard.readText()");
      expect(copied).toBe((await made.locator("dd").nth(1).textContent())?.trim() ?? "");
      await button.click();
      await eventually(async () => expect(await summaries.count()).toBe(before + 2));
    },
    STORY_MS,
  );

  test(
    "cards that were in sight count as displayed, and the page complains about nothing",
    async () => {
      await eventually(async () => (await feedbackOn(recordOf("freeFormSuggestion"))).displayed === true);
      expect(complaints).toEqual([]);
    },
    STORY_MS,
  );
});
