import { beforeEach, expect, test } from "bun:test";
import { createMemoryDeliveryLog } from "../../../test/support/memory-delivery-log.ts";
import { RecordingCallDirectory } from "../../../test/support/recording-call-directory.ts";
import type { AssistEvent } from "../../assist/event.ts";
import { eventOf } from "../../assist/google/logged.ts";
import { systemClock } from "../../base/clock.ts";
import { createLogger } from "../../base/log.ts";
import { createDelivery } from "../../delivery/delivery.ts";
import { createDesktopTokens } from "../panel/desktop-token.ts";
import { keptSummaryRoutes, SUMMARY_PATH } from "./kept-summary.ts";

const NAME = "projects/p/locations/eu/conversations/five9-1";
const ROOM = "projects/p/conversations/five9-1";
const SECTIONS = [{ title: "Result", text: "Refunded in full." }];
const ID = "0123456789abcdef0123456789abcdef";
const tokens = createDesktopTokens({
  secret: "a secret of more than 32 characters",
  project: "p",
  lifetimeMs: 60_000,
  clock: systemClock,
});

let keep: (fields: object, token?: string) => Promise<Response>;
let logged: () => Promise<AssistEvent[]>;
let told: AssistEvent[];

beforeEach(async () => {
  told = [];
  const log = createMemoryDeliveryLog();
  const intake = createDelivery({
    ...{ log, calls: new RecordingCallDirectory(), clock: systemClock, logger: createLogger("silent") },
    onLogged: async (event) => void told.push(event),
  });
  const app = keptSummaryRoutes({
    verifyToken: (token) => tokens.verify(token),
    rules: { project: "p", homeLocation: "eu", locations: new Set(["eu"]) },
    ...{ intake, clock: systemClock },
  });
  const own = await tokens.issue({ conversationName: NAME });
  keep = async (fields, token = own) =>
    await app.request(SUMMARY_PATH, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ conversationName: NAME, id: ID, sections: SECTIONS, ...fields }),
    });
  logged = async () => (await log.readAfter(ROOM, 0, 10)).map((entry) => eventOf(ROOM, entry));
});

test("a kept summary is an event of the call, by its agent, for the webhook too; the same wish keeps it once", async () => {
  expect((await keep({})).status).toBe(200);
  expect((await keep({})).status).toBe(200);
  const [event, ...more] = await logged();
  expect(more).toEqual([]);
  expect(event).toMatchObject({
    type: "suggestion",
    author: "agent",
    features: ["CONVERSATION_SUMMARIZATION"],
  });
  expect(event?.type === "suggestion" && event.suggestions[0]?.content).toEqual({
    kind: "summary",
    sections: SECTIONS,
  });
  expect(told[0]).toMatchObject({ author: "agent" });
});

test.each<[string, object, number]>([
  ["of another call", { conversationName: `${NAME}2` }, 403],
  ["without sections", { sections: [] }, 400],
  ["with an empty section", { sections: [{ title: "Result", text: "" }] }, 400],
  ["without a proper id", { id: "1" }, 400],
])("a summary %s is refused and not kept", async (_, fields, status) => {
  expect((await keep(fields)).status).toBe(status);
  expect(await logged()).toEqual([]);
});

test("a stranger keeps nothing", async () => {
  expect((await keep({}, "forged")).status).toBe(401);
  expect(await logged()).toEqual([]);
});
