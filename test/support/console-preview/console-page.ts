/** A console opened in Chromium, with everything it complained about and every host it asked. */
import type { Browser, Locator, Page } from "playwright-core";
import type { ConsolePreview } from "./console-preview.ts";

export interface ConsolePage {
  page: Page;
  complaints: string[];
  hosts: Set<string>;
  rows: Locator;
  /** Keys of the rows that are drawn, from the top. */
  rowKeys(): Promise<string[]>;
}

export interface ConsolePageOptions {
  path?: string;
  width?: number;
  height?: number;
  colorScheme?: "light" | "dark";
}

/** Resolves once the page has its live feed. */
export async function openConsole(
  browser: Browser,
  preview: ConsolePreview,
  { path = "", width = 1_280, height = 800, colorScheme = "light" }: ConsolePageOptions = {},
): Promise<ConsolePage> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  const complaints: string[] = [];
  const hosts = new Set<string>();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => {
    if (line.type() === "error" || line.type() === "warning") complaints.push(line.text());
  });
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== "data:") hosts.add(origin);
  });
  await page.goto(`${preview.url}/operators/${path}`);
  await page.locator("app-header").getByText("Live", { exact: true }).waitFor();
  const rows = page.locator("calls-list .row");
  return {
    page,
    complaints,
    hosts,
    rows,
    rowKeys: () => rows.evaluateAll((all) => all.map((row) => row.getAttribute("data-key") ?? "")),
  };
}
