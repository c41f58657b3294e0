/** Five9's webhooks over a real socket: who is let in, what is read, what is kept, and what a bad body gets. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { Hono } from "hono";
import { SimulatedClock } from "xstate";
import { RecordingCallDirectory } from "../../../test/support/recording-call-directory.ts";
import { TEST_SETTINGS } from "../../../test/support/settings.ts";
import { SidetoneError } from "../../base/errors.ts";
import { createLogger } from "../../base/log.ts";
import type { MediastreamEvent } from "../../jobs/mediastream-event.ts";
import type { UnprovedVerdict } from "../../jobs/unproved-intake.ts";
import { five9CtiRoutes } from "./cti.ts";
import { five9LivenessRoutes } from "./liveness.ts";
import { five9MediastreamRoutes } from "./mediastream.ts";

const API_KEY = "key-for-tests";
const KEY = { apiKey: API_KEY, keyHeaders: ["x-f9-apikey", "x-api-key"] };
const CTI = "/cti-call-event-destination/";
const MEDIASTREAM = "/mediastream-event-destination/subscriptions/7";

let directory: RecordingCallDirectory;
let names: Map<string, string>;
let queued: MediastreamEvent[];
let counts: string[];
let clock: SimulatedClock;
let verdict: UnprovedVerdict;
let store: () => Promise<void>;
let server: Bun.Server<undefined>;

function start(mediastreamEventsKey = TEST_SETTINGS.FIVE9_EVENTS_KEY): Bun.Server<undefined> {
  const shared = { ...KEY, clock, logger: createLogger("silent") };
  const count = (name: string) => counts.push(name);
  const app = new Hono();
  app.route("/", five9LivenessRoutes());
  const conversationNames = {
    put: async (key: string, name: string) => {
      await store();
      names.set(key, name);
    },
    get: async (key: string) => names.get(key) ?? null,
    delete: async (key: string) => names.delete(key),
  };
  app.route(
    "/",
    five9CtiRoutes({
      ...{ ...shared, count, onSign: () => {}, markOf: (number: string) => `mark of ${number}` },
      ...{ trustToken: "example-token", shown: { variables: new Map(), numbers: "last-digits" } },
      directory,
      conversationNames,
      conversationNameOf: (callKey) => `projects/p/locations/l/conversations/${callKey}`,
      maxBodyBytes: 2000,
    }),
  );
  const enqueue = async (event: MediastreamEvent) => {
    await store();
    queued.push(event);
  };
  app.route(
    "/",
    five9MediastreamRoutes({
      ...{ ...shared, count, queue: { enqueue }, mediastreamEventsKey, maxBodyBytes: 2000 },
      judgeUnproved: () => verdict,
    }),
  );
  return Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: app.fetch });
}

beforeEach(() => {
  directory = new RecordingCallDirectory();
  names = new Map();
  queued = [];
  verdict = "take";
  counts = [];
  clock = new SimulatedClock();
  store = async () => {};
  server = start();
});
afterEach(() => server.stop(true));

function post(path: string, body: unknown, headers: Record<string, string> = { "X-F9-APIKEY": API_KEY }) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const init = { method: "POST", body: text, headers: { "content-type": "application/json", ...headers } };
  return fetch(new URL(path, server.url), init);
}

function ctiEvent(variables: Record<string, unknown>): unknown {
  return { payload: { attached_variables: variables }, somethingElse: 1 };
}

const GOOD_CTI = ctiEvent({
  "Call.session_id": "S1",
  "Call.call_id": "600000000054602",
  "Call.ANI": "5550100123",
});

async function problemOf(response: Response): Promise<Record<string, unknown>> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  return (await response.json()) as Record<string, unknown>;
}

describe("validation and liveness", () => {
  test("GET / says Available", async () => {
    expect(await (await fetch(server.url)).text()).toContain("Available");
  });

  test.each([CTI, CTI.slice(0, -1)])("GET %s proves the trust token by its hash", async (path) => {
    const response = await fetch(new URL(path, server.url));
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('"4d1566a1d7df42a8517456d60ea06ed284e535cfe4c956aa6ee172dbcdf945f7"');
  });
});

describe("a CTI event", () => {
  test("begins the call under the audio's name and keeps the session's conversation", async () => {
    const response = await post(CTI, GOOD_CTI);
    expect([response.status, await response.text()]).toEqual([200, ""]);
    expect(directory.delivered).toEqual([
      {
        callKey: "five9-600000000054602",
        ref: { callKey: "five9-600000000054602", source: "five9", vendorCallId: "600000000054602" },
        event: {
          type: "cti.received",
          sessionId: "S1",
          variableNames: ["Call.session_id", "Call.call_id", "Call.ANI"],
          addressMarks: ["mark of 5550100123"],
        },
      },
    ]);
    expect(names).toEqual(new Map([["S1", "projects/p/locations/l/conversations/five9-600000000054602"]]));
  });

  test("may carry its ids as numbers", async () => {
    await post(CTI.slice(0, -1), ctiEvent({ "Call.session_id": 9, "Call.call_id": 42 }), {
      "x-api-key": API_KEY,
    });
    expect(directory.delivered[0]?.callKey).toBe("five9-0000000042");
    expect([...names.keys()]).toEqual(["9"]);
  });

  test("with a call id that is no number names the call by it", async () => {
    await post(CTI, ctiEvent({ "Call.call_id": "AB-c_1" }));
    expect(directory.delivered[0]?.callKey).toBe("five9-0000AB-c_1");
    expect(counts).toEqual(["received", "withoutSessionId"]);
  });

  const nameless: [string, unknown, string[]][] = [
    ["without a payload", {}, ["received", "withoutSessionId", "withoutCallId"]],
    ["whose payload is text", { payload: "x" }, ["received", "withoutSessionId", "withoutCallId"]],
    ["without a call id", ctiEvent({ "Call.session_id": "S1" }), ["received", "withoutCallId"]],
    [
      "with an impossible call id",
      ctiEvent({ "Call.call_id": "../1", "Call.session_id": "S" }),
      ["received", "invalidCallId"],
    ],
  ];
  test.each(nameless)("%s gets 200 and a count, and begins no call", async (_name, body, expected) => {
    expect((await post(CTI, body)).status).toBe(200);
    expect(counts).toEqual(expected);
    expect(directory.delivered).toEqual([]);
    expect(names.size).toBe(0);
  });

  const badKeys: [string, Record<string, string>][] = [
    ["no key", {}],
    ["a wrong key", { "X-F9-APIKEY": "guess" }],
    ["one right key and one wrong", { "X-F9-APIKEY": API_KEY, "x-api-key": "guess" }],
  ];
  test.each(badKeys)("with %s gets 401 and is not read", async (_name, headers) => {
    const response = await post(CTI, GOOD_CTI, headers);
    expect(response.status).toBe(401);
    expect(await problemOf(response)).toMatchObject({ status: 401, code: "UNAUTHENTICATED" });
    expect(directory.delivered).toEqual([]);
  });

  test.each(["{", "", "null", "[1]", '"text"'])("whose body is %p gets 400", async (body) => {
    const response = await post(CTI, body);
    expect(response.status).toBe(400);
    expect(await problemOf(response)).toMatchObject({ status: 400, code: "PROTOCOL_VIOLATION" });
  });

  test("that is huge gets 413, also without a content length", async () => {
    const huge = JSON.stringify({ filler: "x".repeat(3000) });
    expect((await post(CTI, huge)).status).toBe(413);
    const chunked = new Blob([huge]).stream();
    const headers = { "X-F9-APIKEY": API_KEY };
    const response = await fetch(new URL(CTI, server.url), { method: "POST", body: chunked, headers });
    expect(response.status).toBe(413);
    expect(await problemOf(response)).toMatchObject({ status: 413, code: "LIMIT_EXCEEDED" });
  });

  test("that cannot be kept gets 503, so that Five9 may send it again", async () => {
    store = () => Promise.reject(new Error("disk full"));
    const response = await post(CTI, GOOD_CTI);
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(JSON.stringify(await problemOf(response))).not.toContain("disk full");
    expect(counts).toEqual(["received", "failed"]);
  });

  test("that is not kept in time gets 503", async () => {
    const asked = Promise.withResolvers<void>();
    store = () => {
      asked.resolve();
      return new Promise(() => {});
    };
    const response = post(CTI, GOOD_CTI);
    await asked.promise;
    clock.increment(5000);
    expect((await response).status).toBe(503);
  });

  test("for which no call can begin gets 503", async () => {
    for (const answer of ["unknown", "full"] as const) {
      directory.answer = () => answer;
      expect((await post(CTI, GOOD_CTI)).status).toBe(503);
    }
  });
});

describe("a MediaStream report", () => {
  const REPORT = {
    callId: 600000000054602,
    domainId: "12345",
    callLeg: "Agent",
    status: "ERROR",
    failureType: "EXAMPLE_ONLY",
    failureDetail: "example text",
    destinationUrl: "https://voice.example.com",
    occurredOn: "2025-12-12T01:15:37.917Z",
    more: {},
  };

  test("is queued with every field as text, and gets 200", async () => {
    clock.increment(1234);
    const response = await post(MEDIASTREAM, REPORT);
    expect([response.status, await response.text()]).toEqual([200, ""]);
    const { more: _, ...fields } = REPORT;
    expect(queued).toEqual([
      { ...fields, callId: "600000000054602", subscriptionId: "7", receivedAtMs: 1234 },
    ]);
  });

  test("without a key is marked as unproved", async () => {
    expect((await post(MEDIASTREAM, REPORT, {})).status).toBe(200);
    expect(queued).toMatchObject([{ status: "ERROR", unproved: true }]);
  });

  test.each([
    ["unknownCall", 200, "unprovedUnknownCall"],
    ["enoughOfCall", 200, "unprovedEnough"],
    ["tooMany", 503, "unprovedTooMany"],
  ] as const)("without a key that is judged %s is not kept, and gets %d", async (judged, status, counted) => {
    verdict = judged;
    const response = await post(MEDIASTREAM, REPORT, {});
    expect(response.status).toBe(status);
    expect(response.headers.get("retry-after")).toBe(status === 503 ? "5" : null);
    expect(queued).toEqual([]);
    expect(counts).toEqual(["received", "unproved", counted]);
    // With the key nothing of this matters.
    expect((await post(MEDIASTREAM, REPORT)).status).toBe(200);
    expect(queued).toHaveLength(1);
  });

  test("for which there is no room gets 503 and is counted", async () => {
    store = () => Promise.reject(new SidetoneError("LIMIT_EXCEEDED", "full", { retryable: true }));
    const response = await post(MEDIASTREAM, REPORT);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(counts).toEqual(["received", "full", "failed"]);
  });

  const base = "/mediastream-event-destination";
  test.each([base, `${base}/`, `${base}/subscriptions`, `${base}/subscriptions/`])(
    "is taken at %s as well",
    async (path) => {
      expect((await post(path, { status: "NEW_STATUS" })).status).toBe(200);
      expect(queued[0]).toMatchObject({ subscriptionId: "", callId: "", status: "NEW_STATUS" });
    },
  );

  test("is taken with a trailing slash", async () => {
    expect((await post(`${MEDIASTREAM}/`, REPORT)).status).toBe(200);
    expect(queued[0]?.subscriptionId).toBe("7");
  });

  test("with a wrong key gets 401; without one only where a key is required", async () => {
    expect((await post(MEDIASTREAM, REPORT, { "x-api-key": "guess" })).status).toBe(401);
    await server.stop(true);
    server = start("required");
    expect((await post(MEDIASTREAM, REPORT, {})).status).toBe(401);
    expect((await post(MEDIASTREAM, REPORT)).status).toBe(200);
    expect(queued).toHaveLength(1);
  });

  test("that is no JSON gets 400, that is huge 413, that cannot be queued 503", async () => {
    expect((await post(MEDIASTREAM, "{")).status).toBe(400);
    expect((await post(MEDIASTREAM, { filler: "x".repeat(3000) })).status).toBe(413);
    store = () => Promise.reject(new Error("no queue"));
    expect((await post(MEDIASTREAM, REPORT)).status).toBe(503);
    expect(queued).toEqual([]);
  });
});
