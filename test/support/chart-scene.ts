/** The chart elements alone on a page in Chromium, with invented states. */
import type { Page } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { openTab, type TabLook } from "./browser-tab.ts";

/** The views, one at a time, of a page that looks as it was opened last. */
export interface ChartScene {
  page: Page;
  /** The page as new. */
  open(look: TabLook): Promise<void>;
  show(view: keyof typeof VIEWS): Promise<void>;
  close(): Promise<void>;
}

const ENTRY = Bun.fileURLToPath(new URL("chart-scene-page.ts", import.meta.url));

const VIEWS = {
  call: [
    "statechart-view",
    {
      layout: "call",
      state: { live: { media: "streaming", conversation: { opening: "trying" }, assist: "attended" } },
      last: { from: "conversationNone", to: ["call.live.conversation.opening"] },
    },
  ],
  participant: [
    "statechart-view",
    {
      layout: "participant",
      state: { engaged: "recovering" },
      last: { from: "participant.engaged.recognizing", to: ["participant.engaged.recovering"] },
      event: "stream.failed",
    },
  ],
  tree: [
    "actor-tree",
    {
      selected: "participant:agent",
      actors: [
        { actor: "call", state: { live: { media: "streaming", conversation: "open", assist: "attended" } } },
        {
          actor: "participant:agent",
          state: { engaged: { recognizing: "fresh" } },
          facts: { streams: 3, recoveries: 1, generation: 2 },
        },
        { actor: "recognizer:agent", state: "active" },
        { actor: "participant:customer", state: { engaged: { paused: "quiet" } }, facts: { streams: 1 } },
      ],
    },
  ],
  charts: ["charts-page", {}],
} as const;

const PAGE = `<!doctype html><html lang="en"><title>Charts</title><body style="margin:0"><chart-scene></chart-scene></body></html>`;

export async function startChartScene(): Promise<ChartScene> {
  const built = await Bun.build({ entrypoints: [ENTRY], target: "browser", conditions: ["production"] });
  const script = (await built.outputs[0]?.text()) ?? "";
  const browser = await launchBrowser();
  const tab = await openTab(browser);
  const { page } = tab;
  return {
    page,
    async open(look) {
      await page.goto("about:blank");
      await tab.begin(look);
      await page.setContent(PAGE);
      await page.addScriptTag({ content: script, type: "module" });
      await page.waitForFunction(() => customElements.get("chart-scene") !== undefined);
    },
    async show(view) {
      await page.evaluate(async ([elementName, given]) => {
        const element = Object.assign(document.createElement(elementName), given);
        document.querySelector("chart-scene")?.shadowRoot?.querySelector("main")?.replaceChildren(element);
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      }, VIEWS[view]);
    },
    close: () => browser.close(),
  };
}
