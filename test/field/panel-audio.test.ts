/** The agent's panel tells lost audio from an ended call, says when nothing comes, and shows its own connection apart from the call. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { panelUrl } from "../../simulators/stage/desktop-client.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { allFindings } from "../support/axe.ts";
import { openBotCall, saidBy, startOf } from "../support/bot-call.ts";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { type BrowserTab, openTab, type TabLook } from "../support/browser-tab.ts";
import { eventually } from "../support/eventually.ts";
import { type PanelPreview, startPanelPreview } from "../support/panel-preview.ts";
import { openRawLeg, PIECES } from "../support/raw-legs.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const PICTURES = "artefacts/panel-audio";
const NARROW: TabLook = { width: 320, height: 568 };
const CUSTOMER = { callLeg: 1 };
const BOT_TOKEN = "b".repeat(24);

let browser: Browser;
let tab: BrowserTab;
let page: Page;

beforeAll(async () => {
  if (!hasChromium) return;
  await mkdir(PICTURES, { recursive: true });
  browser = await launchBrowser();
  tab = await openTab(browser);
  page = tab.page;
}, STORY_MS);
afterAll(() => browser?.close(), STORY_MS);

const heading = () => page.getByRole("heading", { level: 1 });
const untilPhase = (text: string) =>
  eventually(async () => expect((await heading().textContent())?.trim()).toBe(text));
const banner = () => page.locator("sidetone-call-banner .banner");
const picture = (name: string) => page.screenshot({ path: `${PICTURES}/${name}.png` });

describe.skipIf(!hasChromium)("in a call of Five9", () => {
  let scene: TestStage;
  beforeAll(async () => {
    scene = await startTestStage({
      settings: {
        ...{ RECONNECT_GRACE_MS: "600000", AWAIT_MEDIA_MS: "3000", AUDIOCODES_BOT_TOKEN: BOT_TOKEN },
      },
    });
  }, STORY_MS);
  afterAll(() => scene?.close(), STORY_MS);
  afterEach(() => tab.leave(), STORY_MS);

  async function openPanel(callId: string, look: TabLook = NARROW): Promise<void> {
    await tab.begin(look);
    const { httpBaseUrl, secrets } = scene.stage;
    await page.goto(panelUrl({ httpBaseUrl, callId, launchKey: secrets.launchKey }));
  }

  async function openCall(callId: string) {
    const customer = await openRawLeg(scene.stage, callId, CUSTOMER);
    await customer.send(PIECES.speech, 500);
    await openPanel(callId);
    await untilPhase("In progress");
    return customer;
  }

  test(
    "a stream that breaks is lost audio, until it is back; CTI's end makes it an ended call",
    async () => {
      const callId = newCallId();
      (await openCall(callId)).stream.cancel();
      await untilPhase("Audio lost");
      expect(await banner().textContent()).toContain("The call's audio was lost");
      await picture("lost");
      const again = await openRawLeg(scene.stage, callId, CUSTOMER);
      await untilPhase("In progress");
      expect(await banner().count()).toBe(0);
      again.stream.cancel();
      await untilPhase("Audio lost");
      const { httpBaseUrl, secrets } = scene.stage;
      const ended = await fetch(`${httpBaseUrl}/cti-call-event-destination/`, {
        method: "POST",
        headers: { "x-api-key": secrets.apiKey },
        body: JSON.stringify({
          event: "CALL_ENDED",
          payload: { attached_variables: { "Call.call_id": callId } },
        }),
      });
      expect(ended.status).toBe(200);
      await untilPhase("Call ended");
      expect(await banner().count()).toBe(0);
      await scene.endedByOperator(callId);
    },
    STORY_MS,
  );

  test(
    "a stream that is closed without a word about the call has stopped; Five9's own end is the end",
    async () => {
      const callId = newCallId();
      (await openCall(callId)).stream.halfClose();
      await untilPhase("No audio");
      expect(await banner().textContent()).toContain("If the call goes on, the audio comes back by itself.");
      const again = await openRawLeg(scene.stage, callId, CUSTOMER);
      await untilPhase("In progress");
      again.stream.sendStatus(1);
      await untilPhase("Call ended");
      await scene.endedByOperator(callId);
    },
    STORY_MS,
  );

  test(
    "a page to which nothing comes says so after AWAIT_MEDIA_MS, links the guide, and begins when audio comes",
    async () => {
      const callId = newCallId();
      await openPanel(callId);
      await untilPhase("Waiting for the call");
      await untilPhase("No audio came");
      await picture("nothing-comes");
      const link = page.getByRole("link", { name: "What to check" });
      const guide = await page.context().newPage();
      await guide.goto(new URL((await link.getAttribute("href")) ?? "", page.url()).href);
      await guide.getByRole("heading", { name: "The panel stays empty" }).waitFor();
      await guide.close();
      const customer = await openRawLeg(scene.stage, callId, CUSTOMER);
      await customer.send(PIECES.speech, 500);
      await untilPhase("In progress");
      expect(await banner().count()).toBe(0);
      customer.stream.sendStatus(1);
    },
    STORY_MS,
  );

  test(
    "words of nobody known for AWAIT_MEDIA_MS: no hangup, an alarm that says so, also afterwards, and the page says why",
    async () => {
      const { httpBaseUrl, secrets } = scene.stage;
      const call = await openBotCall({ httpBaseUrl, botToken: BOT_TOKEN });
      const answers = await call.hear(startOf({}));
      answers.push(...(await call.hear(saidBy({}, "hello"))));
      await tab.begin(NARROW);
      const { launchKey } = secrets;
      const { conversationId: callId } = call;
      await page.goto(panelUrl({ httpBaseUrl, callId, launchKey, source: "audiocodes" }));
      await untilPhase("No audio came");
      const reason = page.locator("sidetone-suggestions .empty p");
      await eventually(async () =>
        expect(await reason.textContent()).toContain("whose speaker is not known"),
      );
      expect(await banner().count()).toBe(0);
      await picture("nobody-known");
      await eventually(async () => {
        const { call: row } = (await scene.stage.callDetail(call.callKey)) ?? {};
        expect(row?.alarms.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
          "serious SPEAKER_UNKNOWN",
        ]);
        expect(row?.live).toBe(false);
      });
      expect(answers.map(({ name }) => name)).not.toContain("hangup");
      await call.end();
    },
    STORY_MS,
  );
});

describe.skipIf(!hasChromium)("the page itself", () => {
  const CALL_ID = "600000000054602";
  const STREAMING = { media: "streaming", conversation: "open", participants: { agent: "recognizing" } };
  const LOST = { media: "draining", conversation: "open", participants: { agent: "paused" }, audio: "lost" };
  let preview: PanelPreview;
  beforeEach(() => {
    preview = startPanelPreview({ panel: { awaitMediaMs: 1_000 } });
  });
  afterEach(async () => {
    await tab.leave();
    await preview.close();
  }, STORY_MS);

  async function open(look: TabLook): Promise<void> {
    await tab.begin(look);
    await page.goto(preview.pageUrl(CALL_ID));
    await page.getByText("Live", { exact: true }).waitFor();
  }

  test(
    "keeps the call's line while its own connection is away, each by itself, and tells since when the state is old",
    async () => {
      preview.setCallState(CALL_ID, LOST);
      await open(NARROW);
      await untilPhase("Audio lost");
      expect(await page.getByText("As of").count()).toBe(0);
      preview.refuseTokens(true);
      preview.cutDesktops();
      const connection = page.locator("sidetone-banner .banner");
      await connection.waitFor();
      expect(await banner().textContent()).toContain("The call's audio was lost");
      await page.getByText("As of").waitFor();
      await picture("connection-apart");
      expect((await heading().textContent())?.trim()).toBe("Audio lost");
      preview.refuseTokens(false);
    },
    STORY_MS,
  );

  test.each<[string, TabLook, string]>([
    ["light", NARROW, "ltr"],
    ["dark", { ...NARROW, colorScheme: "dark" }, "ltr"],
    ["right to left", NARROW, "rtl"],
    ["wide and dark", { width: 1_024, height: 700, colorScheme: "dark" }, "ltr"],
  ])(
    "%s: what is said fits, can be read, and is reached by keyboard",
    async (name, look, direction) => {
      await open(look);
      await page.evaluate((dir) => document.documentElement.setAttribute("dir", dir), direction);
      await untilPhase("No audio came");
      const width = look.width ?? 0;
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      expect(await allFindings(page)).toEqual([]);
      const isOnLink = () =>
        page.evaluate(() => {
          let focused = document.activeElement;
          while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
          return focused?.textContent === "What to check";
        });
      for (let presses = 0; presses < 10 && !(await isOnLink()); presses += 1)
        await page.keyboard.press("Tab");
      expect(await isOnLink()).toBe(true);
      await picture(`nothing-comes-${name.replaceAll(" ", "-")}`);
      preview.setCallState(CALL_ID, LOST);
      await untilPhase("Audio lost");
      expect(await allFindings(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await picture(`lost-${name.replaceAll(" ", "-")}`);
      preview.setCallState(CALL_ID, STREAMING);
      await untilPhase("In progress");
      expect(tab.complaints).toEqual([]);
    },
    STORY_MS,
  );
});
