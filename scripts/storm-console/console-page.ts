/** The console of a running Sidetone in Chromium: signs in and does what an operator does with the list. */
import type { Browser, Locator, Page } from "playwright-core";
import type { OperatorEntrance } from "../../bench/audio-path/stage.ts";
import { PageWatch } from "./page-figures.ts";

const LIVE_DEADLINE_MS = 180_000;
const KEY_EVERY_MS = 40;
const POLL_MS = 25;

export interface ConsolePage {
  page: Page;
  watch: PageWatch;
  /** Errors and warnings of the page. */
  complaints: string[];
  rows: Locator;
  rowOf(callKey: string): Locator;
  /** Types into the search; resolves with the milliseconds from the last key until the row is alone. */
  search(text: string, callKey: string): Promise<number>;
}

/** The browser says so of a request that the page repeats: on a busy machine storage may be late. */
const ASKED_TO_COME_AGAIN = "the server responded with a status of 503";

/** Resolves once the page has its live feed and lists so many calls. */
export async function openSignedIn(
  browser: Browser,
  entrance: OperatorEntrance,
  calls: number,
): Promise<ConsolePage> {
  const page = await browser.newPage({ viewport: { width: 1_280, height: 800 } });
  page.setDefaultTimeout(LIVE_DEADLINE_MS);
  const watch = await PageWatch.start(page);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => {
    if (line.type() !== "error" && line.type() !== "warning") return;
    if (!line.text().includes(ASKED_TO_COME_AGAIN)) complaints.push(line.text());
  });
  await page.goto(`${entrance.url}/operators/`);
  await page.locator("#token").fill(entrance.token);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator("app-header").getByText("Live", { exact: true }).waitFor();
  const rows = page.locator("calls-list .row");
  const listed = `${calls.toLocaleString("en-US")} listed`;
  await page.locator("calls-list .summary").filter({ hasText: listed }).waitFor();
  const rowOf = (callKey: string) => page.locator(`calls-list .row[data-key="${callKey}"]`);
  return {
    page,
    watch,
    complaints,
    rows,
    rowOf,
    async search(text, callKey) {
      await page.keyboard.press("/");
      await page.keyboard.type(text, { delay: KEY_EVERY_MS });
      const typedAtMs = performance.now();
      await rowOf(callKey).waitFor();
      // The others leave in the same picture, where the search works.
      while ((await rows.count()) > 1) {
        if (performance.now() - typedAtMs > LIVE_DEADLINE_MS) throw new Error("the search leaves other rows");
        await Bun.sleep(POLL_MS);
      }
      return Math.round(performance.now() - typedAtMs);
    },
  };
}
