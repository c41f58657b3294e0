import { afterAll, beforeAll, expect, test } from "bun:test";
import { status } from "@grpc/grpc-js";
import {
  startTranslationSimulator,
  type TranslationSimulator,
} from "../../../simulators/cloud-translation/simulator.ts";
import { causeOf } from "./causes.ts";
import { TranslationClient } from "./client.ts";
import { translationPlace } from "./place.ts";

let cloud: TranslationSimulator;
let client: TranslationClient;
const profile = { projectId: "demo-project", location: "us-central1" };

beforeAll(async () => {
  cloud = await startTranslationSimulator();
  client = new TranslationClient(translationPlace(profile, "profile", cloud.address));
});
afterAll(async () => {
  await client.close();
  await cloud.close();
});

function translate(fields: { contents?: string[]; source?: string; target?: string }) {
  const { contents = ["Good morning"], source = "en-US", target = "de" } = fields;
  const request = { contents, mimeType: "text/plain", sourceLanguageCode: source } as const;
  return client.translateText({ ...request, targetLanguageCode: target }, { timeout: 60_000 });
}

async function refusal(fields: Parameters<typeof translate>[0]): Promise<string> {
  try {
    await translate(fields);
  } catch (caught) {
    return causeOf(caught);
  }
  throw new Error("it was translated");
}

test("texts come back in their order, as plain text", async () => {
  const { translations } = await translate({ contents: ["It's <b>", "two & more"] });
  expect(translations.map(({ translatedText }) => translatedText)).toEqual([
    "Auf Deutsch: It's <b>",
    "Auf Deutsch: two & more",
  ]);
  expect(cloud.requests.at(-1)).toMatchObject({ parent: "projects/demo-project/locations/us-central1" });
});

test("without a source language the answer says which one it was", async () => {
  const { translations } = await translate({
    contents: ["Ich habe meine Karte verloren und"],
    source: "",
    target: "en",
  });
  expect(translations).toMatchObject([
    { translatedText: "In English: Ich habe meine Karte verloren und", detectedLanguageCode: "de" },
  ]);
});

test("each refusal has its cause", async () => {
  expect(await refusal({ target: "xx" })).toBe("TRANSLATION_LANGUAGE");
  expect(await refusal({ target: "en" })).toBe("TRANSLATION_LANGUAGE");
  expect(await refusal({ contents: ["a".repeat(31_000)] })).toBe("TRANSLATION_LANGUAGE");
  cloud.deny(true);
  expect(await refusal({})).toBe("TRANSLATION_REFUSED");
  cloud.deny(false);
  for (const [code, cause] of [
    [status.RESOURCE_EXHAUSTED, "TRANSLATION_QUOTA"],
    [status.UNAUTHENTICATED, "TRANSLATION_REFUSED"],
    [status.UNAVAILABLE, "TRANSLATION_AWAY"],
    [status.INTERNAL, "TRANSLATION_AWAY"],
  ] as const) {
    cloud.faults.refuse = { code, message: "no" };
    expect(await refusal({})).toBe(cause);
  }
  cloud.faults.refuse = { code: status.PERMISSION_DENIED, message: "User Rate Limit Exceeded" };
  expect(await refusal({})).toBe("TRANSLATION_QUOTA");
  cloud.faults.refuse = undefined;
});

test("the host and the location follow the conversation profile, unless the setting says another", () => {
  const placed = (location: string, region: "profile" | "global" | "eu" | "us") => {
    const { endpoint, parent } = translationPlace({ projectId: "p", location }, region, undefined);
    return `${endpoint.host} ${parent}`;
  };
  expect(placed("europe-west3", "profile")).toBe(
    "translate-eu.googleapis.com projects/p/locations/europe-west1",
  );
  expect(placed("us-east1", "profile")).toBe("translate-us.googleapis.com projects/p/locations/us-central1");
  expect(placed("global", "profile")).toBe("translate.googleapis.com projects/p/locations/global");
  expect(placed("asia-northeast1", "eu")).toBe(
    "translate-eu.googleapis.com projects/p/locations/europe-west1",
  );
  expect(placed("europe-west3", "global")).toBe("translate.googleapis.com projects/p/locations/global");
});
