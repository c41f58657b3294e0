/** Session ids of CTI events: what could not be kept or asked for by its own name is refused. */
import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { RecordingCallDirectory } from "../../../test/support/recording-call-directory.ts";
import { TEST_SETTINGS } from "../../../test/support/settings.ts";
import { createLogger } from "../../base/log.ts";
import { parseCallVariables } from "../../settings/call-variables.ts";
import { five9CtiRoutes } from "./cti.ts";

const KEY = "key-for-tests";
const WANTED = "number=Call.number,number=Call.ANI,skill=Call.skill_name";

const postSession = (sessionId: string) =>
  post({ "Call.session_id": sessionId, "Call.call_id": "600000000054602" });

/** Posts an event with these variables. */
async function post(variables: Record<string, unknown>) {
  const directory = new RecordingCallDirectory();
  const names = new Map<string, string>();
  const counts: string[] = [];
  const app = five9CtiRoutes({
    ...{ apiKey: KEY, keyHeaders: ["x-api-key"], trustToken: "example-token", directory },
    conversationNames: {
      put: async (key, name) => void names.set(key, name),
      get: async (key) => names.get(key) ?? null,
      delete: async (key) => names.delete(key),
    },
    conversationNameOf: (callKey) => callKey,
    markOf: () => null,
    shown: { variables: parseCallVariables(WANTED) ?? new Map(), numbers: "last-digits" },
    onSign: () => counts.push("sign"),
    clock: new SimulatedClock(),
    logger: createLogger("silent"),
    count: (name) => counts.push(name),
    maxBodyBytes: TEST_SETTINGS.MAX_BODY_BYTES,
  });
  const response = await app.request("/cti-call-event-destination", {
    method: "POST",
    body: JSON.stringify({ payload: { attached_variables: variables } }),
    headers: { "x-api-key": KEY },
  });
  return { response, counts, names, directory };
}

test.each([
  ["with a NUL", "S\u00001"],
  ["with half a surrogate pair", "S\ud800"],
  ["of two lines", "S\n1"],
  ["that is too long", "S".repeat(257)],
])("a session id %s is refused with 400, and nothing is kept", async (_, sessionId) => {
  const { response, counts, names, directory } = await postSession(sessionId);
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({
    type: "about:blank",
    title: "The session id cannot be used",
    status: 400,
    detail: "Call.session_id must be at most 256 characters without control characters.",
    code: "PROTOCOL_VIOLATION",
  });
  expect(counts).toEqual(["received", "sign", "invalidSessionId"]);
  expect(names.size).toBe(0);
  expect(directory.delivered).toEqual([]);
});

test("the longest session id that may be is kept", async () => {
  const { response, names } = await postSession("S".repeat(256));
  expect(response.status).toBe(200);
  expect([...names.keys()]).toEqual(["S".repeat(256)]);
});

test("who is on the line is told by the variables that the setting names, and of the number its last digits", async () => {
  const variables = { "Call.call_id": "42", "Call.number": " ", "Call.ANI": 15550104567 };
  const { directory } = await post({
    ...variables,
    "Call.skill_name": "Billing ",
    "Call.comments": "secret",
  });
  const facts = { number: "…4567", skill: "Billing" };
  expect(directory.types()).toEqual(["cti.received", "call.described"]);
  expect(directory.ofType("call.described")).toEqual([{ type: "call.described", facts }]);
  expect(JSON.stringify(directory.delivered)).not.toMatch(/5550104567|"secret"/);
  const other = await post({ "Call.call_id": "42", "Call.comments": "secret" });
  expect(other.directory.types()).toEqual(["cti.received"]);
});
