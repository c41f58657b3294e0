/** What each file of stories about the console needs: a browser with one tab, and a console as new for each story. */
import { afterAll, afterEach, beforeAll, beforeEach } from "bun:test";
import type { Browser } from "playwright-core";
import type { CallSummary } from "../../../src/contract/call-summary.ts";
import { launchBrowser } from "../browser.ts";
import { type BrowserTab, openTab } from "../browser-tab.ts";
import { type ConsolePage, type ConsolePageOptions, openConsole } from "./console-page.ts";
import { type ConsolePreview, type ConsolePreviewOptions, startConsolePreview } from "./console-preview.ts";

/** Only a hang takes as long. */
export const STORY_MS = 600_000;

export interface ConsoleStories {
  readonly preview: ConsolePreview;
  readonly tab: BrowserTab;
  open(options?: ConsolePageOptions): Promise<ConsolePage>;
  /** Another console in the place of the story's. */
  restart(options: ConsolePreviewOptions): Promise<void>;
  firstWith(code: string): CallSummary;
}

/** Call it inside the file's `describe`. */
export function consoleStories(): ConsoleStories {
  let browser: Browser;
  let tab: BrowserTab;
  let preview: ConsolePreview;
  beforeAll(async () => {
    browser = await launchBrowser();
    tab = await openTab(browser);
  }, STORY_MS);
  afterAll(() => browser.close(), STORY_MS);
  beforeEach(() => {
    preview = startConsolePreview();
  });
  afterEach(async () => {
    // The page goes before its server does, or it would try to come back.
    await tab.leave();
    await preview.close();
  }, STORY_MS);
  return {
    get preview() {
      return preview;
    },
    get tab() {
      return tab;
    },
    open: (options = {}) => openConsole(tab, preview, options),
    async restart(options) {
      await preview.close();
      preview = startConsolePreview(options);
    },
    firstWith(code) {
      const call = [...preview.fleet.calls.values()].find(({ alarms }) => alarms[0]?.code === code);
      if (call === undefined) throw new Error(`No call has the alarm ${code}`);
      return call;
    },
  };
}
