/** Behind a proxy that adds a path: panel, console, sockets, webhooks and cookies, whether nginx strips the path or not. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { newCallId } from "../../simulators/stage/stage.ts";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { NGINX, type Nginx, NO_NGINX, startNginx } from "../support/nginx.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const PREFIX = "/voice/side-tone";
const BOT_TOKEN = "bot-token-of-the-prefix-story";

const isReady = NGINX !== null && chromiumPath() !== undefined;
if (!isReady) console.warn(NGINX === null ? NO_NGINX : NO_CHROMIUM);

describe.skipIf(!isReady)("behind nginx", () => {
  let scene: TestStage;
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
    scene = await startTestStage({ settings: { PUBLIC_PATH: PREFIX, AUDIOCODES_BOT_TOKEN: BOT_TOKEN } });
  }, STORY_MS);
  afterAll(async () => {
    await browser?.close();
    await scene?.close();
  }, STORY_MS);

  describe.each([
    ["strips the prefix", `location ${PREFIX}/ { proxy_pass http://sidetone/; }`],
    ["keeps the prefix", `location ${PREFIX}/ { proxy_pass http://sidetone; }`],
  ])("that %s", (_, locations) => {
    let nginx: Nginx;
    let base: string;
    beforeAll(async () => {
      nginx = await startNginx({ upstream: new URL(scene.stage.httpBaseUrl).host, locations });
      base = `${nginx.url}${PREFIX}`;
    }, STORY_MS);
    afterAll(() => nginx?.close(), STORY_MS);

    /** A page that complains of everything it asked for and did not get, and of every request outside of the prefix. */
    async function openPage() {
      const context = await browser.newContext();
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("pageerror", ({ message }) => complaints.push(message));
      page.on("response", (response) => {
        if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
      });
      const sockets: string[] = [];
      const joined = { count: 0 };
      page.on("websocket", (socket) => {
        sockets.push(socket.url());
        socket.on("framereceived", ({ payload }) => {
          if (/^43\d*\[true/.test(String(payload))) joined.count += 1;
        });
      });
      page.on("request", (request) => {
        const { pathname, protocol } = new URL(request.url());
        if (protocol.startsWith("http") && !pathname.startsWith(`${PREFIX}/`)) complaints.push(pathname);
      });
      return { context, page, complaints, sockets, joined };
    }

    test(
      "the panel shows its call, renews its token and links its notices, from either spelling and from a ticket's link",
      async () => {
        const callId = newCallId();
        const key = scene.stage.secrets.launchKey;
        const { context, page, complaints, sockets, joined } = await openPage();
        const link = await fetch(`${base}/agent-assist-ui-modules/ticket?call_id=${callId}`, {
          method: "POST",
          headers: { authorization: `Bearer ${key}` },
        });
        const { path } = (await link.json()) as { path: string };
        expect(path).toStartWith(`${PREFIX}/agent-assist-ui-modules/?`);
        for (const address of [
          `${base}/agent-assist-ui-modules/?call_id=${callId}&launch_key=${key}`,
          `${base}/agent-assist-ui-modules?call_id=${callId}&launch_key=${key}`,
          `${nginx.url}${path}`,
        ]) {
          joined.count = 0;
          await page.goto(address);
          await eventually(() => joined.count > 0);
          await page.waitForURL(/ticket=/);
        }
        const settings = JSON.parse((await page.locator("#sidetone-settings").textContent()) ?? "{}") as {
          renewalUrl: string;
          token: string;
        };
        const renewed = await page.request.post(new URL(settings.renewalUrl, base).href, {
          headers: { authorization: `Bearer ${settings.token}` },
        });
        expect([settings.renewalUrl, renewed.status()]).toEqual([
          `${PREFIX}/agent-assist-ui-modules/token`,
          200,
        ]);
        expect(sockets.every((url) => new URL(url).pathname === `${PREFIX}/socket.io/`)).toBe(true);
        expect(complaints).toEqual([]);
        await context.close();
      },
      STORY_MS,
    );

    test(
      "an operator signs in on the way to a page, sees it live, walks through the console and signs out",
      async () => {
        const { context, page, complaints } = await openPage();
        await page.goto(`${base}/operators/audit?action=login`);
        expect(new URL(page.url()).pathname).toBe(`${PREFIX}/operators/login`);
        await page.fill("#token", scene.stage.secrets.operatorToken);
        const feed = page.waitForEvent("websocket");
        await page.click("button[type=submit]");
        await page.waitForURL(`${base}/operators/audit?action=login`);
        expect(new URL((await feed).url()).pathname).toBe(`${PREFIX}/socket.io/`);
        const cookies = (await context.cookies([`${base}/operators/`, `${base}/socket.io/`])).map(
          ({ path }) => path,
        );
        expect(cookies.toSorted()).toEqual([`${PREFIX}/operators`, `${PREFIX}/socket.io/`]);
        expect(await context.cookies(`${nginx.url}/operators/`)).toEqual([]);
        await page.getByRole("link", { name: "Jobs" }).click();
        await page.waitForURL(`${base}/operators/jobs`);
        await page.reload();
        await page.getByRole("link", { name: "Sidetone operators: calls" }).click();
        await page.waitForURL(`${base}/operators/`);
        const redirect = await fetch(`${base}/operators`, { redirect: "manual" });
        expect(redirect.headers.get("location")).toBe(`${PREFIX}/operators/`);
        expect(complaints).toEqual([]);
        await context.close();
      },
      STORY_MS,
    );

    test("webhooks, health and registered pages answer", async () => {
      const { apiKey } = scene.stage.secrets;
      const cti = await fetch(`${base}/cti-call-event-destination/`, {
        method: "POST",
        headers: { "x-api-key": apiKey },
        body: JSON.stringify({ payload: { attached_variables: { "Call.call_id": newCallId() } } }),
      });
      expect(cti.status).toBe(200);
      for (const path of ["/", "/healthz", "/status"])
        expect((await fetch(`${base}${path}`)).status).toBe(200);
    });

    test("VoiceAI Connect's conversation stays below the bot's address", async () => {
      const headers = { authorization: `Bearer ${BOT_TOKEN}`, "content-type": "application/json" };
      const bot = `${base}/audiocodes/bot`;
      const conversation = `prefix-${newCallId()}`;
      const body = JSON.stringify({ conversation, capabilities: ["websocket"] });
      const created = await fetch(bot, { method: "POST", headers, body });
      expect(created.status).toBe(200);
      const { activitiesURL, disconnectURL } = (await created.json()) as Record<string, string>;
      const at = (url = "") => new URL(url, bot).href;
      expect(at(activitiesURL)).toStartWith(`${base}/audiocodes/conversation/`);
      const ended = await fetch(at(disconnectURL), {
        method: "POST",
        headers,
        body: JSON.stringify({ conversation, reason: "Client Side" }),
      });
      expect(ended.status).toBe(200);
    });
  });

  test("only whole segments are the prefix, and the path alone is its root", async () => {
    const statusOf = async (path: string) => (await fetch(`${scene.stage.httpBaseUrl}${path}`)).status;
    expect(await statusOf(PREFIX)).toBe(200);
    expect(await statusOf(`${PREFIX}?a=b`)).toBe(200);
    expect(await statusOf(`${PREFIX}s/healthz`)).toBe(404);
    expect(await statusOf(`${PREFIX}${PREFIX}/healthz`)).toBe(404);
  });
});
