import { beforeEach, expect, test } from "bun:test";
import { createMemoryDeliveryLog } from "../../../test/support/memory-delivery-log.ts";
import type { SuggestionFeedback } from "../../assist/feedback.ts";
import { systemClock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import { createLogger } from "../../base/log.ts";
import { createDesktopTokens } from "../panel/desktop-token.ts";
import { createAnswerRecordIndex } from "./answer-record-index.ts";
import { FEEDBACK_PATH, feedbackRoutes } from "./feedback.ts";
import { createFeedbackMemory } from "./feedback-memory.ts";

const NAME = "projects/p/locations/eu/conversations/mine";
const RECORD = "projects/p/locations/eu/answerRecords/r1";
const OTHERS = "projects/p/locations/eu/answerRecords/r2";
const tokens = createDesktopTokens({
  secret: "a secret of more than 32 characters",
  project: "p",
  lifetimeMs: 60_000,
  clock: systemClock,
});

let written: { name: string; feedback: SuggestionFeedback }[];
let failure: SidetoneError | undefined;
let send: (items: object[], conversationName?: string, token?: string) => Promise<Response>;

beforeEach(async () => {
  written = [];
  failure = undefined;
  const log = createMemoryDeliveryLog();
  const entry = { dataType: "human-agent-assistant-event", publishTime: "", attributes: {} };
  const shown = (record: string) => JSON.stringify({ suggestionResults: [{ a: { answerRecord: record } }] });
  await log.append("projects/p/conversations/mine", { ...entry, messageId: "1", data: shown(RECORD) });
  await log.append("projects/p/conversations/other", { ...entry, messageId: "2", data: shown(OTHERS) });
  const names = { put: async () => {}, get: async () => null, delete: async () => false };
  const rules = { project: "p", homeLocation: "eu", locations: new Set(["eu"]) };
  const app = feedbackRoutes({
    verifyToken: (token) => tokens.verify(token),
    rules,
    answerRecords: createAnswerRecordIndex({ log, names, homeLocation: "eu", clock: systemClock }),
    dialogflow: {
      update: async (name, feedback) => {
        if (failure !== undefined) throw failure;
        written.push({ name, feedback });
      },
    },
    memory: createFeedbackMemory(),
    clock: systemClock,
    logger: createLogger("silent"),
  });
  const own = await tokens.issue({ conversationName: NAME });
  send = async (items, conversationName = NAME, token = own) =>
    await app.request(FEEDBACK_PATH, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ conversationName, items }),
    });
});

test("what several desktops tell of a suggestion adds up, and the last thumb counts", async () => {
  await send([{ answerRecord: RECORD, displayed: true }]);
  await send([{ answerRecord: RECORD, verdict: "up", detail: "knowledge-assist" }]);
  const down = { verdict: "down", reason: "incomplete" };
  await send([{ answerRecord: RECORD, copied: true, openedUris: ["https://a.example/"], ...down }]);
  await send([{ answerRecord: RECORD, verdict: "none" }]);
  expect(written.map(({ name }) => name)).toEqual([RECORD, RECORD, RECORD, RECORD]);
  expect(written[2]?.feedback).toEqual({
    displayedAtMs: written[0]?.feedback.displayedAtMs ?? 0,
    clickedAtMs: expect.any(Number),
    verdict: "down",
    reason: "incomplete",
    summary: null,
    answerCopied: true,
    openedUris: ["https://a.example/"],
    detail: "knowledge-assist",
  });
  expect(written[3]?.feedback).toMatchObject({
    ...{ verdict: "none", reason: null, answerCopied: true },
    openedUris: [],
  });
});

test("records of other calls, of no call and of no kind are refused, and the rest of the batch is written", async () => {
  const strange = ["projects/p/locations/eu/answerRecords/none", "conversations/x", `${RECORD}/more`];
  const items = [OTHERS, RECORD, ...strange].map((answerRecord) => ({ answerRecord, clicked: true }));
  const reply = await send(items);
  expect(await reply.json()).toMatchObject({ written: [RECORD], retry: [] });
  expect(written.map(({ name }) => name)).toEqual([RECORD]);
});

test("a token speaks for its own conversation only, and a body that is no batch is refused", async () => {
  const other = "projects/p/locations/eu/conversations/other";
  expect((await send([{ answerRecord: OTHERS }], other)).status).toBe(403);
  expect((await send([{ answerRecord: RECORD }], NAME, "forged")).status).toBe(401);
  expect((await send([])).status).toBe(400);
  expect((await send([{ answerRecord: RECORD, verdict: "sideways" }])).status).toBe(400);
  expect((await send([{ answerRecord: RECORD, openedUris: ["not a link"] }])).status).toBe(400);
  expect((await send(Array.from({ length: 51 }, () => ({ answerRecord: RECORD })))).status).toBe(400);
  expect(written).toEqual([]);
});

test("what Dialogflow could not take now is to be sent again; what it refuses is not", async () => {
  failure = new SidetoneError("UPSTREAM_UNAVAILABLE", "away", { retryable: true });
  expect(await (await send([{ answerRecord: RECORD }])).json()).toMatchObject({ retry: [RECORD] });
  failure = new SidetoneError("NOT_FOUND", "gone");
  expect(await (await send([{ answerRecord: RECORD }])).json()).toMatchObject({
    refused: [RECORD],
    retry: [],
  });
});
