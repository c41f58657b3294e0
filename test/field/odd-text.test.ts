/** Half an emoji, NUL and odd blanks in texts and ids: what leaves is well-formed, and what cannot name anything is refused. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { io } from "socket.io-client";
import { fetchPanelSettings } from "../../simulators/stage/desktop-client.ts";
import { parseStrictJson } from "../../simulators/strict-json.ts";
import { type Fields, saidBy, startOf } from "../support/bot-call.ts";
import { eventually } from "../support/eventually.ts";
import { startVaicStage, type VaicStage } from "../support/vaic-stage.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;

let scene: VaicStage;
beforeAll(async () => {
  scene = await startVaicStage();
}, STORY_MS);
afterAll(() => scene?.close(), STORY_MS);

const participants = [{ participant: "caller" }, { participant: "callee" }];
const CALLER = { participant: "caller" };

/** Posts JSON as it is written: JSON.stringify writes half an emoji as its escape, as other senders do. */
async function post(path: string, body: unknown, token: string): Promise<Response> {
  return await fetch(`${scene.stage.httpBaseUrl}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body),
  });
}
const webhookToken = () => scene.provider.settings.DIALOGFLOW_WEBHOOK_TOKEN ?? "";

/** What Dialogflow has; its simulator refuses text that is no UTF-8, as Google does. */
async function heard(callKey: string, count: number): Promise<string[]> {
  const recordOf = () => scene.stage.cloud.record.conversation(callKey);
  await eventually(() => (recordOf()?.messages.length ?? 0) >= count);
  return (recordOf()?.messages ?? []).map(({ content }) => content);
}

const HALF = "it is \ud83d broken";
const OTHER_HALF = "\ude00 it is broken";
const NUL = "it is \u0000 broken";
const WHOLE = "it is 😀 whole";
const ODD: [what: string, text: string, arrives: string][] = [
  ["the first half of an emoji", HALF, "it is \ufffd broken"],
  ["the second half", OTHER_HALF, "\ufffd it is broken"],
  ["NUL", NUL, "it is \ufffd broken"],
  ["a whole emoji, unchanged", WHOLE, WHOLE],
];

/** One way of telling a conversation's words; resolves with the call's key. */
interface Way {
  name: string;
  tell(id: string, texts: readonly string[]): Promise<void>;
}

const WAYS: Way[] = [
  {
    name: "the Bot API",
    async tell(id, texts) {
      const call = await scene.openBotCall(id);
      await call.hear(startOf({ participants }));
      for (const text of texts) await call.hear(saidBy(CALLER, text));
    },
  },
  {
    name: "streaming mode",
    async tell(conversationId, texts) {
      const url = `${scene.stage.httpBaseUrl.replace("http", "ws")}/audiocodes/stream`;
      const socket = new WebSocket(url, {
        headers: { authorization: `Bearer ${scene.provider.botToken}` },
      } as unknown as string[]);
      const frames: Fields[] = [];
      socket.addEventListener("message", ({ data }) => frames.push(parseStrictJson(String(data)) as Fields));
      await new Promise((resolve) => socket.addEventListener("open", resolve));
      const send = (frame: Fields) => socket.send(JSON.stringify({ conversationId, ...frame }));
      send({ type: "session.initiate", botName: "sidetone", supportedMediaFormats: ["raw/lpcm16"] });
      send({ type: "activities", activities: [startOf({ participants })] });
      send({ type: "activities", activities: texts.map((text) => saidBy(CALLER, text)) });
      await eventually(() => expect(frames.map(({ type }) => type)).toContain("session.accepted"));
    },
  },
  {
    name: "Dialogflow CX",
    async tell(id, texts) {
      const request = (rest: Fields) =>
        post(
          "/audiocodes/dialogflow-cx",
          {
            sessionInfo: {
              session: `projects/p/locations/l/agents/a/sessions/${id}`,
              parameters: { participants },
            },
            ...rest,
          },
          webhookToken(),
        );
      await request({ triggerEvent: "WELCOME" });
      for (const text of texts) expect((await request({ text, payload: CALLER })).status).toBe(200);
    },
  },
  {
    name: "Dialogflow ES",
    async tell(id, texts) {
      const request = (queryText: string, payload: Fields) =>
        post(
          "/audiocodes/dialogflow-es",
          {
            session: `projects/p/agent/sessions/${id}`,
            queryResult: { queryText },
            originalDetectIntentRequest: { payload },
          },
          webhookToken(),
        );
      await request("WELCOME", { participants });
      for (const text of texts) expect((await request(text, CALLER)).status).toBe(200);
    },
  },
  {
    name: "the Bot Framework",
    async tell(id, texts) {
      const { microsoft } = scene.provider;
      microsoft.onActivity(id, () => {});
      const send = async (activity: Fields) =>
        post(
          "/audiocodes/bot-framework/messages",
          {
            ...{ id: crypto.randomUUID(), serviceUrl: microsoft.serviceUrl, channelId: "directline" },
            conversation: { id },
            ...activity,
          },
          await microsoft.issueToken(),
        );
      await send({ type: "event", name: "channel", channelData: { participants } });
      for (const text of texts) {
        expect((await send({ type: "message", text, channelData: CALLER })).status).toBe(200);
      }
    },
  },
];

describe.each(WAYS)("a text over $name", ({ tell }) => {
  test("arrives well-formed at Dialogflow, whatever is in it, and so do those after it", async () => {
    const id = crypto.randomUUID();
    await tell(id, [...ODD.map(([, text]) => text), "and on"]);
    expect(await heard(`vaic-${id}`, ODD.length + 1)).toEqual([
      ...ODD.map(([, , arrives]) => arrives),
      "and on",
    ]);
    expect((await scene.stage.callDetail(`vaic-${id}`))?.call.alarms).toEqual([]);
  });

  test("of nothing but blanks, seen or unseen, is none", async () => {
    const id = crypto.randomUUID();
    await tell(id, [" ", "\u00a0\u2003", "\u200b\u2060", "\ufeff", "\u0007", "hello"]);
    expect(await heard(`vaic-${id}`, 1)).toEqual(["hello"]);
    expect((await scene.stage.callDetail(`vaic-${id}`))?.call.alarms).toEqual([]);
  });
});

test("a language that cannot be one does not cost the text", async () => {
  const call = await scene.openBotCall();
  await call.hear(startOf({ participants }));
  for (const language of ["en\u0000US", "\ud83d", " en_US ", "", "english please", 7]) {
    await call.hear({ ...saidBy(CALLER, `said in ${JSON.stringify(language)}`), language });
  }
  expect(await heard(call.callKey, 6)).toHaveLength(6);
  expect((await scene.stage.callDetail(call.callKey))?.call.alarms).toEqual([]);
  await call.end();
});

test(
  "names with such characters are shown, stored, and there after a restart",
  async () => {
    const call = await scene.openBotCall();
    const odd = { displayName: "Dana \ud83d", uriUser: "+1555\u0000", uriHost: "h\ud83d" };
    const longest = `${"x".repeat(255)}`;
    await call.hear(
      startOf({ participants: [{ ...odd, participant: "caller" }, { participant: longest }], caller: NUL }),
    );
    await call.hear(
      { ...saidBy({ participant: longest }, HALF), name: `${"y".repeat(63)}😀` },
      { id: "a-\ud83d", type: `${"z".repeat(63)}😀`, name: NUL },
      { type: "event", name: "agentConnected", value: { connected: true, agentId: `${"a".repeat(255)}😀` } },
    );
    await heard(call.callKey, 1);
    await call.end();
    await eventually(async () => expect((await scene.stage.callDetail(call.callKey))?.call.live).toBe(false));
    await scene.stage.restart("stop");
    const response = await fetch(`${scene.stage.httpBaseUrl}/operators/api/calls/${call.callKey}`, {
      headers: { authorization: `Bearer ${scene.stage.secrets.operatorToken}` },
    });
    const detail = parseStrictJson(await response.bytes()) as { legs: { participant: string }[] };
    expect(detail.legs.map(({ participant }) => participant)).toEqual(["caller", longest]);
  },
  STORY_MS,
);

const BAD_IDS: [what: string, id: string][] = [
  ["half an emoji", "a\ud83db"],
  ["NUL", "a\u0000b"],
  ["a line break", "a\nb"],
  ["a line separator", "a\u2028b"],
  ["the replacement character", "a\ufffdb"],
];

describe.each(BAD_IDS)("an id with %s", (_, id) => {
  async function expectProblem(response: Response): Promise<void> {
    expect(response.status).toBe(400);
    const problem = parseStrictJson(await response.bytes()) as Fields;
    expect(problem).toMatchObject({ status: 400, code: "PROTOCOL_VIOLATION", detail: expect.any(String) });
  }

  test("of a conversation is refused by the Bot API", async () => {
    await expectProblem(await post("/audiocodes/bot", { conversation: id }, scene.provider.botToken));
  });

  test("of a conversation is refused in streaming mode, with the reason", async () => {
    const url = `${scene.stage.httpBaseUrl.replace("http", "ws")}/audiocodes/stream`;
    const socket = new WebSocket(url, {
      headers: { authorization: `Bearer ${scene.provider.botToken}` },
    } as unknown as string[]);
    const frames: Fields[] = [];
    socket.addEventListener("message", ({ data }) => frames.push(parseStrictJson(String(data)) as Fields));
    socket.addEventListener("open", () =>
      socket.send(JSON.stringify({ type: "session.initiate", conversationId: id })),
    );
    const code = await new Promise<number>((resolve) =>
      socket.addEventListener("close", (event) => resolve(event.code)),
    );
    expect(code).toBe(1008);
    expect(frames).toMatchObject([{ type: "session.error", reason: expect.stringContaining("1 to 200") }]);
  });

  test("of VoiceAI Connect's is refused by Dialogflow's webhooks", async () => {
    const parameters = { vaigConversationId: id, participants };
    const sessionInfo = { session: "projects/p/locations/l/agents/a/sessions/s", parameters };
    await expectProblem(
      await post("/audiocodes/dialogflow-cx", { sessionInfo, triggerEvent: "WELCOME" }, webhookToken()),
    );
    const request = {
      session: `projects/p/agent/sessions/${crypto.randomUUID()}`,
      queryResult: { queryText: "WELCOME" },
      originalDetectIntentRequest: { payload: parameters },
    };
    await expectProblem(await post("/audiocodes/dialogflow-es", request, webhookToken()));
  });

  test("of Microsoft's conversation is refused", async () => {
    const { microsoft } = scene.provider;
    const activity = {
      ...{ type: "event", name: "channel", channelData: { participants } },
      ...{ serviceUrl: microsoft.serviceUrl, channelId: "directline", conversation: { id } },
    };
    const path = "/audiocodes/bot-framework/messages";
    await expectProblem(await post(path, activity, await microsoft.issueToken()));
  });

  test("of a participant is nobody's: its words raise an alarm, and the others are heard", async () => {
    const call = await scene.openBotCall();
    await call.hear(startOf({ participants: [...participants, { participant: id }] }));
    await call.hear(saidBy({ participant: id }, "lost"), saidBy(CALLER, "hello"));
    expect(await heard(call.callKey, 1)).toEqual(["hello"]);
    const alarms = (await scene.stage.callDetail(call.callKey))?.call.alarms;
    expect(alarms).toMatchObject([{ code: "SPEAKER_UNKNOWN", severity: "serious" }]);
    await call.end();
  });

  test("of a Five9 call is refused by the CTI webhook", async () => {
    const response = await fetch(`${scene.stage.httpBaseUrl}/cti-call-event-destination/`, {
      method: "POST",
      headers: { "x-f9-apikey": scene.stage.secrets.apiKey },
      body: JSON.stringify({ payload: { attached_variables: { "Call.call_id": id } } }),
    });
    await expectProblem(response);
  });

  test("in the panel's address gets a page that says so", async () => {
    const address = new URL("/agent-assist-ui-modules/", scene.stage.httpBaseUrl);
    address.searchParams.set("source", "audiocodes");
    address.searchParams.set("call_id", id);
    address.searchParams.set("launch_key", scene.stage.secrets.launchKey);
    const response = await fetch(address);
    expect([response.status, response.headers.get("content-type")]).toEqual([
      400,
      expect.stringContaining("text/html"),
    ]);
  });

  test("in a desktop's wish gets a notice", async () => {
    const { token } = await fetchPanelSettings({
      httpBaseUrl: scene.stage.httpBaseUrl,
      callId: "c",
      launchKey: scene.stage.secrets.launchKey,
    });
    const socket = io(scene.stage.httpBaseUrl, { transports: ["websocket"], auth: { token } });
    const notice = await new Promise<Fields>((resolve) => {
      socket.on("error-notice", resolve);
      socket.on("connect", () =>
        socket.emit("join-conversation", `projects/p/conversations/${id}`, () => {}),
      );
    });
    expect(["PROTOCOL_VIOLATION", "FORBIDDEN"]).toContain(String(notice.code));
    socket.close();
  });
});

test("a body that is no UTF-8 is refused at every door of VoiceAI Connect", async () => {
  const body = new Uint8Array([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xed, 0xa0, 0xbd, 0x22, 0x7d]);
  const { botToken, microsoft } = scene.provider;
  const doors: [path: string, token: string][] = [
    ["/audiocodes/bot", botToken],
    ["/audiocodes/dialogflow-cx", webhookToken()],
    ["/audiocodes/dialogflow-es", webhookToken()],
    ["/audiocodes/bot-framework/messages", await microsoft.issueToken()],
  ];
  for (const [path, token] of doors)
    expect([path, (await post(path, body, token)).status]).toEqual([path, 400]);
});
