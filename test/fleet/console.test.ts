/** An operator at one instance works with a call that another one has, sees it move, and takes an instance out of service. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { io as connect } from "socket.io-client";
import { readSample } from "../../samples/sample.ts";
import { type FleetStage, startFleetStage } from "../../simulators/stage/fleet-stage.ts";
import type { SidetoneProcess } from "../../simulators/stage/sidetone-process.ts";
import { type CallStage, newCallId } from "../../simulators/stage/stage.ts";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { type BrowserTab, openTab } from "../support/browser-tab.ts";
import { CallerClock } from "../support/caller-clock.ts";
import { eventually } from "../support/eventually.ts";
import { picture } from "../support/operator-desk.ts";
import { redisServerPath, startRedisServer, type TestRedisServer } from "../support/redis-server.ts";

const STORY_MS = 600_000;
const FOR_EVER_MS = 86_400_000;
const APPLICATION_TOKEN = "of-a-trusted-application";
const AGENT_ID = "agent-31";
/** In mid-sentence, after two finals. */
const MID_SENTENCE_MS = 9_000;
const canRun = redisServerPath !== null && chromiumPath() !== undefined;
if (!canRun) console.info(`${NO_CHROMIUM}; a Redis server is needed, too`);

describe.skipIf(!canRun)("an operator's console of a fleet", () => {
  let redis: TestRedisServer;
  let stage: FleetStage;
  let browser: Browser;
  let tab: BrowserTab;
  /** The instance that the console is connected to; it owns no call. */
  let here: SidetoneProcess;
  let calls: CallStage;

  beforeAll(async () => {
    redis = await startRedisServer();
    [stage, browser] = await Promise.all([
      startFleetStage({
        redisUrl: redis.url,
        roles: ["grpc,http", "worker", "worker"],
        settings: {
          AGENT_APPLICATIONS_TOKEN: APPLICATION_TOKEN,
          ...{ REPLAY_SPEED: "100", LAST_WORDS_DEADLINE_MS: "120000", DRAIN_DEADLINE_MS: "30000" },
        },
      }),
      launchBrowser(),
    ]);
    tab = await openTab(browser);
    here = stage.instances[0] as SidetoneProcess;
    const [grpcAddress, httpBaseUrl] = [`127.0.0.1:${here.grpcPort}`, `http://127.0.0.1:${here.httpPort}`];
    calls = stage.through({ grpcAddress, httpBaseUrl });
  }, STORY_MS);
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
    await redis?.close();
  }, STORY_MS);

  const request = (path: string, body: unknown = {}) =>
    fetch(`${calls.httpBaseUrl}/operators/api/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${stage.secrets.operatorToken}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });

  async function post(path: string, body: unknown = {}): Promise<Record<string, unknown>> {
    const response = await request(path, body);
    expect(response.status).toBe(200);
    return (await response.json()) as Record<string, unknown>;
  }

  async function signedIn(): Promise<Page> {
    await tab.begin({ height: 900 });
    await tab.page.goto(`${calls.httpBaseUrl}/operators/`);
    await tab.page.locator("#token:focus").waitFor();
    await tab.page.keyboard.type(stage.secrets.operatorToken);
    await tab.page.keyboard.press("Enter");
    await tab.page.locator("app-header").getByText("Live", { exact: true }).waitFor();
    return tab.page;
  }

  async function ownerOf(callKey: string): Promise<string> {
    let owner: string | undefined;
    await eventually(async () => {
      owner = (await calls.callDetail(callKey))?.call.instance;
      return owner !== undefined;
    });
    return owner ?? "";
  }

  test(
    "a call elsewhere is listed, acted on and followed to its next owner, which its page and its history name",
    async () => {
      const callId = newCallId();
      const callKey = `five9-${callId}`;
      const clock = new CallerClock();
      const sample = await readSample("lost-card");
      const call = await stage.call(sample, () => here, {
        ...{ callId, clock, agentId: AGENT_ID, chunkMs: 20, patienceMs: FOR_EVER_MS },
      });
      expect(await call.started).toBe(true);
      clock.advance(MID_SENTENCE_MS);
      const first = await ownerOf(callKey);

      // Its agent works in an application of their own, at an instance that owns no call.
      const application = connect(calls.httpBaseUrl, {
        ...{ path: "/agentAssist/socket.io", query: { token: APPLICATION_TOKEN }, transports: ["websocket"] },
      });
      await application.emitWithAck("init", { agentId: "ann", five9AgentId: AGENT_ID });
      const { session } = await application.emitWithAck("getAgentAssist", {});
      expect(session).toMatchObject({ status: "started", conversationId: callId });
      await eventually(async () =>
        expect((await calls.callDetail(callKey))?.call.view.assist).toBe("attended"),
      );

      // A report without a key counts for a call that another instance has.
      const reported = await fetch(`${calls.httpBaseUrl}/mediastream-event-destination/subscriptions/s1`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ callId, callLeg: "Agent", status: "SUCCESS", subscriptionId: "s1" }),
      });
      expect(reported.status).toBe(200);
      await eventually(async () => {
        const { history } = (await calls.callDetail(callKey)) ?? { history: [] };
        return history.some(
          ({ event, detail }) => event === "mediastream.reported" && detail?.unproved === true,
        );
      });

      const erasing = await request(`calls/${callKey}/erase`);
      expect([erasing.status, await erasing.text()]).toEqual([
        409,
        expect.stringContaining("end it before it is erased"),
      ]);

      const page = await signedIn();
      await page.locator("calls-list").getByTitle(callId).click();
      const owners = page.locator("call-facts section", {
        has: page.getByRole("heading", { name: /^Instances/ }),
      });
      await owners.getByText(first).waitFor();
      expect(
        await post(`calls/${callKey}/actions`, { action: "recognition.rollOver", speaker: "agent" }),
      ).toEqual({
        outcome: "done",
      });
      // It comes by the live feed, from the owner.
      await page
        .getByText(/An operator acted at .*recognition\.rollOver agent/)
        .first()
        .waitFor();
      await eventually(async () => {
        const { entries } = (await post(`calls/${callKey}/reveal`)) as { entries?: unknown[] };
        return (entries?.length ?? 0) > 0;
      });

      await page.locator("app-header nav").getByRole("link", { name: "Instance" }).click();
      const rows = page.locator("fleet-table tbody tr");
      await eventually(async () => expect(await rows.count()).toBe(3));
      await rows.filter({ hasText: "(this one)" }).getByText("grpc, http").waitFor();
      const row = rows.filter({ hasText: first });
      await row.getByText("ready").waitFor();
      await page.locator("app-header").getByText("instances").waitFor({ state: "attached" });
      await picture(page, "40-fleet");
      await page.emulateMedia({ colorScheme: "dark" });
      await page.setViewportSize({ width: 320, height: 800 });
      await picture(page, "41-fleet-narrow-dark");
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
      await page.setViewportSize({ width: 1_280, height: 900 });

      await row.getByRole("button", { name: `Drain ${first}` }).focus();
      await page.keyboard.press("Enter");
      await page.keyboard.type("a new version");
      await page.keyboard.press("Tab");
      await page.keyboard.type("drain");
      await picture(page, "42-fleet-drain");
      await page.keyboard.press("Enter");
      await page.getByText(`${first} is draining.`, { exact: false }).waitFor();
      await eventually(async () => expect(await rows.count()).toBe(2));

      await page.goto(`${calls.httpBaseUrl}/operators/calls/${callKey}`);
      await owners.getByText("handed over").waitFor();
      const next = await ownerOf(callKey);
      expect(next).not.toBe(first);
      await owners.getByText(next).waitFor();
      await picture(page, "43-call-moved");
      expect((await calls.callDetail(callKey))?.call.view.assist).toBe("attended");
      const ended = new Promise((resolve) => application.once("sessionStatus", resolve));
      clock.run(40);
      await call.finished;
      clock.stop();
      await eventually(async () => expect((await calls.callDetail(callKey))?.call.live).toBe(false));
      expect(await ended).toMatchObject({ status: "ended" });
      application.disconnect();
      const detail = await calls.callDetail(callKey);
      expect(detail?.call.instance).toBe(next);
      expect(
        detail?.history.filter(({ event }) => event === "call.owned").map((line) => line.detail),
      ).toEqual([
        { instance: first, how: "began" },
        { instance: next, former: first, how: "handed over" },
      ]);
      const { entries } = await calls.operators("/audit?action=drain");
      expect(entries).toMatchObject([{ outcome: "done", detail: { instance: first, why: "a new version" } }]);
      expect(tab.complaints).toEqual([]);
    },
    STORY_MS,
  );
});
