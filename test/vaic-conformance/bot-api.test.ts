/** AudioCodes' Bot API from VoiceAI Connect's side: any bot at BOT_URL can take the server's place. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { randomUUID } from "node:crypto";
import { switchesOf } from "../support/vaic-checks.ts";
import { activitiesBody, activity, type BotTarget, openBotTarget, startBody } from "./bot-target.ts";

const SUITE_MS = 600_000;
let bot: BotTarget;
beforeAll(async () => {
  bot = await openBotTarget();
}, SUITE_MS);
afterAll(() => bot?.close(), SUITE_MS);

const post = async (url: string, body: unknown) => await bot.ask(url, { body: JSON.stringify(body) });

async function startRecognitionTargets(response: Response): Promise<unknown[]> {
  const { activities = [] } = (await response.json()) as {
    activities?: { name?: string; activityParams?: { targetParticipant?: string } }[];
  };
  return activities
    .filter(({ name }) => name === "startRecognition")
    .map(({ activityParams }) => activityParams?.targetParticipant)
    .toSorted();
}

describe("validation", () => {
  test("GET botURL answers type ac-bot-api and success", async () => {
    const response = await bot.ask("", { method: "GET" });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ type: "ac-bot-api", success: true });
  });
  test.each([
    ["a wrong token", "not-the-token"],
    ["no token", null],
  ])("%s is refused with 401 everywhere", async (_, token) => {
    expect((await bot.ask("", { method: "GET", token })).status).toBe(401);
    const body = JSON.stringify({ conversation: randomUUID(), bot: "suite" });
    expect((await bot.ask("", { body, token })).status).toBe(401);
    const { activitiesURL } = await bot.create(randomUUID());
    expect((await bot.ask(activitiesURL, { body: "{}", token })).status).toBe(401);
  });
});

describe("a conversation over HTTP", () => {
  test("start is answered with startRecognition for each participant, and a repeat of it with nothing new", async () => {
    const id = randomUUID();
    const { activitiesURL, expiresSeconds } = await bot.create(id);
    expect(expiresSeconds).toBeGreaterThan(0);
    const start = startBody(id);
    const answer = await post(activitiesURL, start);
    expect(answer.status).toBe(200);
    const first = (await answer.clone().json()) as { activities?: { id?: string }[] };
    expect(await startRecognitionTargets(answer)).toEqual(["callee", "caller"]);
    const repeat = await post(activitiesURL, start);
    expect(repeat.status).toBe(200);
    const { activities: again = [] } = (await repeat.json()) as { activities?: { id?: string }[] };
    // The first answer may have been lost: the same one may come again, but nothing else.
    const ids = new Set(first.activities?.map((one) => one.id));
    for (const { id: repeatedId } of again) expect(ids.has(repeatedId)).toBe(true);
  });

  test("unknown and malformed activities are answered with 200, and the other activities are heard", async () => {
    const id = randomUUID();
    const { activitiesURL } = await bot.create(id);
    const [start] = startBody(id).activities as unknown[];
    const odd = [
      7,
      null,
      {},
      activity({ type: "event", name: "somethingNew" }),
      activity({ type: "typing" }),
    ];
    const answer = await post(activitiesURL, activitiesBody(id, [...odd, start]));
    expect(answer.status).toBe(200);
    expect(await startRecognitionTargets(answer)).toEqual(["callee", "caller"]);
  });

  test("words before the start and of a stranger are no error", async () => {
    const id = randomUUID();
    const { activitiesURL } = await bot.create(id);
    const say = (participant: string) =>
      post(
        activitiesURL,
        activitiesBody(id, [activity({ type: "message", text: "hello", parameters: { participant } })]),
      );
    expect((await say("caller")).status).toBe(200);
    expect((await post(activitiesURL, startBody(id))).status).toBe(200);
    expect((await say("nobody")).status).toBe(200);
  });

  test("refresh keeps it, disconnect ends it, and then it is unknown", async () => {
    const id = randomUUID();
    const { activitiesURL, refreshURL, disconnectURL } = await bot.create(id);
    await post(activitiesURL, startBody(id));
    expect((await post(refreshURL, { conversation: id })).status).toBe(200);
    const end = { conversation: id, reason: "Client Side", reasonCode: "client-disconnected" };
    expect((await post(disconnectURL, end)).status).toBe(200);
    expect((await post(activitiesURL, startBody(id))).status).toBe(404);
    expect((await post(refreshURL, { conversation: id })).status).toBe(404);
  });

  test("an unknown conversation is 404", async () => {
    const { activitiesURL } = await bot.create(randomUUID());
    const strange = activitiesURL.replace(/[0-9a-f-]{36}/, randomUUID());
    expect(strange).not.toBe(activitiesURL);
    expect((await post(strange, activitiesBody(randomUUID(), []))).status).toBeOneOf([400, 404]);
  });
});

describe("bad input is refused, and the conversation goes on", () => {
  const bodies: [name: string, body: () => BodyInit, statuses: number[]][] = [
    ["no JSON", () => "{", [400]],
    ["a list", () => "[]", [400]],
    ["no list of activities", () => '{"activities":5}', [400]],
    ["invalid UTF-8", () => new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), [400]],
    ["an oversize body", () => `{"activities":[],"filler":"${"x".repeat(4_000_000)}"}`, [413]],
    [
      "10,000 activities in one request",
      () =>
        JSON.stringify({ activities: Array.from({ length: 10_000 }, () => ({ type: "event", name: "x" })) }),
      [413],
    ],
  ];
  test.each(bodies)("%s", async (_, body, statuses) => {
    const id = randomUUID();
    const { activitiesURL } = await bot.create(id);
    const refused = await bot.ask(activitiesURL, { body: body() });
    expect(refused.status).toBeOneOf(statuses);
    const answer = await post(activitiesURL, startBody(id));
    expect(await startRecognitionTargets(answer)).toEqual(["callee", "caller"]);
  });

  test("a conversation without an id", async () => {
    expect((await post("", { bot: "suite" })).status).toBe(400);
    expect((await post("", { conversation: "", bot: "suite" })).status).toBe(400);
  });
});

describe("a whole call", () => {
  test.each(["bot-api-http", "bot-api-websocket", "bot-api-streaming"] as const)(
    "%s, with duplicates and delays",
    async (framework) => {
      const call = bot.call(framework, {
        speed: 20,
        duplicateEvery: 3,
        delayMs: 10,
        refreshEveryMs: 300,
        slowAnswerMs: SUITE_MS,
      });
      const { problems, unheard, sent, recognition } = await call.finished;
      expect(problems).toEqual([]);
      expect(unheard).toEqual([]);
      expect(sent).toHaveLength(bot.sample.utterances.length);
      expect(switchesOf({ ...call.report, recognition })).toEqual({ caller: ["on"], callee: ["on"] });
    },
    SUITE_MS,
  );

  test.each(["bot-api-websocket", "bot-api-streaming"] as const)(
    "%s, the socket broken three times",
    async (framework) => {
      const call = bot.call(framework, {
        speed: 20,
        cutsAtMs: [5_000, 12_000, 12_100],
        slowAnswerMs: SUITE_MS,
      });
      const { problems, sent } = await call.finished;
      expect(problems).toEqual([]);
      expect(sent).toHaveLength(bot.sample.utterances.length);
    },
    SUITE_MS,
  );
});
