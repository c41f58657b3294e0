import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { allFindings } from "../support/axe.ts";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { type BrowserTab, openTab } from "../support/browser-tab.ts";
import { type ConsolePageOptions, openConsole } from "../support/console-preview/console-page.ts";
import { type ConsolePreview, startConsolePreview } from "../support/console-preview/console-preview.ts";
import { eventually } from "../support/eventually.ts";

const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);
/** Only a hang takes as long. */
const STORY_MS = 600_000;

/** The console's own pages, and what shows that each is there. */
const PAGES = {
  "": "calls-list .row",
  jobs: "jobs-page td",
  audit: "audit-page td",
  instance: "instance-page td",
  bundle: "bundle-page .drop",
};

let browser: Browser;
let tab: BrowserTab;
let preview: ConsolePreview;

describe.skipIf(!hasChromium)("the operators' console in Chromium", () => {
  beforeAll(async () => {
    browser = await launchBrowser();
    tab = await openTab(browser);
  }, STORY_MS);
  afterAll(() => browser.close(), STORY_MS);
  beforeEach(() => {
    preview = startConsolePreview();
  });
  afterEach(async () => {
    // The page goes before its server does, or it would try to come back.
    await tab.leave();
    await preview.close();
  }, STORY_MS);

  const open = (options: ConsolePageOptions = {}) => openConsole(tab, preview, options);
  const firstWith = (code: string) => {
    const call = [...preview.fleet.calls.values()].find(({ alarms }) => alarms[0]?.code === code);
    if (call === undefined) throw new Error(`No call has the alarm ${code}`);
    return call;
  };

  test(
    "puts calls with alarms first, asks no other host and breaks no rule of its policy",
    async () => {
      const { page, rows, complaints, hosts } = await open();
      await rows.first().waitFor();
      await eventually(async () => expect(await rows.count()).toBeGreaterThan(8));
      expect(await rows.first().getAttribute("data-gravity")).toBe("serious");
      expect(await rows.first().textContent()).toContain("serious: ");
      expect(await page.title()).toBe("Calls · Sidetone operators");
      expect(complaints).toEqual([]);
      expect([...hosts]).toEqual([preview.url]);
    },
    STORY_MS,
  );

  test(
    "finds a call by search and filters, and the address shares what was found",
    async () => {
      const { page, rows } = await open();
      const failing = firstWith("RECOGNITION_7");
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

      const { rowKeys } = await open({ path: "?state=failed" });
      const wanted = [...preview.fleet.calls.values()].filter(
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
      const { page, rows, rowKeys } = await open();
      await rows.nth(5).waitFor();
      const keys = await rowKeys();
      await page.keyboard.press("/");
      for (let presses = 0; presses < 20; presses += 1) {
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
      const { page, rows, rowKeys } = await open({ path: "?sort=newest" });
      await rows.nth(5).waitFor();
      await rows.nth(2).hover();
      const before = await rowKeys();
      const begun = preview.fleet.begin(Date.now());
      preview.feed.changed(begun);
      const shown = preview.fleet.change(before[2] ?? "", { suggestions: 77, changedAtMs: Date.now() });
      if (shown !== undefined) preview.feed.changed(shown);
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
      await preview.close();
      preview = startConsolePreview({ calls: 1_000, rate: 5 });
      const { page, rows, complaints } = await open({ path: "?live=live" });
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
      await preview.close();
      preview = startConsolePreview({ calls: 1_000, ended: 0 });
      const lists: Promise<number>[] = [];
      let feedBytes = 0;
      tab.page.on("requestfinished", (request) => {
        if (!request.url().includes("/operators/api/calls")) return;
        lists.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
      });
      tab.page.on("websocket", (socket) => {
        socket.on("framereceived", ({ payload }) => {
          feedBytes += payload.length;
        });
      });
      try {
        const { page } = await open();
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
        tab.page.removeAllListeners("requestfinished");
        tab.page.removeAllListeners("websocket");
      }
    },
    STORY_MS,
  );

  test(
    "shows causes whole, and the labels of jobs where a table has no room",
    async () => {
      const { page, rows } = await open({ width: 390 });
      await rows.first().waitFor();
      const whys = page.locator("calls-list .why");
      expect(await whys.count()).toBeGreaterThan(2);
      const cut = await whys.evaluateAll((all) =>
        all.filter((at) => at.scrollHeight > at.clientHeight + 1 || at.scrollWidth > at.clientWidth + 1),
      );
      expect(cut).toEqual([]);
      await page.getByRole("link", { name: "Jobs" }).click();
      const cell = page.locator("jobs-page td[data-name]").nth(1);
      await cell.waitFor();
      expect(await cell.evaluate((at) => getComputedStyle(at, "::before").content)).toBe('"What"');
    },
    STORY_MS,
  );

  test(
    "fetches older calls as the end comes near",
    async () => {
      const { page, rows } = await open({ path: "?live=ended" });
      await rows.first().waitFor();
      await eventually(async () => {
        await page
          .locator("calls-list .scroll")
          .evaluate((scroll) => scroll.scrollTo(0, scroll.scrollHeight));
        expect(await page.getByText("No older calls are kept.").isVisible()).toBe(true);
      });
      const listed = await page.getByRole("grid").getAttribute("aria-rowcount");
      const ended = [...preview.fleet.calls.values()].filter(({ live }) => !live);
      expect(listed).toBe(String(ended.length + 1));
    },
    STORY_MS,
  );

  test(
    "comes back after the feed was cut and shows what ended meanwhile",
    async () => {
      const { page, rows } = await open();
      await rows.first().waitFor();
      const call = firstWith("UPSTREAM_REFUSED");
      const row = page.locator(`calls-list .row[data-key="${call.callKey}"]`);
      expect(await row.getAttribute("data-ended")).toBeNull();
      preview.cutFeeds();
      preview.fleet.end(call.callKey, Date.now());
      await page.getByLabel("Alarm", { exact: true }).selectOption("UPSTREAM_REFUSED");
      await eventually(async () => expect(await row.getAttribute("data-ended")).toBe(""));
      await page.locator("app-header").getByText("Live", { exact: true }).waitFor();
    },
    STORY_MS,
  );

  test(
    "leads to the login page when the session is over, and knows the way back",
    async () => {
      const { page } = await open({ path: "jobs" });
      preview.signOut();
      await page.waitForURL(/\/operators\/login\?next=%2Foperators%2Fjobs$/);
    },
    STORY_MS,
  );

  test(
    "asks before it acts: a job is tried again, an instance is drained by its word",
    async () => {
      const { page } = await open({ path: "jobs" });
      await page.getByRole("button", { name: "Try again" }).first().click();
      await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
      expect(preview.posts).toEqual([]);
      await page.getByRole("button", { name: "Try again" }).first().click();
      await page.getByRole("dialog").getByRole("button", { name: "Try again" }).click();
      await page.getByText("The job is tried again.").waitFor();
      expect(preview.posts.map(({ path }) => path)).toEqual([
        "/operators/api/jobs/mediastream/job-STREAM_FAILED-1/retry",
      ]);

      await page.getByRole("link", { name: "Instance" }).click();
      await page.getByRole("button", { name: "Drain this instance" }).click();
      const drain = page.getByRole("dialog").getByRole("button", { name: "Drain" });
      expect(await drain.isDisabled()).toBe(true);
      await page.getByLabel("Reason").fill("new version");
      await page.getByLabel("Type drain to confirm").fill("drain");
      await drain.click();
      await page.locator("app-header").getByText("draining").waitFor();
      expect(preview.posts.at(-1)).toEqual({ path: "/operators/api/drain", body: { reason: "new version" } });
    },
    STORY_MS,
  );

  test(
    "shows the audit by operator, opens a bundle, and says why a file is none",
    async () => {
      const { page } = await open({ path: "audit" });
      await page.getByLabel("Action").fill("reveal");
      await page.getByRole("button", { name: "Show" }).click();
      await eventually(async () => {
        const actions = await page.locator("audit-page tbody tr td:nth-child(3)").allTextContents();
        expect(new Set(actions)).toEqual(new Set(["reveal"]));
      });
      expect(page.url()).toEndWith("/operators/audit?action=reveal");

      await page.getByRole("link", { name: "Open bundle" }).click();
      const chooser = page.getByLabel("Choose a bundle file");
      await chooser.setInputFiles({
        name: "x.json",
        mimeType: "application/json",
        buffer: Buffer.from("{}"),
      });
      await page.getByText("no incident bundle of Sidetone").waitFor();
      const call = firstWith("RECOGNITION_7");
      const bundle = await (await fetch(`${preview.url}/operators/api/calls/${call.callKey}/bundle`)).text();
      await chooser.setInputFiles({
        name: "b.json",
        mimeType: "application/json",
        buffer: Buffer.from(bundle),
      });
      await page.getByText("From a bundle").waitFor();
      await page.locator("call-page").getByText(call.vendorCallId).first().waitFor();
    },
    STORY_MS,
  );

  test.each([
    ["1280 light", 1_280, "light"],
    ["1280 dark", 1_280, "dark"],
    ["390 light", 390, "light"],
    ["390 dark", 390, "dark"],
  ] as const)(
    "axe finds nothing on its own pages, best practices included, at %s, and no page is wider than the window",
    async (_, width, colorScheme) => {
      const { page } = await open({ width, colorScheme });
      for (const [path, shown] of Object.entries(PAGES)) {
        // By the links at the top: axe is loaded once, and that an address alone leads there is shown above.
        if (path !== "") await page.locator(`app-header nav a[href="/operators/${path}"]`).click();
        await page.locator(`main ${shown}`).first().waitFor();
        expect({ path, found: await allFindings(page) }).toEqual({ path, found: [] });
        const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(tooWide).toBeLessThanOrEqual(0);
      }
    },
    STORY_MS,
  );
});
