/** The console's list of calls in Chromium. */
import { describe, expect, test } from "bun:test";
import { chromiumPath, NO_CHROMIUM } from "../support/browser.ts";
import { consoleStories, STORY_MS } from "../support/console-preview/console-stories.ts";
import { eventually } from "../support/eventually.ts";

const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);

describe.skipIf(!hasChromium)("the operators' console in Chromium", () => {
  const stories = consoleStories();

  test(
    "puts calls with alarms first, asks no other host and breaks no rule of its policy",
    async () => {
      const { page, rows, complaints, hosts } = await stories.open();
      await rows.first().waitFor();
      await eventually(async () => expect(await rows.count()).toBeGreaterThan(8));
      expect(await rows.first().getAttribute("data-gravity")).toBe("serious");
      expect(await rows.first().textContent()).toContain("serious: ");
      expect(await page.title()).toBe("Calls · Sidetone operators");
      expect(complaints).toEqual([]);
      expect([...hosts]).toEqual([stories.preview.url]);
    },
    STORY_MS,
  );

  test(
    "finds a call by search and filters, and the address shares what was found",
    async () => {
      const { page, rows } = await stories.open();
      const failing = stories.firstWith("RECOGNITION_7");
      await rows.first().waitFor();
      await page.keyboard.press("/");
      await page.keyboard.type(failing.vendorCallId);
      await eventually(async () => expect(await rows.count()).toBe(1));
      expect(await rows.first().getAttribute("data-key")).toBe(failing.callKey);
      await page.getByLabel("Alarm", { exact: true }).selectOption("none");
      await page.getByText("No call matches").waitFor();
      await page.getByRole("button", { name: "Clear search and filters" }).click();
      await page.getByLabel("State", { exact: true }).selectOption("failed");
      await eventually(() => expect(page.url()).toEndWith("/operators/?state=failed"));

      const { rowKeys } = await stories.open({ path: "?state=failed" });
      const wanted = [...stories.preview.fleet.calls.values()].filter(
        ({ view }) => view.conversation === "failed" || Object.values(view.participants).includes("failed"),
      );
      await eventually(async () =>
        expect((await rowKeys()).toSorted()).toEqual(wanted.map(({ callKey }) => callKey).toSorted()),
      );
    },
    STORY_MS,
  );

  test(
    "is worked by keyboard alone: search, rows, a call and back",
    async () => {
      const { page, rows, rowKeys } = await stories.open();
      await rows.nth(5).waitFor();
      const keys = await rowKeys();
      await page.keyboard.press("/");
      for (let presses = 0; presses < 40; presses += 1) {
        await page.keyboard.press("Tab");
        if (await rows.first().evaluate((row) => row.matches(":focus"))) break;
      }
      expect(await rows.first().evaluate((row) => row.matches(":focus"))).toBe(true);
      for (const key of ["ArrowDown", "ArrowDown", "ArrowUp"]) await page.keyboard.press(key);
      expect(await rows.nth(1).evaluate((row) => row.matches(":focus"))).toBe(true);
      await page.keyboard.press("End");
      await eventually(async () =>
        expect(await page.locator("calls-list .row:focus").getAttribute("aria-rowindex")).not.toBe("3"),
      );
      await page.keyboard.press("Home");
      await page.keyboard.press("Enter");
      await eventually(() => expect(page.url()).toEndWith(`/operators/calls/${keys[0]}`));
      await page.goBack();
      await rows.first().waitFor();
    },
    STORY_MS,
  );

  test(
    "keeps rows in place while the pointer is on them, and says what waits",
    async () => {
      const { page, rows, rowKeys } = await stories.open({ path: "?sort=newest" });
      await rows.nth(5).waitFor();
      await rows.nth(2).hover();
      const before = await rowKeys();
      const begun = stories.preview.fleet.begin(Date.now());
      stories.preview.feed.changed(begun);
      const shown = stories.preview.fleet.change(before[2] ?? "", {
        suggestions: 77,
        changedAtMs: Date.now(),
      });
      if (shown !== undefined) stories.preview.feed.changed(shown);
      const pill = page.getByRole("button", { name: "1 new call" });
      await pill.waitFor();
      await eventually(async () => expect(await rows.nth(2).textContent()).toContain("77"));
      expect((await rowKeys()).slice(0, 5)).toEqual(before.slice(0, 5));
      await pill.click();
      await eventually(async () => expect((await rowKeys())[0]).toBe(begun.callKey));
    },
    STORY_MS,
  );

  test(
    "draws few rows of a thousand calls that change all the time, and reaches the oldest kept one",
    async () => {
      await stories.restart({ calls: 1_000, rate: 5 });
      const { page, rows, complaints } = await stories.open({ path: "?live=live" });
      await page.locator(".summary").getByText("1,000").first().waitFor();
      const most = async () => {
        const count = await rows.count();
        expect(count).toBeGreaterThan(5);
        expect(count).toBeLessThan(45);
      };
      await eventually(most);
      await rows.first().focus();
      await page.keyboard.press("End");
      await eventually(async () =>
        expect(await page.locator("calls-list .row:focus").getAttribute("aria-rowindex")).toBe("1001"),
      );
      await most();
      expect(complaints).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "gets a thousand calls with one request, compressed, and nothing of them by the feed",
    async () => {
      await stories.restart({ calls: 1_000, ended: 0 });
      const lists: Promise<number>[] = [];
      let feedBytes = 0;
      stories.tab.page.on("requestfinished", (request) => {
        if (!request.url().includes("/operators/api/calls")) return;
        lists.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
      });
      stories.tab.page.on("websocket", (socket) => {
        socket.on("framereceived", ({ payload }) => {
          feedBytes += payload.length;
        });
      });
      try {
        const { page } = await stories.open();
        await page.locator(".summary").getByText("1,000").first().waitFor();
        await eventually(() => expect(lists).toHaveLength(1));
        const [bytes = 0] = await Promise.all(lists);
        expect(bytes).toBeGreaterThan(10_000);
        expect(bytes + feedBytes).toBeLessThan(150_000);
        // A filter of the live calls asks the server for ended ones only.
        await page.getByLabel("Alarm", { exact: true }).selectOption("none");
        await eventually(() => expect(lists).toHaveLength(2));
        expect((await Promise.all(lists))[1]).toBeLessThan(1_000);
      } finally {
        stories.tab.page.removeAllListeners("requestfinished");
        stories.tab.page.removeAllListeners("websocket");
      }
    },
    STORY_MS,
  );

  test(
    "fetches older calls as the end comes near",
    async () => {
      const { page, rows } = await stories.open({ path: "?live=ended" });
      await rows.first().waitFor();
      await eventually(async () => {
        await page
          .locator("calls-list .scroll")
          .evaluate((scroll) => scroll.scrollTo(0, scroll.scrollHeight));
        expect(await page.getByText("No older calls are kept.").isVisible()).toBe(true);
      });
      const listed = await page.getByRole("grid").getAttribute("aria-rowcount");
      const ended = [...stories.preview.fleet.calls.values()].filter(({ live }) => !live);
      expect(listed).toBe(String(ended.length + 1));
    },
    STORY_MS,
  );

  test(
    "comes back after the feed was cut and shows what ended meanwhile",
    async () => {
      const { page, rows } = await stories.open();
      await rows.first().waitFor();
      const call = stories.firstWith("UPSTREAM_REFUSED");
      const row = page.locator(`calls-list .row[data-key="${call.callKey}"]`);
      expect(await row.getAttribute("data-ended")).toBeNull();
      stories.preview.cutFeeds();
      stories.preview.fleet.end(call.callKey, Date.now());
      await page.getByLabel("Alarm", { exact: true }).selectOption("UPSTREAM_REFUSED");
      await eventually(async () => expect(await row.getAttribute("data-ended")).toBe(""));
      await page.locator("app-header").getByText("Live", { exact: true }).waitFor();
    },
    STORY_MS,
  );
});
