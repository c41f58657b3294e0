/** Pictures of the console's pages over invented calls, for README and guides, in both themes. */
import type { Browser, Page } from "playwright-core";
import type { CallSummary } from "../../src/contract/call-summary.ts";
import { startConsolePreview } from "../../test/support/console-preview/console-preview.ts";
import { framesOf } from "./film.ts";

export interface StillPicture {
  /** Without directory, such as "console-list-dark.webp". */
  name: string;
  webp: Buffer;
}

interface Scene {
  height: number;
  path(failing: CallSummary): string;
  /** Resolves once the page shows what the picture is for. */
  ready(page: Page): Promise<unknown>;
}

const WIDTH = 1_280;
const SCALE = 1;
const SCHEMES = ["light", "dark"] as const;
/** Of the failing call's invented history: the line at which its customer's recognition fails. */
const LINE_OF_FAILURE = 33;

const SCENES: Readonly<Record<string, Scene>> = {
  list: { height: 800, path: () => "", ready: (page) => page.locator("calls-list .row").nth(6).waitFor() },
  call: {
    height: 900,
    path: ({ callKey }) => `calls/${callKey}#line=${LINE_OF_FAILURE}`,
    ready: (page) => page.locator('statechart-view path[data-look="traced"]').first().waitFor(),
  },
  chart: {
    height: 800,
    path: ({ callKey }) => `calls/${callKey}`,
    async ready(page) {
      await page.locator("cause-list .jump").first().click();
      await page.locator('statechart-view path[data-look="traced"]').first().waitFor();
      await page.mouse.move(0, 0);
    },
  },
  trends: {
    height: 860,
    path: () => "trends?time=day",
    ready: (page) => page.locator("trend-plot canvas").nth(4).waitFor(),
  },
  wall: {
    height: 720,
    path: () => "wall",
    ready: (page) => page.locator("wall-page section[aria-labelledby=causes] table").waitFor(),
  },
};

/** A wall looks the same whatever the system prefers. */
const schemesOf = (name: string) => (name === "wall" ? (["dark"] as const) : SCHEMES);

export async function takeConsolePictures(browser: Browser): Promise<StillPicture[]> {
  const preview = startConsolePreview({ roles: ["view", "reveal", "act", "supervise"] });
  const failing = [...preview.fleet.calls.values()].find(({ alarms }) => alarms[0]?.code === "RECOGNITION_7");
  if (failing === undefined) throw new Error("No invented call has failed");
  const context = await browser.newContext({ deviceScaleFactor: SCALE, reducedMotion: "reduce" });
  try {
    const page = await context.newPage();
    const encoder = await context.newPage();
    const pictures: StillPicture[] = [];
    for (const [name, { height, path, ready }] of Object.entries(SCENES)) {
      for (const colorScheme of schemesOf(name)) {
        await page.setViewportSize({ width: WIDTH, height });
        await page.emulateMedia({ colorScheme });
        await page.goto("about:blank");
        await page.goto(`${preview.url}/operators/${path(failing)}`);
        await page.locator("app-header, wall-page").getByText("Live", { exact: true }).waitFor();
        await ready(page);
        const png = await page.screenshot({ animations: "disabled", caret: "hide" });
        pictures.push({ name: `console-${name}-${colorScheme}.webp`, webp: await stillOf(encoder, png) });
      }
    }
    return pictures;
  } finally {
    await context.close();
    await preview.close();
  }
}

/** A picture as WebP, encoded in any page of a browser. */
export async function stillOf(page: Page, png: Buffer): Promise<Buffer> {
  const [frame] = await framesOf(page, [{ atMs: 0, png }], 0);
  if (frame === undefined) throw new Error("The picture has no pixel");
  return Buffer.from(frame.webp);
}
