import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { type PanelPreview, startPanelPreview } from "../support/panel-preview.ts";
import { PREVIEW_RESULTS, previewCall } from "../support/preview-call.ts";

const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);

const CALL_ID = "600000000054602";
/** Only a hang takes as long. */
const STORY_MS = 600_000;

let browser: Browser;
let preview: PanelPreview;

describe.skipIf(!hasChromium)("the agent's panel among other sites", () => {
  beforeAll(async () => {
    browser = await launchBrowser();
  }, STORY_MS);
  afterAll(() => browser.close(), STORY_MS);
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await preview.close();
  }, STORY_MS);

  test(
    "copies in a frame of another site that did not allow the clipboard",
    async () => {
      using desktop = Bun.serve({
        hostname: "127.0.0.1",
        port: 0,
        fetch: () =>
          new Response(
            `<iframe width="340" height="600" src="${preview.pageUrl(CALL_ID)}"></iframe><input>`,
            {
              headers: { "content-type": "text/html" },
            },
          ),
      });
      // Another host name, so that the frame is of another site.
      const desktopUrl = `http://localhost:${desktop.port}`;
      preview = startPanelPreview({ panel: { frameAncestors: desktopUrl } });
      const call = previewCall(preview.conversationNameOf(CALL_ID), Date.now());
      await preview.accept(call.suggests(PREVIEW_RESULTS.replies));
      const page = await (await browser.newContext()).newPage();
      await page.goto(desktopUrl);
      const frame = page.frameLocator("iframe");
      await frame.getByRole("button", { name: "One moment." }).click();
      await frame.getByText("Copied", { exact: true }).waitFor();
      await page.locator("input").focus();
      await page.keyboard.press("Control+V");
      expect(await page.locator("input").inputValue()).toBe("One moment.");
    },
    STORY_MS,
  );

  test(
    "tells the page around what the agent copies and keeps, and shows that it was inserted",
    async () => {
      using desktop = Bun.serve({
        hostname: "127.0.0.1",
        port: 0,
        fetch: () => {
          const script = `addEventListener("message", ({ data, source, origin }) => {
            (window.told ??= []).push(data);
            source.postMessage({ target: "sidetone", name: "text-inserted", id: data.id }, origin);
          })`;
          const body = `<iframe width="340" height="600" src="${preview.pageUrl(CALL_ID)}"></iframe><script>${script}</script>`;
          return new Response(body, { headers: { "content-type": "text/html" } });
        },
      });
      const desktopUrl = `http://localhost:${desktop.port}`;
      preview = startPanelPreview({
        panel: { frameAncestors: desktopUrl, hostOrigins: ["https://elsewhere.example", desktopUrl] },
      });
      const call = previewCall(preview.conversationNameOf(CALL_ID), Date.now());
      await preview.accept(call.suggests(PREVIEW_RESULTS.summary), call.suggests(PREVIEW_RESULTS.replies));
      const page = await (await browser.newContext()).newPage();
      await page.goto(desktopUrl);
      const frame = page.frameLocator("iframe");
      await frame.getByRole("button", { name: "One moment." }).click();
      await frame.getByText("Inserted", { exact: true }).first().waitFor();
      await frame.getByRole("button", { name: "Edit summary" }).click();
      await frame.getByRole("button", { name: "Keep" }).click();
      await frame.getByText("Kept", { exact: true }).waitFor();
      const told = () => page.evaluate(() => (window as unknown as { told: object[] }).told);
      await eventually(async () => expect(await told()).toHaveLength(2));
      const from = { source: "sidetone", version: 1, callId: CALL_ID, id: expect.any(String) };
      expect(await told()).toMatchObject([
        { ...from, name: "smart-reply-selected", detail: { answer: { reply: "One moment." } } },
        { ...from, name: "summary-kept", detail: { sections: [{ title: "Situation" }, {}, {}] } },
      ]);
    },
    STORY_MS,
  );

  test(
    "is not shown in a frame of a site that may not have it",
    async () => {
      preview = startPanelPreview({ panel: { frameAncestors: "https://desk.example" } });
      using stranger = Bun.serve({
        hostname: "127.0.0.1",
        port: 0,
        fetch: () =>
          new Response(`<iframe src="${preview.pageUrl(CALL_ID)}"></iframe>`, {
            headers: { "content-type": "text/html" },
          }),
      });
      const page = await (await browser.newContext()).newPage();
      const refusal = page.waitForEvent("console", (line) => line.text().includes("frame-ancestors"));
      await page.goto(`http://localhost:${stranger.port}`);
      await refusal;
      expect(preview.desktopCount()).toBe(0);
    },
    STORY_MS,
  );

  test(
    "is loaded again by itself where the words of its language did not come",
    async () => {
      preview = startPanelPreview();
      const address = `${preview.pageUrl(CALL_ID)}&language=de`;
      const words = /modulepreload" href="([^"]+)"/.exec(await (await fetch(address)).text())?.[1] ?? "";
      expect(words).toStartWith("/assets/");
      const page = await (await browser.newContext()).newPage();
      let loads = 0;
      await page.route(`**${words}`, (route) => (loads < 2 ? route.abort() : route.continue()));
      page.on("request", (request) => {
        if (request.isNavigationRequest()) loads += 1;
      });
      await page.clock.install();
      await page.goto(address);
      await eventually(async () => {
        await page.clock.runFor(3_000);
        expect(loads).toBeGreaterThan(1);
        expect(await page.locator("sidetone-panel").count()).toBe(1);
      });
    },
    STORY_MS,
  );

  test(
    "is replaced by Google's UI Modules if the setting says so, with this call and this server",
    async () => {
      preview = startPanelPreview({
        panel: { uiModules: "google", features: ["SMART_REPLY"], conversationProfileName: "profile" },
      });
      const page = await (await browser.newContext()).newPage();
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (line) => complaints.push(line.text()));
      // The page opens while the phone still rings: Dialogflow does not know the call yet.
      const asked: string[] = [];
      await page.route("**/v2beta1/**", (route) => {
        asked.push(new URL(route.request().url()).pathname);
        return route.fulfill({ status: asked.length < 3 ? 404 : 200, json: {} });
      });
      await page.route(/^https:\/\/(?:www\.gstatic|fonts\.googleapis)\.com\//, (route) =>
        route.fulfill({
          contentType: route.request().url().includes("fonts.") ? "text/css" : "text/javascript",
          body: route.request().url().endsWith("common.js") ? STAND_IN_FOR_COMMON_JS : "",
        }),
      );
      await page.goto(preview.pageUrl(CALL_ID));
      // By evaluation: the page's policy does not let Playwright's own waiting evaluate texts.
      await eventually(() => page.evaluate("globalThis.selected !== undefined"));
      const conversationName = preview.conversationNameOf(CALL_ID);
      expect(asked).toEqual(Array(3).fill(`/v2beta1/${conversationName}`));
      expect(await page.evaluate("globalThis.selected")).toEqual({ detail: { conversationName } });
      expect(await page.evaluate("globalThis.config")).toMatchObject({
        channel: "voice",
        features: "SMART_REPLY",
        conversationProfileName: "profile",
        apiConfig: { customApiEndpoint: preview.url },
        eventBasedConfig: { library: "SocketIo", notifierServerEndpoint: preview.url },
      });
      const placeOf = (part: string) =>
        page.evaluate((part) => {
          const { x, y, right, bottom } =
            document.querySelector(part)?.getBoundingClientRect() ?? new DOMRect();
          return { x, y, right, bottom };
        }, part);
      // As Google's own page: the transcript in the left third, the modules beside it, down to the window's end.
      const [transcript, modules] = [await placeOf(".transcript"), await placeOf(".modules")];
      expect(transcript).toMatchObject({ x: 0, y: modules.y, bottom: 720 });
      expect(modules).toMatchObject({ x: transcript.right, right: 1_280, bottom: 720 });
      expect(transcript.right).toBeCloseTo(1_280 / 3, 0);
      await page.setViewportSize({ width: 340, height: 600 });
      expect(await placeOf(".modules")).toMatchObject({ x: 0, y: 0, right: 340 });
      expect(await placeOf(".transcript")).toMatchObject({ x: 0, right: 340, bottom: 600 });
      await page.evaluate(`globalThis.listeners.get("dark-mode-toggled")({ detail: { on: true } })`);
      expect(await page.evaluate("[document.body.className, localStorage.agentAssistDarkMode]")).toEqual([
        "dark-mode",
        "true",
      ]);
      // The browser reports each 404 by itself.
      expect(complaints.filter((text) => !text.includes("404"))).toEqual([]);
    },
    STORY_MS,
  );
});

/** Keeps what the page tells the modules, in the manner of common.js. */
const STAND_IN_FOR_COMMON_JS = `
const listeners = (globalThis.listeners = new Map());
globalThis.addAgentAssistEventListener = (name, listener) => listeners.set(name, listener);
globalThis.dispatchAgentAssistEvent = (name, event) => { globalThis.selected = event; };
globalThis.UiModulesConnector = class {
  init(config) { globalThis.config = config; for (const name of ["api", "event-based"]) listeners.get(name + "-connector-initialized")(); }
  setAuthToken() {}
};`;
