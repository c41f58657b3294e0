/** The details of a call's start, in every place in which a framework or its administrator may put them, or nowhere. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Alarm } from "../../src/contract/call-summary.ts";
import { type Fields, saidBy, startOf } from "../support/bot-call.ts";
import { eventually } from "../support/eventually.ts";
import { startVaicStage, type VaicStage } from "../support/vaic-stage.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const CX_PATH = "/audiocodes/dialogflow-cx";

let scene: VaicStage;
/** Of the conversation whose participants are nowhere: it waits while the other tests run. */
const silentId = crypto.randomUUID();
beforeAll(async () => {
  scene = await startVaicStage();
  const start = cxRequest(silentId, {
    triggerEvent: "WELCOME",
    parameters: { vaigConversationId: silentId },
  });
  const answer = await post(CX_PATH, start, webhookToken());
  expect(JSON.stringify(answer)).not.toContain("hangup");
}, STORY_MS);
afterAll(() => scene?.close(), STORY_MS);

const participants = [
  { participant: "caller", uriUser: "+15550100" },
  { participant: "callee", uriUser: "agent7" },
];
const detailsOf = (id: string): Fields => ({
  vaigConversationId: id,
  caller: "+15550100",
  callee: "agent7",
  participants,
});
const CALLER = { participant: "caller", participantUriUser: "+15550100" };
const CALLEE = { participant: "callee", participantUriUser: "agent7" };

async function post(path: string, body: unknown, token: string): Promise<Fields> {
  const response = await fetch(`${scene.stage.httpBaseUrl}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Fields;
}
const webhookToken = () => scene.provider.settings.DIALOGFLOW_WEBHOOK_TOKEN ?? "";

async function expectHeard(conversationId: string): Promise<void> {
  const recordOf = () => scene.stage.cloud.record.conversation(`vaic-${conversationId}`);
  await eventually(() =>
    expect(
      recordOf()
        ?.messages.map(({ role, content }) => [role, content])
        .toSorted(),
    ).toEqual([
      ["END_USER", "where is my parcel"],
      ["HUMAN_AGENT", "one moment"],
    ]),
  );
}

const alarmsOf = async (conversationId: string): Promise<Alarm[]> =>
  (await scene.stage.callDetail(`vaic-${conversationId}`))?.call.alarms ?? [];

/** A webhook request of Dialogflow CX v3, as far as it is not about where details are. */
function cxRequest(session: string, rest: { parameters?: Fields; payload?: Fields } & Fields): Fields {
  const { parameters, ...others } = rest;
  return {
    languageCode: "en",
    fulfillmentInfo: { tag: "sidetone" },
    sessionInfo: {
      session: `projects/bots/locations/global/agents/assist/sessions/${session}`,
      ...(parameters === undefined ? {} : { parameters }),
    },
    ...others,
  };
}

describe("Dialogflow CX", () => {
  const path = CX_PATH;
  test.each<[string, (id: string) => { parameters?: Fields; payload?: Fields }]>([
    ["as plain session parameters", (id) => ({ parameters: detailsOf(id) })],
    ["in a session parameter of another name", (id) => ({ parameters: { call: detailsOf(id) } })],
    ["in the parameter of the event", (id) => ({ parameters: { "event-WELCOME": detailsOf(id) } })],
    ["in the payload", (id) => ({ payload: detailsOf(id) })],
    ["within the payload", (id) => ({ payload: { audiocodes: detailsOf(id) } })],
    [
      "as JSON text, in lower case",
      (id) => ({ parameters: { vaigconversationid: id, participants: JSON.stringify(participants) } }),
    ],
    [
      "apart: the id in the payload, participants in the session",
      (id) => ({
        payload: { vaigConversationId: id },
        parameters: { participants },
      }),
    ],
  ])("reads them %s", async (_, placed) => {
    const id = crypto.randomUUID();
    const session = crypto.randomUUID();
    const answer = await post(
      path,
      cxRequest(session, { triggerEvent: "WELCOME", ...placed(id) }),
      webhookToken(),
    );
    expect(JSON.stringify(answer)).not.toContain("hangup");
    // Session parameters stay in each later request.
    const { parameters } = placed(id);
    const later = (rest: Fields) =>
      cxRequest(session, { ...(parameters === undefined ? {} : { parameters }), ...rest });
    await post(path, later({ text: "where is my parcel", payload: CALLER }), webhookToken());
    await post(path, later({ text: "one moment", payload: CALLEE }), webhookToken());
    await expectHeard(id);
    expect(await alarmsOf(id)).toEqual([]);
  });

  test("hears an agent that does not call the webhook for the start, by the session's parameters", async () => {
    const id = crypto.randomUUID();
    const session = crypto.randomUUID();
    const say = (text: string, payload: Fields) =>
      post(path, cxRequest(session, { parameters: detailsOf(id), text, payload }), webhookToken());
    await say("where is my parcel", CALLER);
    await say("one moment", CALLEE);
    await expectHeard(id);
  });

  test("takes the query itself, as CX v3 writes it", async () => {
    const id = crypto.randomUUID();
    const session = `projects/bots/locations/global/agents/a/sessions/${crypto.randomUUID()}`;
    const ask = (queryInput: Fields, queryParams: Fields) =>
      post(path, { session, queryInput: { ...queryInput, languageCode: "en" }, queryParams }, webhookToken());
    await ask({ event: { event: "WELCOME" } }, { parameters: detailsOf(id) });
    await ask({ text: { text: "where is my parcel" } }, { payload: CALLER });
    await ask({ text: { text: "one moment" } }, { payload: CALLEE });
    await expectHeard(id);
  });
});

describe("Dialogflow ES", () => {
  const path = "/audiocodes/dialogflow-es";
  const request = (
    session: string,
    queryText: string,
    rest: { contexts?: Fields; parameters?: Fields; payload?: Fields },
  ) => {
    const name = `projects/bots/agent/sessions/${session}`;
    const contexts = Object.entries(rest.contexts ?? {});
    return {
      session: name,
      queryResult: {
        queryText,
        languageCode: "en",
        parameters: rest.parameters ?? {},
        outputContexts: contexts.map(([context, parameters]) => ({
          name: `${name}/contexts/${context}`,
          parameters,
        })),
      },
      originalDetectIntentRequest: { source: "VoiceAI Connect", payload: rest.payload ?? {} },
    };
  };

  test.each<[string, (id: string) => { contexts?: Fields; parameters?: Fields; payload?: Fields }]>([
    ["in the event's context", (id) => ({ contexts: { welcome: detailsOf(id) } })],
    ["in another context", (id) => ({ contexts: { "vaig-call": detailsOf(id) } })],
    ["in the payload", (id) => ({ payload: detailsOf(id) })],
    ["within the payload", (id) => ({ payload: { audiocodes: { call: detailsOf(id) } } })],
    ["in the query's parameters", (id) => ({ parameters: detailsOf(id) })],
  ])("reads them %s", async (_, placed) => {
    const id = crypto.randomUUID();
    const session = crypto.randomUUID();
    const answer = await post(path, request(session, "WELCOME", placed(id)), webhookToken());
    expect(JSON.stringify(answer)).not.toContain("hangup");
    await post(path, request(session, "where is my parcel", { payload: CALLER }), webhookToken());
    // By the context alone, whose name Dialogflow has in lower case.
    await post(
      path,
      request(session, "one moment", { contexts: { "vaig-participant-callee": {} } }),
      webhookToken(),
    );
    await expectHeard(id);
    expect(await alarmsOf(id)).toEqual([]);
  });

  test("takes the word for a word where somebody says it", async () => {
    const id = crypto.randomUUID();
    await post(path, request(id, "WELCOME", { payload: { participants } }), webhookToken());
    const said = { contexts: { welcome: { participants } }, payload: CALLER };
    await post(path, request(id, "welcome", said), webhookToken());
    const recordOf = () => scene.stage.cloud.record.conversation(`vaic-${id}`);
    await eventually(() => expect(recordOf()?.messages.map(({ content }) => content)).toEqual(["welcome"]));
  });
});

describe.each([
  ["Bot Framework", "/audiocodes/bot-framework/messages"],
  ["Copilot Studio", "/audiocodes/copilot/messages"],
  ["Copilot Studio, legacy", "/audiocodes/copilot-legacy/messages"],
])("%s", (_name, path) => {
  async function send(session: string, activity: Fields): Promise<void> {
    const { microsoft } = scene.provider;
    const body = {
      id: crypto.randomUUID(),
      serviceUrl: microsoft.serviceUrl,
      channelId: "directline",
      conversation: { id: session },
      locale: "en-US",
      ...activity,
    };
    await post(path, body, await microsoft.issueToken());
  }

  test.each<[string, (id: string) => Fields]>([
    ["in the value", (id) => ({ value: detailsOf(id) })],
    ["in the value as JSON text", (id) => ({ value: JSON.stringify(detailsOf(id)) })],
    ["in the channel data", (id) => ({ value: "telephony", channelData: detailsOf(id) })],
    ["within the channel data", (id) => ({ channelData: { audiocodes: detailsOf(id) } })],
    ["within the value", (id) => ({ value: { parameters: detailsOf(id) } })],
    ["in the parameters", (id) => ({ parameters: detailsOf(id) })],
  ])("reads them %s", async (_, placed) => {
    const id = crypto.randomUUID();
    const session = crypto.randomUUID();
    const sent: Fields[] = [];
    const stop = scene.provider.microsoft.onActivity(session, (activity) => sent.push(activity));
    await send(session, { type: "event", name: "channel", ...placed(id) });
    await send(session, { type: "message", text: "where is my parcel", channelData: CALLER });
    await send(session, { type: "message", text: "one moment", channelData: CALLEE });
    await expectHeard(id);
    await eventually(() => expect(sent.filter(({ name }) => name === "startRecognition")).toHaveLength(2));
    expect(sent.map(({ name }) => name)).not.toContain("hangup");
    expect(await alarmsOf(id)).toEqual([]);
    stop();
  });

  test("of a message are a start, too, and what triggers a bot's welcome is not taken for words", async () => {
    const id = crypto.randomUUID();
    const session = crypto.randomUUID();
    const stop = scene.provider.microsoft.onActivity(session, () => {});
    await send(session, { type: "message", text: "Hello", channelData: detailsOf(id) });
    await send(session, { type: "message", text: "where is my parcel", channelData: CALLER });
    await send(session, { type: "message", text: "one moment", channelData: CALLEE });
    await expectHeard(id);
    stop();
  });
});

describe("the Bot API", () => {
  test.each<[string, (id: string) => Fields]>([
    ["in the parameters", (id) => ({ ...startOf(detailsOf(id)) })],
    ["in the value", (id) => ({ ...startOf({}), value: detailsOf(id) })],
    ["in the activity itself", (id) => ({ ...startOf({}), ...detailsOf(id) })],
    ["within the parameters", (id) => startOf({ call: detailsOf(id) })],
    ["under another event's name", (id) => ({ ...startOf(detailsOf(id)), name: "callStarted" })],
    ["with a text in the event's place", (id) => ({ ...saidBy(detailsOf(id), "Hello") })],
    ["as names alone", () => startOf({ participants: ["caller", "callee"] })],
  ])("reads them %s", async (_, start) => {
    const call = await scene.openBotCall();
    const answer = await call.hear(start(call.conversationId));
    expect(answer.map(({ name }) => name)).not.toContain("hangup");
    await call.hear(saidBy(CALLER, "where is my parcel"), saidBy(CALLEE, "one moment"));
    await expectHeard(call.conversationId);
    await call.end();
  });

  test("hears a call whose start event is switched off", async () => {
    const call = await scene.openBotCall();
    await call.hear(saidBy({ participant: "callee" }, "one moment"));
    await call.hear(saidBy({ participant: "caller" }, "where is my parcel"));
    await expectHeard(call.conversationId);
    await call.end();
  });

  test("knows caller and callee by their numbers where nobody is named", async () => {
    const call = await scene.openBotCall();
    const answer = await call.hear(startOf({ caller: "+15550100", callee: "agent7" }));
    expect(answer.map(({ name }) => name)).toEqual(["config"]);
    await call.hear(saidBy({ participantUriUser: "+15550100" }, "where is my parcel"));
    await call.hear(saidBy({ participantUriUser: "agent7" }, "one moment"));
    await expectHeard(call.conversationId);
    await call.end();
  });
});

test(
  "a call whose participants are nowhere waits: no hangup, an alarm that says so, and they are heard when they speak",
  async () => {
    await eventually(async () =>
      expect(await alarmsOf(silentId)).toEqual([
        expect.objectContaining({ code: "NO_PARTICIPANTS", severity: "serious" }),
      ]),
    );
    const say = (text: string, payload: Fields) =>
      post(CX_PATH, cxRequest(silentId, { text, payload }), webhookToken());
    await say("where is my parcel", CALLER);
    await say("one moment", CALLEE);
    await expectHeard(silentId);
    expect(await alarmsOf(silentId)).toEqual([]);
  },
  STORY_MS,
);
