/** A console opened in Chromium, with its rows. */
import type { Locator, Page } from "playwright-core";
import type { BrowserTab, TabLook } from "../browser-tab.ts";
import type { ConsolePreview } from "./console-preview.ts";

export interface ConsolePage {
  page: Page;
  complaints: string[];
  hosts: Set<string>;
  rows: Locator;
  /** Keys of the rows that are drawn, from the top. */
  rowKeys(): Promise<string[]>;
}

export interface ConsolePageOptions extends TabLook {
  /** Below /operators/. */
  path?: string;
}

/** Resolves once the page has its live feed. */
export async function openConsole(
  tab: BrowserTab,
  preview: ConsolePreview,
  { path = "", ...look }: ConsolePageOptions = {},
): Promise<ConsolePage> {
  const { page, complaints, hosts } = tab;
  await tab.begin(look);
  await page.goto(`${preview.url}/operators/${path}`);
  await page.locator("app-header, wall-page").getByText("Live", { exact: true }).waitFor();
  const rows = page.locator("calls-list .row");
  return {
    page,
    complaints,
    hosts,
    rows,
    rowKeys: () => rows.evaluateAll((all) => all.map((row) => row.getAttribute("data-key") ?? "")),
  };
}
