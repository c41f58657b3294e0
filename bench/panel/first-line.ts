/** One opening of the page by a browser that has nothing of it yet, for a call that has spoken for ten minutes. */
import type { Browser } from "playwright-core";
import { startPanelPreview } from "../../test/support/panel-preview.ts";
import { previewCall } from "../../test/support/preview-call.ts";
import { talk } from "./talk.ts";

export interface Opening {
  /** From the beginning of the navigation until a frame in which the first line is. */
  shownMs: number;
  /** Of the page's main thread until then, whatever else the machine does. */
  processorMs: number;
  /** Of the page and the scripts that it asks for at once, as they came over the line. */
  bytes: number;
}

const CALL_ID = "600000000054602";
const CALL_MS = 10 * 60_000;

export async function firstLine(browser: Browser, language: string): Promise<Opening> {
  const preview = startPanelPreview();
  const context = await browser.newContext({ locale: language });
  try {
    preview.setCallState(CALL_ID, { media: "streaming", conversation: "open", participants: {} });
    const call = previewCall(preview.conversationNameOf(CALL_ID), Date.now() - CALL_MS);
    await preview.accept(...talk(call, { durationMs: CALL_MS, hasInterims: false }));
    // The server bundles scripts once, when it starts.
    await fetch(`${preview.pageUrl(CALL_ID)}&language=${language}`);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Performance.enable");
    await page.addInitScript(watchForLine);
    await page.goto(`${preview.pageUrl(CALL_ID)}&language=${language}`);
    await page.waitForFunction(() => "firstLineMs" in globalThis);
    const { metrics } = await session.send("Performance.getMetrics");
    const processorMs = (metrics.find(({ name }) => name === "ThreadTime")?.value ?? Number.NaN) * 1_000;
    const needed = await page.evaluate(() =>
      [...document.querySelectorAll("script[src], link[rel=modulepreload]")].map(
        (part) => (part as HTMLScriptElement).src || (part as HTMLLinkElement).href,
      ),
    );
    const figures = await page.evaluate(
      (needed) => ({
        shownMs: (globalThis as unknown as { firstLineMs: number }).firstLineMs,
        bytes: performance
          .getEntries()
          .filter(({ entryType, name }) => entryType === "navigation" || needed.includes(name))
          .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize, 0),
      }),
      needed,
    );
    return { ...figures, processorMs };
  } finally {
    await context.close();
    await preview.close();
  }
}

/** In the page: looks once a frame, as a person could not see it sooner. */
function watchForLine(): void {
  const look = () => {
    const panel = document.querySelector("sidetone-panel")?.shadowRoot;
    const line = panel?.querySelector("sidetone-transcript")?.shadowRoot?.querySelector("ol li");
    if (line == null) requestAnimationFrame(look);
    else Object.assign(globalThis, { firstLineMs: performance.now() });
  };
  requestAnimationFrame(look);
}
