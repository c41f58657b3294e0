/** What an operator sees on the page of a call, and how the keyboard gets around on it. */
import type { Page } from "playwright-core";

export const slider = (page: Page) => page.getByRole("slider", { name: "Moment of the call" });

/** Lines heard by the moment that is shown. */
export const position = async (page: Page) => Number(await slider(page).getAttribute("aria-valuenow"));

export const firstCause = (page: Page) => textOf(page, "cause-list li p");

/** State of the actor whose chart is shown, in words. */
export const shownState = (page: Page) => textOf(page, "chart-panel .state");

/** Entries of the transcript that are later than the moment that is shown. */
export const laterEntries = (page: Page) => page.locator('transcript-panel li[data-when="later"]').count();

/** Audio of the first speaker's account, in milliseconds. */
export const receivedMs = async (page: Page) =>
  Number((await textOf(page, "audio-panel .proof .term b")).replaceAll(",", ""));

/** Ids of the states that are lit in the chart. */
export const litStates = (page: Page) =>
  page
    .locator('statechart-view [data-look="lit"][data-id]')
    .evaluateAll((all) => all.map((one) => one.getAttribute("data-id")));

export async function textOf(page: Page, selector: string): Promise<string> {
  return ((await page.locator(selector).first().textContent()) ?? "").replace(/\s+/g, " ").trim();
}

/** Goes on with Tab until the focus is there; throws if a keyboard does not get there in `most` steps. */
export async function tabTo(page: Page, selector: string, most = 40, key = "Tab"): Promise<void> {
  const focused = page.locator(selector).and(page.locator(":focus"));
  for (let presses = 0; presses <= most; presses += 1) {
    if ((await focused.count()) > 0) return;
    await page.keyboard.press(key);
  }
  throw new Error(`The keyboard does not reach ${selector}`);
}

/** The same, and presses what is there. */
export async function pressOn(page: Page, selector: string, most = 40, key = "Tab"): Promise<void> {
  await tabTo(page, selector, most, key);
  await page.keyboard.press("Enter");
}
