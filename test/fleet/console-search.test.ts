/** An operator finds calls, trends and the wall of a whole fleet behind any instance, and reads along a call that another one has. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { status } from "@grpc/grpc-js";
import type { Browser, Page } from "playwright-core";
import { readSample } from "../../samples/sample.ts";
import type { PlacedCall } from "../../simulators/five9/place-call.ts";
import { type FleetStage, startFleetStage } from "../../simulators/stage/fleet-stage.ts";
import { type CallStage, newCallId } from "../../simulators/stage/stage.ts";
import { callListSchema } from "../../src/contract/call-summary.ts";
import { trendsSchema } from "../../src/contract/trends.ts";
import { allFindings } from "../support/axe.ts";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { type BrowserTab, openTab } from "../support/browser-tab.ts";
import { CallerClock } from "../support/caller-clock.ts";
import { eventually } from "../support/eventually.ts";
import { picture } from "../support/operator-desk.ts";
import { redisServerPath, startRedisServer, type TestRedisServer } from "../support/redis-server.ts";

const STORY_MS = 600_000;
/** Both speakers have said something by then. */
const FAILURE_MS = 9_000;
const NUMBER = "4155550143";
const DENIED = { code: status.PERMISSION_DENIED, message: "IAM permission denied." };
const canRun = redisServerPath !== null && chromiumPath() !== undefined;
if (!canRun) console.info(`${NO_CHROMIUM}; a Redis server is needed, too`);

describe.skipIf(!canRun)("the console of a fleet, behind any of its instances", () => {
  let redis: TestRedisServer;
  let stage: FleetStage;
  let browser: Browser;
  let tab: BrowserTab;
  let doors: CallStage[];
  const clock = new CallerClock();
  let live: PlacedCall;
  let liveKey: string;
  let endedKey: string;
  /** An instance that has not got the live call, and another one. */
  let here: CallStage;
  let elsewhere: CallStage;

  beforeAll(async () => {
    redis = await startRedisServer();
    [stage, browser] = await Promise.all([
      startFleetStage({
        ...{ redisUrl: redis.url, roles: ["all", "all", "all"], cloud: { audioTimeoutMs: STORY_MS } },
        settings: { REPLAY_SPEED: "100" },
      }),
      launchBrowser(),
    ]);
    tab = await openTab(browser);
    doors = stage.instances.map(({ grpcPort, httpPort }) =>
      stage.through({ grpcAddress: `127.0.0.1:${grpcPort}`, httpBaseUrl: `http://127.0.0.1:${httpPort}` }),
    );
    const sample = await readSample("lost-card");
    const [first, second] = doors as [CallStage, CallStage];
    const ended = await first.call(sample, {
      ...{ speed: 20, campaignId: "Orders", callVariables: { "Call.ANI": NUMBER } },
    });
    endedKey = `five9-${ended.callId}`;
    await ended.finished;
    await eventually(async () => expect((await second.callDetail(endedKey))?.call.live).toBe(false));
    live = await second.call(sample, {
      ...{ callId: newCallId(), clock, campaignId: "Cards", stayUntil: new Promise(() => {}) },
    });
    liveKey = `five9-${live.callId}`;
    expect(await live.started).toBe(true);
    await customerFails();
    const owned = await Promise.all(stage.instances.map((one) => stage.ownedCalls(one)));
    expect(owned.toSorted()).toEqual([0, 0, 1]);
    [here, elsewhere] = doors.filter((_, index) => owned[index] === 0) as [CallStage, CallStage];
  }, STORY_MS);
  afterAll(async () => {
    live?.hangUp();
    clock.stop();
    await browser?.close();
    await stage?.close();
    await redis?.close();
  }, STORY_MS);

  async function customerFails(): Promise<void> {
    clock.advance(FAILURE_MS);
    clock.run(1);
    await eventually(() => {
      const stream = stage.cloud.faults
        .liveStreams()
        .find(({ participantName, role }) => role === "END_USER" && participantName.includes(live.callId));
      if (stream === undefined || stream.audioMs() < FAILURE_MS - 1_000) return false;
      stream.fail(DENIED);
      return true;
    });
    await eventually(async () =>
      expect((await doors[0]?.callDetail(liveKey))?.call.alarms[0]?.code).toBe("RECOGNITION_FAILED"),
    );
  }

  async function signedIn(path = "", look: { width?: number; colorScheme?: "dark" } = {}): Promise<Page> {
    await tab.begin({ height: 900, ...look });
    await tab.page.goto(`${here.httpBaseUrl}/operators/${path}`);
    await tab.page.locator("#token:focus").waitFor();
    await tab.page.keyboard.type(stage.secrets.operatorToken);
    await tab.page.keyboard.press("Enter");
    await tab.page.locator("app-header, wall-page").getByText("Live", { exact: true }).waitFor();
    return tab.page;
  }

  const keysIn = (page: Page) =>
    page
      .locator("calls-list .row")
      .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-key")).toSorted());
  const both = () => [endedKey, liveKey].toSorted();

  test(
    "lists the calls of all instances, finds them by words of the cause, time and number, and saves them as CSV and bundles",
    async () => {
      const page = await signedIn();
      await eventually(async () => expect(await keysIn(page)).toEqual(both()));
      await page.keyboard.press("/");
      await page.keyboard.type("is not recognised");
      await eventually(async () => expect(await keysIn(page)).toEqual([liveKey]));
      expect(new URL(page.url()).searchParams.get("q")).toBe("is not recognised");
      await picture(page, "70-fleet-by-cause");
      await page.getByRole("button", { name: "Clear", exact: true }).click();

      const { call } = (await here.callDetail(endedKey)) ?? {};
      const before = new Date((call?.startedAtMs ?? 0) - 60_000).toISOString().slice(0, 16);
      await page.getByLabel("Began before").fill(before);
      await page.getByLabel("Began before").blur();
      await page.getByText("No call matches").waitFor();
      await page.getByRole("button", { name: "Clear", exact: true }).click();
      await page.getByLabel("Began from").fill(before);
      await page.getByLabel("Began from").blur();
      await eventually(async () => expect(await keysIn(page)).toEqual(both()));

      const saving = page.waitForEvent("download");
      await page.getByRole("button", { name: "CSV" }).click();
      const csv = await Bun.file(await (await saving).path()).text();
      for (const callKey of both()) expect(csv).toContain(callKey.replace("five9-", ""));

      await page.locator("calls-list .row").first().focus();
      for (const key of ["Space", "ArrowDown", "Space"]) await page.keyboard.press(key);
      await page.getByText("2 selected").waitFor();
      const bundling = page.waitForEvent("download");
      await page.getByRole("button", { name: "Bundles" }).click();
      const bundles = await Bun.file(await (await bundling).path()).text();
      for (const event of [/"stream\.failed"/, /"call\.owned"/]) expect(bundles).toMatch(event);
      await page.getByText("2 bundles in one file").waitFor();

      await page.getByRole("link", { name: "By number" }).click();
      await page.locator("number-page input:focus").waitFor();
      await page.keyboard.type("+1 (415) 555-0143");
      await page.keyboard.press("Enter");
      await page
        .locator("number-page")
        .getByRole("link", { name: endedKey.replace("five9-", "") })
        .waitFor();
      expect(await page.locator("number-page tbody tr").count()).toBe(1);
      await picture(page, "71-fleet-by-number");
      expect(tab.complaints).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "counts a call of any instance once, on the page Trends and on the wall",
    async () => {
      for (const door of doors) {
        const list = callListSchema.parse(await door.operators("/calls"));
        expect(list.calls.map(({ callKey }) => callKey).toSorted()).toEqual(both());
        const counted = async (query: string) =>
          trendsSchema.parse(await door.operators(`/trends${query}`)).total.calls;
        await eventually(async () => expect(await counted("")).toBe(1));
        expect(await counted("?dimension=campaign&value=Orders")).toBe(1);
        const { values } = trendsSchema.parse(await door.operators("/trends?dimension=instance"));
        const perInstance = await Promise.all(
          values.map((value) => counted(`?dimension=instance&value=${encodeURIComponent(value)}`)),
        );
        expect(perInstance.reduce((sum, calls) => sum + calls, 0)).toBe(1);
      }
      const page = await signedIn("trends", { width: 390, colorScheme: "dark" });
      const rows = page.getByRole("group", { name: "Figures by hour" }).locator("tbody tr");
      await eventually(async () => expect(await rows.count()).toBe(1));
      expect(await rows.locator("td:nth-child(2)").textContent()).toBe("1");
      await picture(page, "72-fleet-trends-narrow-dark");
      const owner = (await here.callDetail(endedKey))?.call.instance ?? "";
      await page.getByLabel("Of", { exact: true }).selectOption("instance");
      await page.getByLabel("Instance", { exact: true }).selectOption(owner);
      await eventually(() => expect(new URL(page.url()).searchParams.get("value")).toBe(owner));
      await eventually(async () =>
        expect(await rows.locator("td:nth-child(2)").allTextContents()).toEqual(["1"]),
      );

      await page.setViewportSize({ width: 1_280, height: 800 });
      await page.locator("app-header nav").getByRole("link", { name: "Wall" }).click();
      const figure = (name: string) =>
        page
          .locator("wall-page dl div", { has: page.getByText(name, { exact: true }) })
          .locator(".figure")
          .textContent();
      await eventually(async () =>
        expect([await figure("Live calls"), await figure("Calls with an alarm")]).toEqual(["1", "1"]),
      );
      await page.getByText("1 call began and ended since").waitFor();
      await page.getByText("3 instances", { exact: true }).waitFor();
      await picture(page, "73-fleet-wall");
      expect(tab.complaints).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "reads along a call that another instance has, and a third one's audit tells of it",
    async () => {
      const page = await signedIn(`calls/${liveKey}`);
      await page.locator("call-actions").getByRole("button", { name: "Read along" }).click();
      const opening = page.context().waitForEvent("page");
      await page.getByRole("dialog").getByRole("button", { name: "Read along" }).click();
      const panel = await opening;
      await panel.setViewportSize({ width: 1_280, height: 800 });
      await panel.getByText("reads this call along").waitFor();
      expect(panel.url()).toStartWith(here.httpBaseUrl);
      const lines = panel.locator("sidetone-transcript sidetone-line, sidetone-transcript li");
      await lines.nth(1).waitFor();
      // It goes on: the agent still speaks.
      const heard = await lines.count();
      clock.advance(20_000);
      await eventually(async () => expect(await lines.count()).toBeGreaterThan(heard));
      expect(await allFindings(panel)).toEqual([]);
      await picture(panel, "74-fleet-supervisor");
      const { entries } = await elsewhere.operators(`/audit?action=supervise&callKey=${liveKey}`);
      expect(entries).toMatchObject([{ action: "supervise", outcome: "done", callKey: liveKey }]);
      expect((await elsewhere.callDetail(liveKey))?.call.desktops).toBe(0);
      await panel.close();
      await eventually(async () => {
        const lines = (await elsewhere.callDetail(liveKey))?.history ?? [];
        const acts = lines.filter(({ event }) => event === "operator.action");
        expect(acts.map(({ detail }) => detail?.action)).toEqual(["supervise", "supervise.end"]);
      });
      expect(tab.complaints).toEqual([]);
    },
    STORY_MS,
  );
});
