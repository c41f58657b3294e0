import { afterEach, beforeEach, expect, test } from "bun:test";
import { status } from "@grpc/grpc-js";
import { SimulatedClock } from "xstate";
import {
  startTranslationSimulator,
  type TranslationSimulator,
} from "../../../simulators/cloud-translation/simulator.ts";
import { eventually } from "../../../test/support/eventually.ts";
import type { AssistMessage, AssistTranslation } from "../../assist/event.ts";
import type { TranslationCause } from "../../contract/translation-cause.ts";
import { TranslationClient } from "./client.ts";
import { translationPlace } from "./place.ts";
import { type TranslationLimits, Translator } from "./translator.ts";

let cloud: TranslationSimulator;
let client: TranslationClient;
let clock: SimulatedClock;

beforeEach(async () => {
  cloud = await startTranslationSimulator();
  const profile = { projectId: "demo-project", location: "global" };
  client = new TranslationClient(translationPlace(profile, "profile", cloud.address));
  clock = new SimulatedClock();
});
afterEach(async () => {
  await client.close();
  await cloud.close();
});

const conversation = {
  callKey: "five9-1",
  name: "projects/p/locations/global/conversations/five9-1",
  room: "projects/p/conversations/five9-1",
};

function said(id: string, text: string, languageCode = "en-US"): AssistMessage {
  const told = { conversation, publishedAt: "2026-11-27T01:00:00Z", raw: null };
  const name = `${conversation.name}/messages/${id}`;
  return {
    ...{ ...told, type: "message", id: `m-${id}`, voice: "customer", text, languageCode },
    ...{ utteranceId: id, name, saidAtMs: null },
  };
}

function makeTranslator(targets: readonly string[] = ["de"], limits: Partial<TranslationLimits> = {}) {
  const outcomes: AssistTranslation[] = [];
  const causes: (TranslationCause | null)[] = [];
  const policy = { deadlineMs: 60_000, attempts: 2, backoffBaseMs: 500, backoffCapMs: 4_000 };
  const translator = new Translator({
    ...{ api: client, targets, clock, limits: { policy, ...limits } },
    onOutcome: (translation) => outcomes.push(translation),
    onAnswered: (cause) => causes.push(cause),
  });
  const texts = () => outcomes.map(({ text, cause }) => cause ?? text);
  return { translator, outcomes, texts, causes };
}

test("what is said in a short moment is one request for each language", async () => {
  const { translator, outcomes } = makeTranslator(["de", "es"]);
  translator.take(said("1", "Good morning"));
  translator.take(said("2", "I lost my card"));
  clock.increment(100);
  await eventually(() => expect(outcomes).toHaveLength(4));
  expect(cloud.requests.map(({ contents }) => contents)).toEqual([
    ["Good morning", "I lost my card"],
    ["Good morning", "I lost my card"],
  ]);
  expect(outcomes.toSorted((a, b) => a.id.localeCompare(b.id))[0]).toMatchObject({
    ...{ type: "translation", id: "translation-de-1", languageCode: "de", text: "Auf Deutsch: Good morning" },
    ...{ messageName: `${conversation.name}/messages/1`, conversation },
  });
  expect(translator.counts).toEqual({ translated: 4, failed: 0, sameLanguage: 0, characters: 52 });
});

test("words in the language of the agent are not sent, and detected ones not shown again", async () => {
  const { translator, outcomes, causes } = makeTranslator();
  translator.take(said("1", "Guten Tag", "de-AT"));
  clock.increment(100);
  expect(translator.counts).toMatchObject({ sameLanguage: 1, characters: 0 });
  translator.take(said("2", "Ich bin nicht da", ""));
  clock.increment(100);
  await eventually(() => expect(causes).toEqual([null]));
  expect(outcomes).toEqual([]);
  expect(translator.counts.sameLanguage).toBe(2);
});

test("a message that comes again is not paid for again", async () => {
  const { translator, outcomes } = makeTranslator();
  translator.take(said("1", "Good morning"));
  clock.increment(100);
  await eventually(() => expect(outcomes).toHaveLength(1));
  translator.take(said("1", "Good morning"));
  translator.take(said("2", "And then"));
  clock.increment(100);
  await eventually(() => expect(outcomes).toHaveLength(2));
  expect(cloud.requests.flatMap(({ contents }) => contents)).toEqual(["Good morning", "And then"]);
});

test("where too many wait, the oldest stays untranslated", async () => {
  const { translator, texts } = makeTranslator(["de"], { maxWaiting: 2 });
  for (const id of ["1", "2", "3"]) translator.take(said(id, `Word ${id}`));
  expect(texts()).toEqual(["TRANSLATION_AWAY"]);
  clock.increment(100);
  await eventually(() =>
    expect(texts()).toEqual(["TRANSLATION_AWAY", "Auf Deutsch: Word 2", "Auf Deutsch: Word 3"]),
  );
});

test("one request is not larger than the limits", async () => {
  const { translator, outcomes } = makeTranslator(["de"], { maxTexts: 2, maxCodePoints: 20 });
  for (const text of ["Five ", "Fifteen letters", "Six", "Seven", "More than twenty letters"])
    translator.take(said(text, text));
  clock.increment(100);
  await eventually(() => expect(outcomes).toHaveLength(5));
  expect(cloud.requests.map(({ contents }) => contents)).toEqual([
    ["Five", "Fifteen letters"],
    ["Six", "Seven"],
    ["More than twenty letters"],
  ]);
});

test("a quota that is used up is tried again, then told, and what is said later is translated", async () => {
  const { translator, texts, causes } = makeTranslator();
  cloud.faults.refuse = { code: status.RESOURCE_EXHAUSTED, message: "Quota exceeded" };
  translator.take(said("1", "Too much"));
  clock.increment(100);
  await eventually(() => expect(cloud.requests).toHaveLength(1));
  await eventually(() => {
    clock.increment(500);
    expect(cloud.requests).toHaveLength(2);
  });
  await eventually(() => expect(texts()).toEqual(["TRANSLATION_QUOTA"]));
  cloud.faults.refuse = undefined;
  translator.take(said("2", "And now"));
  clock.increment(100);
  await eventually(() => expect(texts()).toEqual(["TRANSLATION_QUOTA", "Auf Deutsch: And now"]));
  expect(causes).toEqual(["TRANSLATION_QUOTA", null]);
});

test("what may pass is tried again, what may not is told at once", async () => {
  const { translator, texts } = makeTranslator();
  cloud.faults.refuse = { code: status.UNAVAILABLE, message: "away" };
  translator.take(said("1", "Once more"));
  clock.increment(100);
  await eventually(() => expect(cloud.requests).toHaveLength(1));
  cloud.faults.refuse = undefined;
  await eventually(() => {
    clock.increment(500);
    expect(texts()).toEqual(["Auf Deutsch: Once more"]);
  });
  cloud.deny(true);
  translator.take(said("2", "Not allowed"));
  clock.increment(100);
  await eventually(() => expect(texts()).toEqual(["Auf Deutsch: Once more", "TRANSLATION_REFUSED"]));
  expect(cloud.requests).toHaveLength(3);
});

test("a text whose moment is over is not asked for any more", async () => {
  const { translator, texts } = makeTranslator(["de"], { maxRequests: 1 });
  cloud.faults.isMute = true;
  translator.take(said("1", "Held"));
  clock.increment(100);
  await eventually(() => expect(cloud.requests).toHaveLength(1));
  translator.take(said("2", "Too late"));
  clock.increment(25_000);
  translator.take(said("3", "In time"));
  clock.increment(100);
  expect(texts()).toEqual(["TRANSLATION_AWAY"]);
  translator.close();
});

test("at the end, what waits is asked for at once and awaited, for a while", async () => {
  const { translator, texts } = makeTranslator();
  translator.take(said("1", "The last words"));
  await translator.drain(60_000);
  expect(texts()).toEqual(["Auf Deutsch: The last words"]);
  cloud.faults.isMute = true;
  translator.take(said("2", "Never answered"));
  const drained = translator.drain(3_000);
  await eventually(() => expect(cloud.requests).toHaveLength(2));
  clock.increment(3_000);
  await drained;
  translator.close();
  translator.take(said("3", "After the end"));
  clock.increment(100);
  expect(cloud.requests).toHaveLength(2);
});
