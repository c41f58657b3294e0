/** The API key of Five9's webhooks under a header's name that nobody foresaw, and as a bearer token. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { newCallId } from "../../simulators/stage/stage.ts";
import { readConfig } from "../../src/settings/read.ts";
import { eventually } from "../support/eventually.ts";
import { TEST_ENVIRONMENT } from "../support/settings.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;

let scene: TestStage;
beforeAll(async () => {
  scene = await startTestStage({ settings: { FIVE9_KEY_HEADERS: "X-Five9-Secret, x-api-key" } });
}, STORY_MS);
afterAll(() => scene?.close(), STORY_MS);

async function post(path: string, headersOf: (key: string) => Record<string, string>): Promise<number> {
  const callId = newCallId();
  const event = { callId, status: "STREAMING", payload: { attached_variables: { "Call.call_id": callId } } };
  const headers = headersOf(scene.stage.secrets.apiKey);
  const url = `${scene.stage.httpBaseUrl}${path}`;
  return (await fetch(url, { method: "POST", headers, body: JSON.stringify(event) })).status;
}

describe.each([
  ["a CTI event", "/cti-call-event-destination/", 401],
  ["a MediaStream event", "/mediastream-event-destination/subscriptions/7", 200],
])("%s", (_, path, withoutKey) => {
  test.each<[string, (key: string) => Record<string, string>]>([
    ["in a header of the setting", (key) => ({ "X-FIVE9-SECRET": key })],
    ["in another of them", (key) => ({ "x-api-key": key })],
    ["as a bearer token", (key) => ({ authorization: `Bearer ${key}` })],
    [
      "beside a bearer token for a proxy on the way",
      (key) => ({ "x-api-key": key, authorization: "Bearer proxy" }),
    ],
  ])("is taken with the key %s", async (_where, headers) => {
    // The queue of MediaStream events may still start: until then it is 503.
    await eventually(async () => expect(await post(path, headers)).toBe(200));
  });

  test.each<[string, (key: string) => Record<string, string>]>([
    ["a wrong one in a header", (key) => ({ "x-five9-secret": `${key}x` })],
    ["a wrong bearer token", () => ({ authorization: "Bearer guess" })],
    [
      "a wrong one in a header beside the right bearer token",
      (key) => ({ "x-api-key": "x", authorization: `Bearer ${key}` }),
    ],
  ])("is refused with %s", async (_where, headers) => {
    expect(await post(path, headers)).toBe(401);
  });

  test("counts as without key where the header is none of them", async () => {
    expect(await post(path, (key) => ({ "x-f9-apikey": key }))).toBe(withoutKey);
    expect(await post(path, (key) => ({ authorization: `Basic ${btoa(key)}` }))).toBe(withoutKey);
  });
});

test.each(["authorization", "x key", "cookie", ","])(
  "FIVE9_KEY_HEADERS=%s is refused at the start",
  (value) => {
    expect(() => readConfig({ ...TEST_ENVIRONMENT, FIVE9_KEY_HEADERS: value })).toThrow("need attention");
  },
);
