/** The other frameworks' doors: who is let in, what a session is, what bad input is answered with. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { randomUUID } from "node:crypto";
import { readSample } from "../../samples/sample.ts";
import { webhookRequestOf } from "../../simulators/vaic/dialogflow/agent.ts";
import { eventually } from "../support/eventually.ts";
import { switchesOf } from "../support/vaic-checks.ts";
import { startVaicStage, type VaicStage } from "../support/vaic-stage.ts";

const SUITE_MS = 600_000;
const sample = await readSample("late-delivery");
let scene: VaicStage;
beforeAll(async () => {
  scene = await startVaicStage();
}, SUITE_MS);
afterAll(() => scene?.close(), SUITE_MS);

const participants = [{ participant: "caller" }, { participant: "callee" }];

async function post(path: string, body: unknown, authorization: string | null): Promise<Response> {
  const isRaw = typeof body === "string" || body instanceof Uint8Array;
  return await fetch(`${scene.stage.httpBaseUrl}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(authorization === null ? {} : { authorization }) },
    body: isRaw ? (body as BodyInit) : JSON.stringify(body),
    signal: AbortSignal.timeout(SUITE_MS),
  });
}

describe.each([
  ["cx", "/audiocodes/dialogflow-cx"],
  ["es", "/audiocodes/dialogflow-es"],
] as const)("the webhook of Dialogflow %s", (edition, path) => {
  const bearer = () => `Bearer ${scene.provider.settings.DIALOGFLOW_WEBHOOK_TOKEN}`;
  const start = (session: string) =>
    webhookRequestOf(edition, session, {
      queryInput: { event: { name: "WELCOME", parameters: { participants } } },
    });
  const text = (session: string) =>
    webhookRequestOf(edition, session, { queryInput: { text: { text: "hello" } } });

  test("wants its token: bearer, or as the password of Basic", async () => {
    const token = scene.provider.settings.DIALOGFLOW_WEBHOOK_TOKEN;
    expect((await post(path, start(randomUUID()), null)).status).toBe(401);
    expect((await post(path, start(randomUUID()), "Bearer wrong")).status).toBe(401);
    expect((await post(path, start(randomUUID()), `Bearer ${scene.provider.botToken}`)).status).toBe(401);
    expect((await post(path, start(randomUUID()), bearer())).status).toBe(200);
    expect((await post(path, start(randomUUID()), `Basic ${btoa(`vaic:${token}`)}`)).status).toBe(200);
  });

  test("refuses words of a session that never began, and bad bodies as problems", async () => {
    for (const [body, status] of [
      [text(randomUUID()), 404],
      [{}, 400],
      ["[]", 400],
      ["{", 400],
      [new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400],
      [`{"filler":"${"x".repeat(400_000)}"}`, 413],
    ] as const) {
      const response = await post(path, body, bearer());
      expect(response.status).toBe(status);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
    }
  });

  test("begins a repeated start once", async () => {
    const session = randomUUID();
    expect((await post(path, start(session), bearer())).status).toBe(200);
    expect(await (await post(path, start(session), bearer())).json()).toEqual({});
  });
});

describe.each(["bot-framework", "copilot", "copilot-legacy"])("the messaging endpoint of %s", (framework) => {
  const path = `/audiocodes/${framework}/messages`;
  const start = (conversationId: string, overrides: object = {}) => ({
    type: "event",
    name: "channel",
    id: randomUUID(),
    serviceUrl: scene.provider.microsoft.serviceUrl,
    channelId: "directline",
    conversation: { id: conversationId },
    channelData: { vaigConversationId: conversationId, participants },
    ...overrides,
  });
  const bearer = async (claims: object = {}) =>
    `Bearer ${await scene.provider.microsoft.issueToken({ ...claims })}`;

  test("wants the Bot Framework's token, for this activity", async () => {
    expect((await post(path, start(randomUUID()), null)).status).toBe(401);
    expect((await post(path, start(randomUUID()), `Bearer ${scene.provider.botToken}`)).status).toBe(401);
    expect((await post(path, start(randomUUID()), await bearer({ aud: "other" }))).status).toBe(401);
    expect(
      (await post(path, start(randomUUID()), await bearer({ serviceurl: "https://x.example/" }))).status,
    ).toBe(401);
    expect((await post(path, start(randomUUID()), await bearer())).status).toBe(200);
  });

  test("answers no service it was not told of", async () => {
    const elsewhere = "https://connector.evil.example/";
    const token = await bearer({ serviceurl: elsewhere });
    expect((await post(path, start(randomUUID(), { serviceUrl: elsewhere }), token)).status).toBe(403);
  });

  test("takes what comes before a call, refuses words that belong to none, and bad bodies", async () => {
    const aside = start(randomUUID(), { type: "conversationUpdate", channelData: undefined });
    expect((await post(path, aside, await bearer())).status).toBe(200);
    const words = start(randomUUID(), {
      type: "message",
      text: "hello",
      channelData: { participant: "caller" },
    });
    expect((await post(path, words, await bearer())).status).toBe(404);
    expect((await post(path, { type: "message" }, await bearer({ serviceurl: undefined }))).status).toBe(400);
    expect((await post(path, "{", await bearer())).status).toBe(400);
  });
});

test(
  "outbound: the callee is the customer, and the roles at Dialogflow say so",
  async () => {
    const call = scene.call("bot-framework", sample, {
      speed: 20,
      isOutbound: true,
      participantOf: { agent: "caller", customer: "callee" },
    });
    expect((await call.finished).problems).toEqual([]);
    const record = await scene.completed(call.conversationId);
    const said = sample.utterances.filter(({ speaker }) => speaker === "customer").map(({ text }) => text);
    expect(record.messages.filter(({ role }) => role === "END_USER").map(({ content }) => content)).toEqual(
      said,
    );
  },
  SUITE_MS,
);

test(
  "Sidetone is killed during the call: the same conversations go on in every framework that asks again",
  async () => {
    // Nobody speaks while Sidetone is away, or a busy machine would have the call's end told to a closed port.
    const back = Promise.withResolvers<void>();
    let isAway = false;
    const silence = () => (isAway ? back.promise : undefined);
    const calls = (["bot-api-http", "bot-framework", "dialogflow-cx", "dialogflow-es"] as const).map(
      (framework) => scene.call(framework, sample, { slowAnswerMs: SUITE_MS, silence }),
    );
    await Promise.all(calls.map((call) => call.started));
    await eventually(() => calls.every(({ report }) => report.sent.length >= 2));
    isAway = true;
    await scene.stage.restart("kill");
    isAway = false;
    back.resolve();
    for (const call of calls) {
      const { recognition, sent, problems } = await call.finished;
      // Requests meet a closed port while it is away; nothing else goes wrong.
      expect(problems.filter((problem) => !/connect|socket|refused|closed/i.test(problem))).toEqual([]);
      const record = await scene.completed(call.conversationId);
      const last = sent.at(-1)?.text;
      expect(record.messages.map(({ content }) => content)).toContain(last ?? "");
      expect(switchesOf({ ...call.report, recognition }).caller?.[0]).toBe("on");
    }
  },
  SUITE_MS,
);
