/** The heap of the page after an hour's call that it heard live, with nothing dismissed. */
import type { Browser, CDPSession } from "playwright-core";
import { startPanelPreview } from "../../test/support/panel-preview.ts";
import { previewCall } from "../../test/support/preview-call.ts";
import { talk } from "./talk.ts";

export interface HourFigures {
  /** Megabytes of JavaScript heap after a collection. */
  emptyMb: number;
  fullMb: number;
  lines: number;
  cards: number;
  elements: number;
}

const CALL_ID = "600000000054602";
const HOUR_MS = 3_600_000;
/** Events at once, as many as come in some seconds. */
const BATCH = 60;
const DEADLINE_MS = 120_000;

/** `isTranslated`: each line has its translation beneath it. */
export async function hourlyCall(browser: Browser, isTranslated = false): Promise<HourFigures> {
  const preview = startPanelPreview();
  const context = await browser.newContext({ locale: "en-US" });
  try {
    preview.setCallState(CALL_ID, { media: "streaming", conversation: "open", participants: {} });
    const call = previewCall(preview.conversationNameOf(CALL_ID), Date.now() - HOUR_MS);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await page.goto(preview.pageUrl(CALL_ID));
    await page.locator('sidetone-header [data-status="live"]').waitFor();
    const emptyMb = await heapMb(session);
    const said = talk(call, { durationMs: HOUR_MS, hasInterims: true });
    const events = isTranslated
      ? said.flatMap((event) =>
          event.type === "message" ? [event, call.translates(event, "en", { text: event.text })] : [event],
        )
      : said;
    for (let from = 0; from < events.length; from += BATCH) {
      await preview.accept(...events.slice(from, from + BATCH));
    }
    const wanted = events.filter(({ type }) => type === "message").length;
    const lines = page.locator("sidetone-transcript ol li");
    await lines.nth(wanted - 1).waitFor({ state: "attached", timeout: DEADLINE_MS });
    if (isTranslated)
      await lines
        .nth(wanted - 1)
        .locator(".translated")
        .waitFor({ state: "attached" });
    const cards = await page.locator("sidetone-card").count();
    const fullMb = await heapMb(session);
    const { nodes } = await session.send("Memory.getDOMCounters");
    return { emptyMb, fullMb, lines: await lines.count(), cards, elements: nodes };
  } finally {
    await context.close();
    await preview.close();
  }
}

async function heapMb(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return usedSize / 1_000_000;
}
