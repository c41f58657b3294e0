import { afterEach, beforeEach, expect, test } from "bun:test";
import { status } from "@grpc/grpc-js";
import {
  startTranslationSimulator,
  type TranslationSimulator,
} from "../../simulators/cloud-translation/simulator.ts";
import { makeScene, type Scene, upTo, watchLive } from "../../test/support/delivery-scene.ts";
import { STAGE_CONVERSATION, STAGE_ROOM } from "../../test/support/desktop-stage.ts";
import { eventually } from "../../test/support/eventually.ts";
import { googleEvent } from "../../test/support/google-event.ts";
import { TEST_ENVIRONMENT } from "../../test/support/settings.ts";
import { eventOf } from "../assist/google/logged.ts";
import type { AssistEventSource, AssistProvider } from "../assist/provider.ts";
import { systemClock } from "../base/clock.ts";
import { createLogger } from "../base/log.ts";
import { readConfig } from "../settings/read.ts";
import { createTranslation } from "./translation.ts";

const SAID = "My card was charged twice";

let google: TranslationSimulator;
let scene: Scene;
let opened: { provider: AssistProvider; source: AssistEventSource }[];
let logged: string[];

beforeEach(async () => {
  google = await startTranslationSimulator({ project: TEST_ENVIRONMENT.PROJECT_ID });
  scene = makeScene();
  opened = [];
  logged = [];
});
afterEach(async () => {
  for (const { provider, source } of opened) {
    await source.close();
    await provider.close();
  }
  await scene.delivery.close();
  await google.close();
});

const settingsWith = (settings: Record<string, string>) =>
  readConfig({ ...TEST_ENVIRONMENT, TRANSLATION_ENDPOINT: google.address, ...settings });

const logger = createLogger("trace", { write: (line: string) => void logged.push(line) });

async function openProvider() {
  const settings = settingsWith({ TRANSLATION: "cloud-translation", TRANSLATION_LANGUAGES: "de" });
  const tracks = { find: () => undefined };
  const provider = await createTranslation({ settings, tracks, clock: systemClock, logger });
  const source = await provider.bringEvents?.(scene.delivery);
  if (source === undefined) throw new Error("it brings no events");
  opened.push({ provider, source });
  return { provider, source };
}

const message = (id: string, content = SAID) =>
  googleEvent({
    dataType: "new-message-event",
    payload: {
      conversation: STAGE_CONVERSATION,
      type: "NEW_MESSAGE",
      newMessagePayload: {
        ...{ name: `${STAGE_CONVERSATION}/messages/${id}`, content, languageCode: "en-US" },
        participantRole: "END_USER",
      },
    },
    messageId: `m-${id}`,
    publishTime: new Date().toISOString(),
  });

const translations = () =>
  scene.log
    .entries(STAGE_ROOM)
    .map((entry) => eventOf(STAGE_ROOM, entry))
    .flatMap((event) => (event.type === "translation" ? [event] : []));

test("what two instances hear of one message is in its log once, after it, and goes to desktops", async () => {
  const desktop = await watchLive(scene);
  const instances = [await openProvider(), await openProvider()];
  const said = message("1");
  await scene.delivery.accept(said);
  for (const { provider } of instances) await provider.hear?.(said);
  await eventually(() => expect(google.requests).toHaveLength(2));
  for (const { source } of instances) await source.close();
  expect(translations()).toMatchObject([
    { messageName: `${STAGE_CONVERSATION}/messages/1`, text: `Auf Deutsch: ${SAID}`, languageCode: "de" },
  ]);
  expect(desktop.sequences()).toEqual(upTo(2));
  expect(desktop.envelopes[1]).toMatchObject({ data_type: "sidetone-translation-event" });
  expect(JSON.parse(desktop.envelopes[1]?.data ?? "")).toEqual({
    conversation: STAGE_CONVERSATION,
    type: "TRANSLATION",
    translationPayload: {
      ...{ message: `${STAGE_CONVERSATION}/messages/1`, languageCode: "de" },
      content: `Auf Deutsch: ${SAID}`,
    },
  });
});

test("a refusal is a fault until something is translated, and neither it nor the log has a word that was said", async () => {
  const { provider, source } = await openProvider();
  google.faults.refuse = { code: status.PERMISSION_DENIED, message: `no, not ${SAID}` };
  await provider.hear?.(message("1"));
  await eventually(() => expect(translations()).toMatchObject([{ cause: "TRANSLATION_REFUSED", text: "" }]));
  const fault = { code: "TRANSLATION_REFUSED", about: "p", stopsSuggestions: false };
  expect(source.health()).toMatchObject({ healthy: true, isSettled: true, faults: [fault] });
  google.faults.refuse = undefined;
  await provider.hear?.(message("2"));
  await eventually(() => expect(translations()).toHaveLength(2));
  expect(source.health().faults).toEqual([]);
  expect(provider.translations?.()).toMatchObject({ translated: 1, failed: 1 });
  expect(logged.join()).toContain("what was said was not translated");
  expect(logged.join()).not.toContain(SAID);
});

test("a log that is away for a moment gets the translation afterwards", async () => {
  const { provider } = await openProvider();
  let tries = 0;
  scene.log.beforeAppend = async () => {
    tries += 1;
    if (tries === 1) throw new Error("away");
  };
  await provider.hear?.(message("1"));
  await eventually(() => expect(translations()).toHaveLength(1));
  expect(tries).toBe(2);
});

test("off, it hears nothing and asks nobody", async () => {
  const tracks = { find: () => undefined };
  const provider = await createTranslation({
    settings: settingsWith({}),
    ...{ tracks, clock: systemClock, logger },
  });
  expect(Object.keys(provider)).toEqual(["name", "close"]);
  await provider.close();
});

test("without a language that agents read it does not begin", () => {
  expect(() => settingsWith({ TRANSLATION: "cloud-translation" })).toThrow();
  expect(() => settingsWith({ TRANSLATION: "cloud-translation", TRANSLATION_LANGUAGES: "no tag" })).toThrow();
  expect(() => settingsWith({ TRANSLATION_LANGUAGES: "en,de,es,fr,ja,ar" })).toThrow();
  expect(() => settingsWith({ TRANSLATION: "cloud-translation", PANEL_LANGUAGE: "de" })).not.toThrow();
});
