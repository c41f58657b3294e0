/** The client package's example page on a server of its own, and its tabs as the stories use them. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import example from "../../clients/agent-applications/example/index.html";

export interface ExamplePage {
  /** A tab that connects at once, with these fields of the form. */
  open(fields: Record<string, string>, context?: BrowserContext): Promise<Page>;
  close(): Promise<void>;
}

export async function serveExample(browser: Browser): Promise<ExamplePage> {
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", routes: { "/": example }, development: false });
  const context = await browser.newContext();
  return {
    async open(fields, own) {
      const page = await (own ?? context).newPage();
      await page.goto(`${server.url.origin}/#${new URLSearchParams(fields)}`);
      return page;
    },
    async close() {
      await context.close();
      await server.stop(true);
    },
  };
}

export const connected = (page: Page) => page.getByText("connected", { exact: true }).waitFor();
export const ask = (page: Page) => page.getByRole("button", { name: "Ask for assistance" }).click();
export const stop = (page: Page) => page.getByRole("button", { name: "Stop" }).click();
export const session = (page: Page, status: string) =>
  page.locator(`#sessions [data-status="${status}"]`).first().waitFor();
export const sequences = (page: Page): Promise<number[]> =>
  page.locator("#metadata li").evaluateAll((lines) => lines.map((line) => Number(line.dataset.sequence)));
/** Waits until so many are shown. */
export async function metadata(page: Page, count: number): Promise<number[]> {
  await page
    .locator("#metadata li")
    .nth(count - 1)
    .waitFor();
  return await sequences(page);
}
