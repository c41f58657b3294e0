/**
 * One tab of Chromium for the stories of a file, made as new before each. A context of its own would cost each story more
 * than a second of processor time, for a renderer that starts and for scripts that are compiled once more.
 */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

/** What the window of a story looks like; what is left out is 1280 by 800, light, with motion. */
export interface TabLook {
  width?: number;
  height?: number;
  colorScheme?: "light" | "dark";
  reducedMotion?: "reduce" | "no-preference";
}

export interface BrowserTab {
  readonly page: Page;
  /** Errors and warnings of the page since the story began, breaches of its content policy included. */
  readonly complaints: string[];
  /** Origins that were asked for anything since the story began. */
  readonly hosts: Set<string>;
  /** Leaves the last story's page, if that has not happened yet, and its records. */
  begin(look?: TabLook): Promise<void>;
  /** Goes away from the page and forgets what it stored. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

export async function openTab(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserTab> {
  const context = await browser.newContext({ timezoneId: "UTC", locale: "en-US", ...options });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  const complaints: string[] = [];
  const hosts = new Set<string>();
  page.on("pageerror", (error) => complaints.push(error.message));
  // A busy machine's server may ask for another try, which the page makes by itself: Chromium complains all the same.
  const askedAgain = new Set<string>();
  page.on("response", (response) => {
    if (response.status() === 503 && response.headers()["retry-after"] !== undefined)
      askedAgain.add(response.url());
  });
  page.on("console", (line) => {
    const isAskedAgain = line.text().includes("status of 503") && askedAgain.has(line.location().url);
    if ((line.type() === "error" || line.type() === "warning") && !isAskedAgain) complaints.push(line.text());
  });
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== "data:" && protocol !== "blob:" && protocol !== "about:") hosts.add(origin);
  });

  async function setLook(look: TabLook): Promise<void> {
    const { width = 1_280, height = 800, colorScheme = "light", reducedMotion = "no-preference" } = look;
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion });
  }

  async function leave(): Promise<void> {
    if (!page.url().startsWith("http")) return;
    await page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
    });
    await page.goto("about:blank");
    await context.clearCookies();
    await page.mouse.move(0, 0);
  }

  return {
    page,
    complaints,
    hosts,
    async begin(look = {}) {
      await leave();
      await setLook(look);
      complaints.length = 0;
      hosts.clear();
    },
    leave,
    close: () => context.close(),
  };
}
