/** What the panel's stories in Chromium share: one browser and one tab for a file, a server and a call for each story. */
import { afterAll, afterEach, beforeAll, beforeEach } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "./browser.ts";
import { type BrowserTab, openTab, type TabLook } from "./browser-tab.ts";
import { type PanelPreview, type PanelPreviewOptions, startPanelPreview } from "./panel-preview.ts";
import { type PreviewCall, previewCall } from "./preview-call.ts";

export const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);

export const CALL_ID = "600000000054602";
/** Only a hang takes as long. */
export const STORY_MS = 600_000;
export const NARROW: TabLook = { width: 400, height: 700 };

const STREAMING = {
  media: "streaming",
  conversation: "open",
  participants: { agent: "recognizing", customer: "recognizing" },
};

export interface PanelStory {
  readonly browser: Browser;
  readonly tab: BrowserTab;
  readonly page: Page;
  readonly preview: PanelPreview;
  readonly call: PreviewCall;
  /** Shows the call's page anew in a window of this look, in English unless told, and waits until it is live. */
  open(look: TabLook, language?: string): Promise<void>;
}

/** Registers the hooks; to be called within a describe block. What it returns is filled before each story. */
export function panelStories(options: PanelPreviewOptions = {}): PanelStory {
  let browser: Browser;
  let tab: BrowserTab;
  let preview: PanelPreview;
  let call: PreviewCall;

  async function open(look: TabLook, language = "en"): Promise<void> {
    await tab.begin(look);
    await tab.page.goto(`${preview.pageUrl(CALL_ID)}&language=${language}`);
    await tab.page.locator('sidetone-header [data-status="live"]').waitFor();
  }

  beforeAll(async () => {
    browser = await launchBrowser();
    tab = await openTab(browser);
  }, STORY_MS);
  afterAll(() => browser.close(), STORY_MS);
  beforeEach(async () => {
    preview = startPanelPreview(options);
    preview.setCallState(CALL_ID, STREAMING);
    call = previewCall(preview.conversationNameOf(CALL_ID), Date.now() - 60_000);
    await open(NARROW);
  }, STORY_MS);
  afterEach(async () => {
    await tab.leave();
    await preview.close();
  }, STORY_MS);

  return {
    get browser() {
      return browser;
    },
    get tab() {
      return tab;
    },
    get page() {
      return tab.page;
    },
    get preview() {
      return preview;
    },
    get call() {
      return call;
    },
    open,
  };
}
