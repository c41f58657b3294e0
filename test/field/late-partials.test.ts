/** Partial results that arrive after the final of their utterance: no ghost line covers what was said, with either vendor. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type Pusher, startPusher } from "../../simulators/pubsub-push/pusher.ts";
import { type DesktopClient, openDesktop, panelUrl } from "../../simulators/stage/desktop-client.ts";
import { type SidetoneProcess, startSidetoneProcess } from "../../simulators/stage/sidetone-process.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import type { AssistDataType } from "../../src/assist/google-notification.ts";
import { type BotCall, type Fields, saidBy, sayingBy, startOf } from "../support/bot-call.ts";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { makeDataDirectory } from "../support/database-template.ts";
import { eventually } from "../support/eventually.ts";
import { type PubsubBroker, startPubsubBroker } from "../support/pubsub-broker.ts";
import { startVaicStage, type VaicStage } from "../support/vaic-stage.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const PROJECT = "demo-project";
const RECOGNITION = "new-recognition-result-notification-event";
const MESSAGE = "new-message-event";

const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);
let browser: Browser | undefined;
beforeAll(async () => {
  if (hasChromium) browser = await launchBrowser();
}, STORY_MS);
afterAll(() => browser?.close(), STORY_MS);

/** An agent's panel, live, whose clock the test moves. */
async function openPanel(url: string): Promise<Page> {
  if (browser === undefined) throw new Error(NO_CHROMIUM);
  const page = await browser.newPage();
  page.setDefaultTimeout(STORY_MS);
  await page.clock.install();
  await page.goto(url);
  await page.getByText("Live", { exact: true }).waitFor();
  return page;
}
const interimsOn = (page: Page) => page.locator("sidetone-transcript .interim p").allTextContents();

/** Results of Google's recognition, whose order Pub/Sub does not keep. */
describe("Google's recognition results", () => {
  const PUBLISHED_MS = Date.UTC(2026, 10, 26, 9);
  const LAUNCH_KEY = "launch-key-for-the-story";
  let pusher: Pusher;
  let broker: PubsubBroker;
  let sidetone: SidetoneProcess;
  let lastMessage = 0;

  beforeAll(async () => {
    pusher = await startPusher();
    broker = await startPubsubBroker(PROJECT, 1_000);
    sidetone = await startSidetoneProcess({
      PROJECT_ID: PROJECT,
      CONVERSATION_PROFILE_NAME: `projects/${PROJECT}/locations/global/conversationProfiles/demo`,
      FIVE9_API_KEY: "api-key-for-the-story",
      FIVE9_TRUST_TOKEN: "trust-token-for-the-story",
      JWT_SECRET: "a-signing-secret-of-more-than-32-characters",
      PANEL_LAUNCH_KEY: LAUNCH_KEY,
      OPERATOR_TOKEN: "operator-token-for-the-story",
      PUBSUB_DELIVERY: "both",
      PUSH_AUDIENCE: pusher.audience,
      PUSH_SERVICE_ACCOUNT: pusher.serviceAccount,
      PUSH_KEYS_URL: pusher.keysUrl,
      PUBSUB_EMULATOR_HOST: broker.address,
      DIALOGFLOW_ENDPOINT: broker.address,
      DATA_DIRECTORY: await makeDataDirectory("late-partials"),
      LISTEN_HOST: "127.0.0.1",
      GRPC_PORT: "0",
      HTTP_PORT: "0",
    });
  }, STORY_MS);
  afterAll(async () => {
    await sidetone?.stop();
    broker?.close();
    await pusher?.close();
  }, STORY_MS);

  const pageOf = (callId: string) => ({
    httpBaseUrl: `http://127.0.0.1:${sidetone.httpPort}`,
    callId,
    launchKey: LAUNCH_KEY,
  });

  interface Told {
    callId: string;
    dataType: AssistDataType;
    fields: Fields;
    attributes?: Record<string, string>;
    /** When Google published it, in milliseconds of the story. */
    atMs: number;
  }

  type Way = (told: Told) => Promise<void>;
  const message = ({ callId, dataType, fields, attributes = {}, atMs }: Told) => ({
    dataType,
    messageId: String(++lastMessage),
    publishTimeMs: PUBLISHED_MS + atMs,
    attributes,
    data: JSON.stringify({
      conversation: `projects/${PROJECT}/locations/global/conversations/five9-${callId}`,
      ...fields,
    }),
  });
  const byPull: Way = async (told) => {
    const { dataType, data, ...rest } = message(told);
    broker.deliver(dataType, { ...rest, data: Buffer.from(data) });
  };
  const byPush: Way = async (told) => {
    const { dataType, publishTimeMs, ...rest } = message(told);
    const url = `http://127.0.0.1:${sidetone.httpPort}/${dataType}`;
    const publishTime = new Date(publishTimeMs).toISOString();
    await eventually(async () => expect((await pusher.push(url, { ...rest, publishTime })).status).toBe(204));
  };

  function result(
    transcript: string,
    { isFinal = false, id = "" } = {},
  ): Pick<Told, "dataType" | "fields" | "attributes"> {
    const payload = { messageType: "TRANSCRIPT", transcript, ...(isFinal ? { isFinal } : {}) };
    return {
      dataType: RECOGNITION,
      fields: { type: "NEW_RECOGNITION_RESULT", newRecognitionResultPayload: payload },
      attributes: {
        participant_id: "p-1",
        participant_role: "END_USER",
        ...(id === "" ? {} : { message_id: id }),
      },
    };
  }

  const transcriptsOf = (desktop: DesktopClient) =>
    desktop.events
      .filter(({ dataType }) => dataType === RECOGNITION)
      .map(({ data }) => (data.newRecognitionResultPayload as { transcript: string }).transcript);

  for (const [way, tell] of [
    ["pull", byPull],
    ["push", byPush],
  ] as const) {
    test.each([
      ["with the final's id", "u-1", "u-1"],
      ["with an id of their own", "r-7", "u-1"],
      ["without an id", "", ""],
    ])(`by ${way}, %s: those published before the final are dropped`, async (_, partialId, finalId) => {
      const callId = newCallId();
      const desktop = await openDesktop(pageOf(callId));
      await tell({ callId, atMs: 2_000, ...result("where is my parcel", { isFinal: true, id: finalId }) });
      await eventually(() => expect(transcriptsOf(desktop)).toEqual(["where is my parcel"]));
      // Other words than the final's too: the recogniser may have changed its mind.
      await tell({ callId, atMs: 1_000, ...result("where is my", { id: partialId }) });
      await tell({ callId, atMs: 1_500, ...result("wear is my parts", { id: partialId }) });
      await tell({ callId, atMs: 3_000, ...result("and", { id: partialId === "" ? "" : "u-2" }) });
      await eventually(() => expect(transcriptsOf(desktop)).toContain("and"));
      expect(transcriptsOf(desktop)).toEqual(["where is my parcel", "and"]);
      desktop.close();
    });
  }

  test.skipIf(!hasChromium)(
    "in the panel no line covers the finished sentence, and an interim that nothing follows goes by itself",
    async () => {
      const callId = newCallId();
      const page = await openPanel(panelUrl(pageOf(callId)));
      // Partial results come again and again: one that finds no connection ready for it is not kept.
      let published = 0;
      let isPaused = false;
      // What the page does with its next picture, or a moment later, needs its time to go on.
      const shown = async () => {
        if (isPaused) await page.clock.runFor(50);
        return await interimsOn(page);
      };
      const saying = (words: string, id: string, atMs: number) =>
        eventually(async () => {
          if (published < atMs + 300) published = Math.max(published, atMs) + 1;
          await byPull({ callId, atMs: published, ...result(words, { id }) });
          await eventually(async () => expect(await shown()).toEqual([words]), 5_000);
        });
      await saying("where is", "r-1", 1_000);
      const name = `projects/${PROJECT}/conversations/five9-${callId}/messages/m-1`;
      const newMessagePayload = { name, content: "Where is my parcel?", participantRole: "END_USER" };
      // The message is here before the final and a partial result, which have ids of their own.
      await byPull({
        callId,
        atMs: 2_100,
        dataType: MESSAGE,
        fields: { type: "NEW_MESSAGE", newMessagePayload },
      });
      await eventually(async () => expect(await interimsOn(page)).toEqual([]));
      await byPull({ callId, atMs: 1_500, ...result("where is my", { id: "r-2" }) });
      await byPull({ callId, atMs: 2_000, ...result("where is my parcel", { isFinal: true, id: "u-1" }) });
      await byPull({ callId, atMs: 1_700, ...result("wear is", { id: "r-3" }) });
      // From here on the page's time moves by these steps alone.
      await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1_000);
      isPaused = true;
      await saying("and when", "u-2", 4_000);
      await page.clock.runFor(9_000);
      expect(await interimsOn(page)).toEqual(["and when"]);
      await page.clock.runFor(2_000);
      await eventually(async () => expect(await shown()).toEqual([]));
      expect(await page.locator("sidetone-transcript li p").allTextContents()).toEqual([
        "Where is my parcel?",
      ]);
      await page.close();
    },
    STORY_MS,
  );
});

/** Hypotheses of VoiceAI Connect, whose requests overtake each other. */
describe("VoiceAI Connect's hypotheses", () => {
  let scene: VaicStage;
  beforeAll(async () => {
    scene = await startVaicStage();
  }, STORY_MS);
  afterAll(() => scene?.close(), STORY_MS);

  const caller = { participant: "caller" };
  async function beginCall() {
    const call = await scene.openBotCall();
    const participants = [{ participant: "caller" }, { participant: "callee" }];
    await call.hear(startOf({ participants }));
    return call;
  }
  const withoutTime = ({ timestamp: _, ...activity }: Fields): Fields => activity;
  /** Words of one role as desktops get them, the messages that Dialogflow makes of them left out. */
  const shownOn = (desktop: DesktopClient, role = "END_USER") =>
    desktop.events
      .filter(({ dataType, participantRole }) => dataType === RECOGNITION && participantRole === role)
      .map(({ data }) => (data.newRecognitionResultPayload as { transcript: string }).transcript);

  /** Interims go to desktops that have read the log only. */
  async function liveDesktop(call: BotCall): Promise<DesktopClient> {
    const desktop = await scene.desktopOf(call.conversationId);
    await eventually(async () => {
      await call.hear(sayingBy({ participant: "callee" }, "hm"));
      return shownOn(desktop, "HUMAN_AGENT").length > 0;
    });
    return desktop;
  }

  test.each<[string, (activity: Fields) => Fields]>([
    ["with times", (activity) => activity],
    ["without times", withoutTime],
  ])(
    "%s: those not newer than the last final are dropped, the next utterance's are shown",
    async (_, form) => {
      const call = await beginCall();
      const desktop = await liveDesktop(call);
      const atMs = Date.now();
      await call.hear(form(sayingBy(caller, "where is", atMs)));
      await call.hear(form(saidBy(caller, "where is my parcel", atMs + 1_000)));
      await call.hear(form(sayingBy(caller, "where is my", atMs + 500)));
      await call.hear(form(sayingBy(caller, "and when", atMs + 2_000)));
      await eventually(() => expect(shownOn(desktop)).toContain("and when"));
      expect(shownOn(desktop)).toEqual(["where is", "where is my parcel", "and when"]);
      desktop.close();
      await call.end();
    },
  );

  test("one that is older than what is shown is dropped, and the other speaker's are untouched", async () => {
    const call = await beginCall();
    const desktop = await liveDesktop(call);
    const atMs = Date.now();
    await call.hear(sayingBy(caller, "where is my", atMs + 500));
    await call.hear(sayingBy(caller, "wear", atMs));
    await call.hear(saidBy(caller, "where is my parcel", atMs + 1_000));
    await call.hear(sayingBy({ participant: "callee" }, "one moment", atMs + 100));
    await eventually(() => expect(shownOn(desktop, "HUMAN_AGENT")).toContain("one moment"));
    expect(shownOn(desktop)).toEqual(["where is my", "where is my parcel"]);
    desktop.close();
    await call.end();
  });

  test.skipIf(!hasChromium)(
    "in the panel a late one leaves no ghost line under the finished sentence",
    async () => {
      const call = await beginCall();
      const page = await openPanel(scene.panelUrlOf(call.conversationId));
      const atMs = Date.now();
      await call.hear(saidBy(caller, "where is my parcel", atMs + 1_000));
      await page.locator("sidetone-transcript li p").getByText("where is my parcel").waitFor();
      await eventually(async () => expect(await interimsOn(page)).toEqual([]));
      await call.hear(sayingBy(caller, "wear is my", atMs + 500));
      await call.hear(sayingBy({ participant: "callee" }, "one moment", atMs + 1_500));
      await eventually(async () => expect(await interimsOn(page)).toEqual(["one moment"]));
      await page.clock.runFor(11_000);
      await eventually(async () => expect(await interimsOn(page)).toEqual([]));
      await page.close();
      await call.end();
    },
    STORY_MS,
  );
});
