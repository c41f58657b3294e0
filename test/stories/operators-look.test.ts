/** Each page of the console as it is over a running Sidetone: accessible, never wider than the window, in pictures. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import type { PlacedCall } from "../../simulators/five9/place-call.ts";
import { allFindings } from "../support/axe.ts";
import { chromiumPath, NO_CHROMIUM } from "../support/browser.ts";
import { type PlayedCall, placeLiveCall, playFailingCall, playGoodCalls } from "../support/operator-calls.ts";
import {
  type DeskPageOptions,
  type OperatorDesk,
  picture,
  startOperatorDesk,
} from "../support/operator-desk.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const hasBrowser = chromiumPath() !== undefined;
if (!hasBrowser) console.info(NO_CHROMIUM);

/** Each width and each theme once with every page and axe, which takes seconds a page; the other two looks with these. */
const WHOLE_LOOKS: readonly string[] = ["light", "narrow-dark"];
const IN_EVERY_LOOK: readonly string[] = ["list", "call-live", "call-past"];
const LOOKS = {
  light: { width: 1_280, height: 900 },
  dark: { width: 1_280, height: 900, colorScheme: "dark" },
  narrow: { width: 390, height: 844 },
  "narrow-dark": { width: 390, height: 844, colorScheme: "dark" },
} as const satisfies Record<string, DeskPageOptions>;

/** By how much the page, or the part of a call's page that scrolls, is wider than there is room. */
async function wideningOf(page: Page): Promise<number> {
  const ofCall = await page
    .locator("call-page .scroll")
    .evaluateAll((all) => all.map((one) => one.scrollWidth - one.clientWidth));
  return Math.max(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), ...ofCall);
}

describe.skipIf(!hasBrowser)("the pages of the console", () => {
  let desk: OperatorDesk;
  let failing: PlayedCall;
  let live: (PlacedCall & { callKey: string })[];
  let bundle: string;
  beforeAll(async () => {
    desk = await startOperatorDesk();
    const played = Promise.all([playFailingCall(desk.scene), playGoodCalls(desk.scene, 4)]);
    live = [await placeLiveCall(desk.scene, "agent-23"), await placeLiveCall(desk.scene, "agent-29")];
    [failing] = await played;
    bundle = await (await desk.ask("ada", `/calls/${failing.callKey}/bundle`)).text();
  }, STORY_MS);
  afterAll(async () => {
    for (const call of live) call.hangUp();
    await desk.close();
  }, STORY_MS);

  const lineOfFailure = async () => {
    const detail = await desk.scene.stage.callDetail(failing.callKey);
    return detail?.history.find(({ event }) => event === "stream.failed")?.line ?? 0;
  };
  const isCall = (page: Page) => page.locator("statechart-view .bar").first().waitFor();

  /** Path, what shows that the page is there, and what to do before it is looked at. */
  const pages: Record<
    string,
    { path: () => string | Promise<string>; ready: (page: Page) => Promise<void> }
  > = {
    list: { path: () => "", ready: (page) => page.locator("calls-list .row").nth(5).waitFor() },
    "call-live": { path: () => `calls/${live[0]?.callKey}`, ready: isCall },
    "call-ended": { path: () => `calls/${failing.callKey}`, ready: isCall },
    "call-past": {
      path: async () => `calls/${failing.callKey}#line=${await lineOfFailure()}`,
      ready: isCall,
    },
    charts: { path: () => "charts", ready: isCall },
    jobs: { path: () => "jobs", ready: (page) => page.locator("jobs-page .figures").first().waitFor() },
    audit: { path: () => "audit", ready: (page) => page.locator("audit-page tbody tr").first().waitFor() },
    instance: { path: () => "instance", ready: (page) => page.getByText("Event sources").first().waitFor() },
    bundle: {
      path: () => "bundle",
      async ready(page) {
        const file = { name: "b.json", mimeType: "application/json", buffer: Buffer.from(bundle) };
        await page.getByLabel("Choose a bundle file").setInputFiles(file);
        await isCall(page);
      },
    },
  };

  test.each(Object.entries(LOOKS))(
    "have nothing for axe, best practices included, and fit the window: %s",
    async (look, options) => {
      const { page, complaints, leave } = await desk.arrive(options);
      expect(await allFindings(page)).toEqual([]);
      await desk.signIn(page, "ada");
      const found: Record<string, string[]> = {};
      const isWhole = WHOLE_LOOKS.includes(look);
      for (const [name, { path, ready }] of Object.entries(pages)) {
        if (!isWhole && !IN_EVERY_LOOK.includes(name)) continue;
        // A page of its own each time: a change of the part after # alone loads nothing.
        await page.goto("about:blank");
        await page.goto(`${desk.base}/operators/${await path()}`);
        await ready(page);
        await picture(page, `look-${name}-${look}`);
        const findings = isWhole ? await allFindings(page) : [];
        const wider = await wideningOf(page);
        if (wider > 0) findings.push(`wider than the window by ${wider} px`);
        if (findings.length > 0) found[name] = findings;
      }
      expect(found).toEqual({});
      expect(complaints).toEqual([]);
      await leave();
    },
    STORY_MS,
  );
});
