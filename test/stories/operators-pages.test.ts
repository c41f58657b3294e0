/** What is done with the console's list, and its other pages, in Chromium. */
import { describe, expect, test } from "bun:test";
import { allFindings } from "../support/axe.ts";
import { chromiumPath, NO_CHROMIUM } from "../support/browser.ts";
import { consoleStories, STORY_MS } from "../support/console-preview/console-stories.ts";
import { eventually } from "../support/eventually.ts";
import { picture } from "../support/operator-desk.ts";
import { pressOn } from "../support/operator-sights.ts";

const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);

/** The console's own pages, and what shows that each is there. */
const PAGES = {
  "": "calls-list .row",
  trends: "trends-page trend-plot canvas",
  jobs: "jobs-page td",
  audit: "audit-page td",
  charts: "charts-page statechart-view .bar",
  instance: "instance-page td",
  bundle: "bundle-page .drop",
};

/** What of a row's card is cut off or lies on its neighbour. Runs in the browser. */
function problemsOfRow(row: Element): string[] {
  const cut = [...row.querySelectorAll(".lamp .value span, .length, .id a")]
    .filter((at) => at.scrollWidth > at.clientWidth + 1 && at.clientWidth > 0)
    .map((at) => `cut: ${at.textContent}`);
  const parts = [
    ...row.querySelectorAll(".alarm, .id, .counts > span, .agents, .campaigns, .states, .length"),
  ];
  const over = parts.flatMap((one, index) =>
    parts.slice(index + 1).filter((other) => {
      const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      return wide > 1 && high > 1;
    }),
  );
  return [...cut, ...over.map((at) => `covered: ${at.className} ${at.textContent}`)];
}

describe.skipIf(!hasChromium)("the pages of the operators' console", () => {
  const stories = consoleStories();

  test(
    "groups calls by cause, keeps a filter of times under a name, and exports what matches",
    async () => {
      const { page, rows } = await stories.open({ path: "?alarm=any&group=cause" });
      const causes = page.getByRole("list", { name: "Causes" }).getByRole("listitem");
      await causes.first().waitFor();
      const wanted = [...stories.preview.fleet.calls.values()].filter(
        ({ alarms }) => alarms[0]?.code === "RECOGNITION_7",
      );
      await causes.filter({ hasText: "RECOGNITION_7" }).getByRole("button").focus();
      await page.keyboard.press("Enter");
      await eventually(async () => expect(await rows.count()).toBe(wanted.length));
      expect(page.url()).toEndWith("/operators/?alarm=RECOGNITION_7");

      const newestMs = Math.max(...wanted.map(({ startedAtMs }) => startedAtMs));
      const minute = new Date(newestMs - (newestMs % 60_000)).toISOString().slice(0, 16);
      await page.getByLabel("Began from").fill(minute);
      await page.getByLabel("Began from").blur();
      const late = wanted.filter(({ startedAtMs }) => startedAtMs >= new Date(`${minute}Z`).getTime());
      expect(late.length).toBeLessThan(wanted.length);
      await eventually(async () => expect(await rows.count()).toBe(late.length));
      const shared = new URL(page.url()).search;
      expect(shared).toContain(`from=${new Date(`${minute}Z`).getTime()}`);
      await page.getByRole("button", { name: "Save filter" }).click();
      await page.getByRole("dialog").getByLabel("Name").fill("Late refusals");
      await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
      await page.getByRole("button", { name: "Clear", exact: true }).click();
      await eventually(() => expect(page.url()).toEndWith("/operators/"));
      await page.getByLabel("Saved filter").selectOption("Late refusals");
      await eventually(() => expect(new URL(page.url()).search).toBe(shared));

      const download = page.waitForEvent("download");
      await page.getByRole("button", { name: "CSV" }).click();
      const csv = await Bun.file(await (await download).path()).text();
      expect(csv.trim().split("\r\n")).toHaveLength(1 + late.length);
    },
    STORY_MS,
  );

  test(
    "draws trends of all calls and of a campaign, and a click on a peak, or Enter, opens its calls",
    async () => {
      const { page, complaints } = await stories.open({ path: "trends" });
      const canvases = page.locator("trend-plot canvas");
      await eventually(async () => expect(await canvases.count()).toBe(5));
      const [one] = stories.preview.fleet.calls.values();
      const agent = one?.agentIds[0] ?? "";
      const ofAgent = [...stories.preview.fleet.calls.values()].filter(({ agentIds }) =>
        agentIds.includes(agent),
      );
      await page.getByLabel("Of", { exact: true }).selectOption("agent");
      await page.getByLabel("Agent", { exact: true }).selectOption(agent);
      const days = page.getByRole("group", { name: "Figures by day" }).locator("tbody td:nth-child(2)");
      await eventually(async () =>
        expect((await days.allTextContents()).reduce((sum, text) => sum + Number(text), 0)).toBe(
          ofAgent.length,
        ),
      );
      await page.getByLabel("Of", { exact: true }).selectOption("campaign");
      await page.getByLabel("Campaign", { exact: true }).selectOption("Orders");
      await eventually(() => expect(page.url()).toEndWith("/operators/trends?of=campaign&value=Orders"));
      const sums = page.getByRole("group", { name: "Figures by hour" }).locator("tbody tr");
      const counted = async () =>
        (await sums.locator("td:nth-child(2)").allTextContents()).reduce(
          (sum, text) => sum + Number(text),
          0,
        );
      const ofOrders = [...stories.preview.fleet.calls.values()].filter(({ campaignIds }) =>
        campaignIds.includes("Orders"),
      );
      await eventually(async () => expect(await counted()).toBe(ofOrders.length));
      const plot = page.locator("trend-plot").first().locator(".u-over");
      const box = await plot.boundingBox();
      if (box === null) throw new Error("nothing is drawn");
      await page.mouse.move(box.x + box.width / 2, box.y + 20);
      await page.mouse.move(box.x + box.width - 1, box.y + 20);
      await page.mouse.down();
      await page.mouse.up();
      await eventually(() => expect(page.url()).toContain("campaign=Orders"));
      const query = new URL(page.url()).searchParams;
      const [fromMs, toMs] = [Number(query.get("from")), Number(query.get("to"))];
      expect(toMs - fromMs).toBe(3_600_000);
      const wanted = ofOrders.filter(({ startedAtMs }) => startedAtMs >= fromMs && startedAtMs < toMs);
      // Few of many rows are drawn; the grid says how many there are.
      const listed = () => page.getByRole("grid").getAttribute("aria-rowcount");
      await eventually(async () => expect(await listed()).toBe(String(wanted.length + 1)));

      // By keyboard: the plot begins at its peak.
      await page.goBack();
      const byKey = page.getByRole("slider", { name: "Calls", exact: true });
      await byKey.focus();
      const peak = Number(/calls (\d+)$/.exec((await byKey.getAttribute("aria-valuetext")) ?? "")?.[1]);
      expect(peak).toBeGreaterThan(0);
      await picture(page, "55-trends-by-keyboard");
      await page.keyboard.press("Home");
      await page.keyboard.press("ArrowRight");
      expect(await byKey.getAttribute("aria-valuenow")).toBe("1");
      await byKey.blur();
      await page.reload();
      await byKey.focus();
      await page.keyboard.press("Enter");
      await eventually(async () => expect(await listed()).toBe(String(peak + 1)));
      expect(complaints).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "puts two calls side by side, and several bundles into one file that opens again, by keyboard alone",
    async () => {
      const { page, rows } = await stories.open({ path: "?alarm=any&live=live" });
      await rows.nth(1).waitFor();
      await rows.first().focus();
      await page.keyboard.press("Space");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Space");
      await page.getByText("2 selected").waitFor();
      const download = page.waitForEvent("download");
      await pressOn(page, 'list-actions button:text("Bundles")', 60, "Shift+Tab");
      const path = await (await download).path();
      await page.getByText("2 bundles in one file").waitFor();
      await pressOn(page, 'list-actions a:text("Compare")', 60, "Shift+Tab");
      await page.locator("compare-page tbody tr").first().waitFor();
      expect(await page.locator("compare-page cause-list").count()).toBe(2);
      expect(
        await page
          .getByRole("row", { name: /^Alarms/ })
          .getByRole("cell")
          .count(),
      ).toBe(2);
      expect(await allFindings(page)).toEqual([]);

      await page.getByRole("link", { name: "Open bundle" }).click();
      await page.getByLabel("Choose a bundle file").setInputFiles(path);
      const choice = page.locator("bundle-page select");
      await choice.waitFor();
      expect(await choice.locator("option").count()).toBe(2);
      const [, second = ""] = await choice.locator("option").allTextContents();
      await choice.selectOption("1");
      await page
        .locator("call-page h1")
        .getByText(second.trim().split(" ")[0] ?? "none")
        .waitFor();
    },
    STORY_MS,
  );

  test.each([390, 320])(
    "shows causes and states whole, nothing on top of another, and the labels of jobs where a table has no room: %d px",
    async (width) => {
      const { page, rows } = await stories.open({ width });
      await rows.first().waitFor();
      expect(await rows.first().evaluate(problemsOfRow)).toEqual([]);
      const whys = page.locator("calls-list .why");
      expect(await whys.count()).toBeGreaterThan(2);
      for (const wide of [768, width]) {
        await page.setViewportSize({ width: wide, height: 844 });
        const cut = await whys.evaluateAll((all) =>
          all.filter((at) => at.scrollHeight > at.clientHeight + 1 || at.scrollWidth > at.clientWidth + 1),
        );
        expect(cut).toEqual([]);
        expect(await rows.first().evaluate(problemsOfRow)).toEqual([]);
      }
      await page.getByRole("link", { name: "Jobs" }).click();
      const cell = page.locator("jobs-page td[data-name]").nth(1);
      await cell.waitFor();
      expect(await cell.evaluate((at) => getComputedStyle(at, "::before").content)).toBe('"What"');
      const buttons = page.locator("jobs-page .deeds").first().locator("button");
      const [first, second] = [await buttons.first().boundingBox(), await buttons.last().boundingBox()];
      expect((second?.y ?? 0) - (first?.y ?? 0) - (first?.height ?? 0)).toBeGreaterThan(4);
      await page.getByRole("link", { name: "Audit" }).click();
      await page.locator("audit-page td").first().waitFor();
      // A label without a value is nothing to read.
      const empty = await page
        .locator("audit-page td[data-name]")
        .evaluateAll((all) => all.filter((at) => at.textContent?.trim() === "" && at.checkVisibility()));
      expect(empty).toEqual([]);
      await picture(page, `narrow-audit-${width}`);
    },
    STORY_MS,
  );

  test.each([
    ["light", 1_280, "light"],
    ["dark", 1_280, "dark"],
    ["narrow", 390, "light"],
    ["narrow-dark", 390, "dark"],
  ] as const)(
    "finds calls by a number with the keyboard alone, keeps it out of the address, and still has it after a call (%s)",
    async (look, width, colorScheme) => {
      const { page, rows } = await stories.open({ width, colorScheme });
      await rows.first().waitFor();
      const call = stories.firstWith("RECOGNITION_7");
      await page.getByRole("link", { name: "By number" }).press("Enter");
      await page.locator("number-page input:focus").waitFor();
      await page.keyboard.type(call.vendorCallId.slice(-7));
      await page.keyboard.press("Enter");
      const link = page.locator("number-page").getByRole("link", { name: call.vendorCallId });
      await link.waitFor();
      expect(page.url()).toEndWith("/operators/by-number");
      expect(stories.preview.posts.at(-1)).toEqual({
        path: "/operators/api/calls/search",
        body: { number: call.vendorCallId.slice(-7) },
      });
      expect(await allFindings(page)).toEqual([]);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
      await picture(page, `by-number-${look}`);
      await link.press("Enter");
      await page.locator("call-page").getByText(call.vendorCallId).first().waitFor();
      await page.goBack();
      await link.waitFor();
    },
    STORY_MS,
  );

  test(
    "says to those without the right reveal why they cannot search by a number, and asks for nothing",
    async () => {
      await stories.restart({ roles: ["view"] });
      const { page } = await stories.open({ path: "by-number" });
      await page.getByText("This needs the right reveal").waitFor();
      expect(await page.locator("number-page input").count()).toBe(0);
      expect(stories.preview.posts).toEqual([]);
      expect(await allFindings(page)).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "leads to the login page when the session is over, and knows the way back",
    async () => {
      const { page } = await stories.open({ path: "jobs" });
      stories.preview.signOut();
      await page.waitForURL(/\/operators\/login\?next=%2Foperators%2Fjobs$/);
    },
    STORY_MS,
  );

  test(
    "asks before it acts: a job is tried again, an instance is drained by its word",
    async () => {
      const { page } = await stories.open({ path: "jobs" });
      await page.getByRole("button", { name: "Try again" }).first().click();
      await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
      expect(stories.preview.posts).toEqual([]);
      await page.getByRole("button", { name: "Try again" }).first().click();
      await page.getByRole("dialog").getByRole("button", { name: "Try again" }).click();
      await page.getByText("The job is tried again.").waitFor();
      expect(stories.preview.posts.map(({ path }) => path)).toEqual([
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
      expect(stories.preview.posts.at(-1)).toEqual({
        path: "/operators/api/drain",
        body: { reason: "new version" },
      });
    },
    STORY_MS,
  );

  test(
    "shows the audit by operator, opens a bundle, and says why a file is none",
    async () => {
      const { page } = await stories.open({ path: "audit" });
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
      const call = stories.firstWith("RECOGNITION_7");
      const bundle = await (
        await fetch(`${stories.preview.url}/operators/api/calls/${call.callKey}/bundle`)
      ).text();
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
    ["768 dark", 768, "dark"],
    ["390 light", 390, "light"],
    ["320 dark", 320, "dark"],
  ] as const)(
    "axe finds nothing on its own pages, best practices included, at %s, and no page is wider than the window",
    async (_, width, colorScheme) => {
      const { page } = await stories.open({ width, colorScheme });
      const look = async (path: string) => {
        expect({ path, found: await allFindings(page) }).toEqual({ path, found: [] });
        const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect({ path, tooWide: Math.max(0, tooWide) }).toEqual({ path, tooWide: 0 });
      };
      for (const [path, shown] of Object.entries(PAGES)) {
        // By the links at the top: axe is loaded once, and that an address alone leads there is shown above.
        if (path !== "") await page.locator(`app-header nav a[href="/operators/${path}"]`).click();
        await page.locator(`main ${shown}`).first().waitFor();
        await look(path);
      }
      await page.getByRole("link", { name: "Calls", exact: true }).click();
      await page.locator("calls-list .row a").first().click();
      await page.getByRole("heading", { name: "What happened" }).waitFor();
      await look("a call");
    },
    STORY_MS,
  );
});
