/** FEATURES: our page shows the kinds that it names, as Google's does, and an unknown name does not start. */
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { UI_FEATURES } from "../../src/contract/ui-features.ts";
import { readConfig } from "../../src/settings/read.ts";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { openTab } from "../support/browser-tab.ts";
import { eventually } from "../support/eventually.ts";
import { startPanelPreview } from "../support/panel-preview.ts";
import { ordinaryScene, previewCall } from "../support/preview-call.ts";
import { TEST_ENVIRONMENT } from "../support/settings.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const CALL_ID = "600000000054602";
const MAIN = join(import.meta.dir, "../../src/main.ts");

const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);

test(
  "an unknown name ends the start with a sentence that lists the known ones",
  async () => {
    const environment = { ...TEST_ENVIRONMENT, FEATURES: "SMART_REPLY, SMART_REPLIES,FAQ" };
    const { stderr, exitCode } = Bun.spawnSync([process.execPath, "--no-env-file", MAIN], {
      env: { PATH: process.env.PATH ?? "", ...environment },
    });
    expect(exitCode).toBe(1);
    const said = stderr.toString();
    expect(said).toContain("has the unknown name SMART_REPLIES; known are AGENT_COACHING, ");
    for (const name of Object.keys(UI_FEATURES)) expect(said).toContain(name);
  },
  STORY_MS,
);

test("every name of Google's UI Modules is known", () => {
  const names = Object.keys(UI_FEATURES);
  expect(readConfig({ ...TEST_ENVIRONMENT, FEATURES: names.join(",") }).FEATURES).toEqual(names);
});

describe.skipIf(!hasChromium)("our page in Chromium", () => {
  test(
    "shows the kinds that FEATURES names and what has no name there, over a reload too",
    async () => {
      const preview = startPanelPreview({ panel: { features: ["SMART_REPLY", "KNOWLEDGE_ASSIST_V2"] } });
      const browser = await launchBrowser();
      try {
        const { page } = await openTab(browser);
        await page.goto(preview.pageUrl(CALL_ID));
        await page.getByText("Live", { exact: true }).waitFor();
        await preview.accept(
          ...ordinaryScene(previewCall(preview.conversationNameOf(CALL_ID), Date.now() - 60_000)),
        );
        const kinds = () =>
          page
            .locator("sidetone-card article")
            .evaluateAll((articles) => articles.map((article) => article.getAttribute("data-kind")));
        const shown = async () =>
          expect((await kinds()).toSorted()).toEqual(["knowledge", "note", "other", "problem", "replies"]);
        await eventually(shown);
        await page.reload();
        await eventually(shown);
      } finally {
        await browser.close();
        await preview.close();
      }
    },
    STORY_MS,
  );
});
