/** The chart elements alone on a page in Chromium, with invented states. */
import type { Page } from "playwright-core";
import { launchBrowser } from "./browser.ts";

export interface ChartScene {
  page: Page;
  show(view: keyof typeof VIEWS): Promise<void>;
  close(): Promise<void>;
}

export interface ChartSceneOptions {
  width: number;
  height: number;
  colorScheme?: "light" | "dark";
  reducedMotion?: "reduce" | "no-preference";
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

export async function openChartScene(options: ChartSceneOptions): Promise<ChartScene> {
  const built = await Bun.build({ entrypoints: [ENTRY], target: "browser", conditions: ["production"] });
  const script = (await built.outputs[0]?.text()) ?? "";
  const browser = await launchBrowser();
  const { width, height, colorScheme = "light", reducedMotion = "no-preference" } = options;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion });
  const page = await context.newPage();
  await page.setContent(
    `<!doctype html><html lang="en"><title>Charts</title><body style="margin:0"><chart-scene></chart-scene></body></html>`,
  );
  await page.addScriptTag({ content: script, type: "module" });
  return {
    page,
    async show(view) {
      const [name, properties] = VIEWS[view];
      await page.waitForFunction(() => customElements.get("chart-scene") !== undefined);
      await page.evaluate(
        async ([elementName, given]) => {
          const element = Object.assign(document.createElement(elementName), given);
          document.querySelector("chart-scene")?.shadowRoot?.querySelector("main")?.replaceChildren(element);
          await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        },
        [name, properties] as const,
      );
    },
    close: () => browser.close(),
  };
}
