/** The wall of a room, in Chromium: numbers of now without any input, through breaks, until it is signed out. */
import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { allFindings } from "../support/axe.ts";
import { chromiumPath, NO_CHROMIUM } from "../support/browser.ts";
import { consoleStories, STORY_MS } from "../support/console-preview/console-stories.ts";
import { eventually } from "../support/eventually.ts";
import { picture } from "../support/operator-desk.ts";

const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);

const figure = (page: Page, name: string) =>
  page
    .locator("wall-page dl div", { has: page.getByText(name, { exact: true }) })
    .locator(".figure")
    .textContent();
const isDark = (page: Page) =>
  page.locator("wall-page").evaluate((wall) => getComputedStyle(wall).colorScheme === "dark");

describe.skipIf(!hasChromium)("the wall of the console", () => {
  const stories = consoleStories();
  const live = () => [...stories.preview.fleet.calls.values()].filter((call) => call.live);

  test(
    "shows the calls of now with alarms by campaign, hears of changes, and comes back after a break by itself",
    async () => {
      const { page, complaints } = await stories.open({ path: "wall" });
      const { fleet, feed } = stories.preview;
      const alarmed = () => live().filter(({ alarms }) => alarms.length > 0);
      const shown = async () => [await figure(page, "Live calls"), await figure(page, "Calls with an alarm")];
      const real = () => [String(live().length), String(alarmed().length)];
      await eventually(async () => expect(await shown()).toEqual(real()));
      const row = (campaign: string) => page.getByRole("row").filter({ hasText: campaign });
      const ofBilling = () => {
        const calls = live().filter(({ campaignIds }) => campaignIds.includes("Billing"));
        return `${calls.filter(({ alarms }) => alarms.length > 0).length} of ${calls.length}`;
      };
      await row("Billing").getByRole("cell", { name: ofBilling(), exact: true }).waitFor();
      expect(await figure(page, "Words to screen p50")).toMatch(/^\d+ ms$/);

      const healthy = live().find(
        ({ alarms, campaignIds }) => alarms.length === 0 && campaignIds.includes("Billing"),
      );
      const alarm = { code: "NO_WORDS", severity: "serious", message: "No words." } as const;
      const before = ofBilling();
      const changed = fleet.change(healthy?.callKey ?? "", { alarms: [alarm] });
      if (changed === undefined) throw new Error("no call was changed");
      feed.changed(changed);
      expect(ofBilling()).not.toBe(before);
      await row("Billing").getByRole("cell", { name: ofBilling(), exact: true }).waitFor();

      stories.preview.cutFeeds();
      for (const { callKey } of live().slice(0, 5)) fleet.end(callKey, Date.now());
      await eventually(async () => expect(await shown()).toEqual(real()));
      await page.locator("wall-page").getByText("Live", { exact: true }).waitFor();
      expect(complaints).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "is dark whatever the system prefers, light by a key and then kept so, and fills the screen by a key",
    async () => {
      const { page } = await stories.open({ path: "wall", colorScheme: "light" });
      await page.locator("wall-page section[aria-labelledby=causes] table").waitFor();
      expect(await isDark(page)).toBe(true);
      expect(await allFindings(page)).toEqual([]);
      await picture(page, "51-wall-dark");
      await page.keyboard.press("t");
      await eventually(async () => expect(await isDark(page)).toBe(false));
      expect(await allFindings(page)).toEqual([]);
      await picture(page, "52-wall-light");
      await page.reload();
      await page.locator("wall-page section[aria-labelledby=causes] table").waitFor();
      expect(await isDark(page)).toBe(false);
      await page.keyboard.press("f");
      await page.waitForFunction(() => document.fullscreenElement !== null);
      await page.keyboard.press("f");
      await page.waitForFunction(() => document.fullscreenElement === null);
    },
    STORY_MS,
  );

  test(
    "has a thousand calls of a fleet on one screen, with one request, and names the instance that does not answer",
    async () => {
      await stories.restart({
        ...{ calls: 1_000, ended: 20 },
        instances: [
          { name: "a-1", isHere: true, state: "ready", liveCalls: 600 },
          { name: "b-2", isHere: false, state: "silent", liveCalls: 400 },
          { name: "c-3", isHere: false, state: "asked" },
        ],
      });
      const lists: string[] = [];
      stories.tab.page.on("request", (request) => {
        if (request.url().includes("/operators/api/calls")) lists.push(new URL(request.url()).search);
      });
      try {
        const { page } = await stories.open({ path: "wall", width: 1_920, height: 1_080 });
        await eventually(async () => expect(await figure(page, "Live calls")).toBe("1,000"));
        await page.getByText("3 instances; b-2 is silent").waitFor();
        // No ended call is read for it.
        expect(lists).toEqual(["?live=live&limit=1000"]);
        const sizes = [
          ...[
            { width: 1_920, height: 1_080 },
            { width: 1_280, height: 720 },
          ],
          ...[
            { width: 768, height: 1_024 },
            { width: 320, height: 640 },
          ],
        ];
        for (const size of sizes) {
          await page.setViewportSize(size);
          await picture(page, `53-wall-${size.width}`);
          const over = await page.evaluate(() => {
            const main = document.querySelector("operators-app")?.shadowRoot?.querySelector("main");
            const parts = "dl div, td, section";
            const cut = [...(main?.querySelector("wall-page")?.shadowRoot?.querySelectorAll(parts) ?? [])];
            return {
              wide: Math.max(
                0,
                ...[main ?? document.body, ...cut].map((at) => at.scrollWidth - at.clientWidth),
              ),
              high: (main?.scrollHeight ?? 0) - (main?.clientHeight ?? 0),
              cutHigh: Math.max(0, ...cut.map((at) => at.scrollHeight - at.clientHeight)),
            };
          });
          expect({ size, wide: over.wide <= 1 }).toEqual({ size, wide: true });
          // A screen at a wall shows all without scrolling.
          if (size.width > size.height)
            expect({ size, ...over, wide: 0 }).toEqual({ size, wide: 0, high: 0, cutHigh: 0 });
        }
        expect(lists).toHaveLength(1);
        // The list's header sums instances only once all have said what they have.
        await page.getByRole("link", { name: "Leave the wall" }).click();
        await page.locator("app-header dl").getByText("–").first().waitFor();
        expect(await page.locator("app-header dl").textContent()).not.toContain("600");
      } finally {
        stories.tab.page.removeAllListeners("request");
      }
    },
    STORY_MS,
  );

  test(
    "says that it is signed out, shows no number any more, and leads back by the login page",
    async () => {
      const { page } = await stories.open({ path: "wall" });
      await page.locator("wall-page section[aria-labelledby=causes] table").waitFor();
      stories.preview.signOut();
      await page.getByRole("alert").getByText("Signed out").waitFor();
      expect(await page.locator("wall-page dl").count()).toBe(0);
      expect(await allFindings(page)).toEqual([]);
      await picture(page, "54-wall-signed-out");
      await page.getByRole("link", { name: "Sign in again" }).click();
      await page.waitForURL(/\/operators\/login\?next=%2Foperators%2Fwall$/);
    },
    STORY_MS,
  );
});
