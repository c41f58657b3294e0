/** A real Chromium for tests, where the machine has one. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Where Debian puts them. The first is the same engine without windows: an empty page takes a quarter of the processor time. */
const DEFAULT_PATHS = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

/** Keeps the browser to the pages it is given: no background traffic, no first-run work. */
const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const LAUNCH_DEADLINE_MS = 120_000;
const WAIT_DEADLINE_MS = 300_000;

/** Where Chromium is: CHROMIUM_PATH, else Debian's places; undefined when there is none. */
export function chromiumPath(): string | undefined {
  const { CHROMIUM_PATH } = process.env;
  const paths = CHROMIUM_PATH === undefined ? DEFAULT_PATHS : [CHROMIUM_PATH];
  return paths.find((path) => existsSync(path));
}

/** Says why browser tests are skipped; for `test.skipIf` and a line on the console. */
export const NO_CHROMIUM =
  "No Chromium here, so browser tests are skipped: apt-get install chromium-headless-shell, or set CHROMIUM_PATH";

/**
 * Starts Chromium; the caller closes it. Throws when there is none. What its pages wait for has minutes to come, so that a
 * slow machine fails nothing. `more` are further flags.
 */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error(NO_CHROMIUM);
  const browser = await chromium.launch({
    executablePath,
    args: [...ARGUMENTS, ...more],
    timeout: LAUNCH_DEADLINE_MS,
  });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    context.setDefaultTimeout(WAIT_DEADLINE_MS);
    return context;
  };
  return browser;
}
