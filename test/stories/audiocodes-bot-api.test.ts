/** A call mirrored by VoiceAI Connect over the Bot API in HTTP mode, through a whole Sidetone process. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readSample, type Sample } from "../../samples/sample.ts";
import { eventually } from "../support/eventually.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

const STORY_MS = 600_000;
const TOKEN = "a-token-of-the-provider";
type Json = Record<string, unknown>;

let stage: TestStage;
let sample: Sample;

beforeAll(async () => {
  stage = await startTestStage({
    settings: { AUDIOCODES_BOT_TOKEN: TOKEN, AUDIOCODES_EXPIRES_SECONDS: "2", TEXTS_PER_MINUTE: "1000" },
  });
  sample = await readSample("late-delivery");
}, STORY_MS);
afterAll(() => stage.close(), STORY_MS);

/** What VoiceAI Connect does in chat mode, as little of it as a test needs. */
async function openConversation(id: string = crypto.randomUUID()) {
  const botUrl = `${stage.stage.httpBaseUrl}/audiocodes/bot`;
  const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
  const post = (url: string, body: unknown) =>
    fetch(new URL(url, botUrl), { method: "POST", headers, body: JSON.stringify(body) });
  const created = await post(botUrl, { conversation: id, bot: "assist", capabilities: ["websocket"] });
  const urls = (await created.json()) as Record<string, string>;
  const send = async (...activities: Json[]): Promise<Json[]> => {
    const answer = await post(urls.activitiesURL ?? "", { conversation: id, activities });
    expect(answer.status).toBe(200);
    return (((await answer.json()) as Json).activities ?? []) as Json[];
  };
  return { id, status: created.status, urls, post, send, callKey: `vaic-${id}` };
}

const head = () => ({ id: crypto.randomUUID(), timestamp: new Date().toISOString(), language: "en-US" });
const start = (parameters: Json = {}) => ({
  ...head(),
  type: "event",
  name: "start",
  parameters: { participants: [{ participant: "caller" }, { participant: "callee" }], ...parameters },
});
const say = (participant: string, text: string) => ({
  ...head(),
  type: "message",
  text,
  parameters: { participant },
});

describe("a call over the Bot API", () => {
  test(
    "is recognised from its start, reaches Dialogflow in order with the right roles, and completes",
    async () => {
      const { httpBaseUrl } = stage.stage;
      const validation = await fetch(`${httpBaseUrl}/audiocodes/bot`, {
        headers: { authorization: `Bearer ${TOKEN}` },
      });
      expect(await validation.json()).toEqual({ type: "ac-bot-api", success: true });

      const vaic = await openConversation();
      expect(vaic.urls).toMatchObject({
        activitiesURL: `conversation/${vaic.id}/activities`,
        websocketURL: `conversation/${vaic.id}/websocket`,
        expiresSeconds: 2,
      });
      const wanted = await vaic.send(start());
      expect(wanted.map(({ name }) => name)).toEqual(["config", "startRecognition", "startRecognition"]);
      expect(wanted[0]?.sessionParams).toMatchObject({ speechDetection: "enabled" });
      expect(wanted.slice(1).map(({ activityParams }) => activityParams)).toEqual([
        { targetParticipant: "caller" },
        { targetParticipant: "callee" },
      ]);

      const pushed: Json[] = [];
      const socket = new WebSocket(
        new URL(vaic.urls.websocketURL ?? "", `${httpBaseUrl}/audiocodes/bot`).href.replace("http", "ws"),
        { headers: { authorization: `Bearer ${TOKEN}` } } as unknown as string[],
      );
      socket.addEventListener("message", ({ data }) => {
        pushed.push(...((JSON.parse(String(data)) as { activities: Json[] }).activities ?? []));
      });
      await new Promise((resolve) => socket.addEventListener("open", resolve));

      for (const { speaker, text } of sample.utterances) {
        const message = say(speaker === "customer" ? "caller" : "callee", text);
        await vaic.send(message);
        // VoiceAI Connect posts again what was answered late.
        await vaic.send(message);
      }

      const conversation = () => stage.stage.cloud.record.conversation(vaic.callKey);
      const said = (role: string) =>
        (conversation()?.messages ?? [])
          .filter((message) => message.role === role)
          .map(({ content }) => content);
      const expected = (speaker: string) =>
        sample.utterances.filter((utterance) => utterance.speaker === speaker).map(({ text }) => text);
      await eventually(() => (conversation()?.messages.length ?? 0) >= sample.utterances.length);
      expect(said("END_USER")).toEqual(expected("customer"));
      expect(said("HUMAN_AGENT")).toEqual(expected("agent"));

      await eventually(() => pushed.length >= sample.suggestions.length);
      expect(new Set(pushed.map(({ name }) => name))).toEqual(new Set(["sendMetaData"]));
      const values = pushed.map(({ value }) => value as Json);
      expect(values[0]).toMatchObject({ format: "sidetone.suggestion", version: 1 });
      expect(new Set(values.map(({ sequence }) => sequence)).size).toBe(values.length);

      await vaic.post(vaic.urls.disconnectURL ?? "", {
        conversation: vaic.id,
        reasonCode: "client-disconnected",
      });
      await eventually(async () => {
        const detail = await stage.stage.callDetail(vaic.callKey);
        if (detail?.call.live !== false) throw new Error("still live");
      });
      expect(conversation()?.completedAtMs ?? null).not.toBeNull();
      const late = await vaic.post(vaic.urls.activitiesURL ?? "", { conversation: vaic.id, activities: [] });
      expect(late.status).toBe(404);
    },
    STORY_MS,
  );

  test(
    "goes on over a restart and a crash: recognition is switched on again, no word is lost or comes twice",
    async () => {
      const vaic = await openConversation();
      const words = sample.utterances.slice(0, 6).map(({ text }) => text);
      await vaic.send(start());
      const heard = () => stage.stage.cloud.record.conversation(vaic.callKey)?.messages ?? [];
      const post = async (message: Json) => {
        const url = new URL(vaic.urls.activitiesURL ?? "", `${stage.stage.httpBaseUrl}/audiocodes/bot`);
        const answer = await vaic.post(url.href, { conversation: vaic.id, activities: [message] });
        const { activities = [] } = (await answer.json()) as { activities?: Json[] };
        const switched = activities.filter(({ name }) => name === "startRecognition");
        return switched.map(({ activityParams }) => (activityParams as Json).targetParticipant).sort();
      };
      const messages = words.map((text) => say("caller", text));
      let posted = 0;
      for (const how of ["stop", "kill"] as const) {
        for (const message of messages.slice(posted, posted + 2)) await post(message);
        posted += 2;
        await eventually(() => heard().length === posted);
        await stage.stage.restart(how);
        // Posted again, since its answer may have been lost with the process.
        expect(await post(messages[posted - 1] ?? {})).toEqual(["callee", "caller"]);
      }
      for (const message of messages.slice(posted)) await post(message);
      await eventually(() => heard().length >= words.length);
      expect(heard().map(({ content }) => content)).toEqual(words);
    },
    STORY_MS,
  );

  test(
    "that a process was told of and nothing more goes on after a crash, and an ended one does not",
    async () => {
      const [vaic, over] = [await openConversation(), await openConversation()];
      const urlOf = (url = "") => new URL(url, `${stage.stage.httpBaseUrl}/audiocodes/bot`).href;
      const end = () => over.post(urlOf(over.urls.disconnectURL), { conversation: over.id });
      expect((await end()).status).toBe(200);
      await stage.stage.restart("kill");
      const activities = [start()];
      const answer = await vaic.post(urlOf(vaic.urls.activitiesURL), { conversation: vaic.id, activities });
      expect(answer.status).toBe(200);
      await eventually(async () => (await stage.stage.callDetail(vaic.callKey))?.call.live === true);
      expect((await end()).status).toBe(404);
    },
    STORY_MS,
  );

  test(
    "that is left alone expires, and its call completes",
    async () => {
      const vaic = await openConversation();
      await vaic.send(start());
      await eventually(async () => {
        const detail = await stage.stage.callDetail(vaic.callKey);
        if (detail?.call.live !== false) throw new Error("still live");
      });
      const late = await vaic.post(vaic.urls.activitiesURL ?? "", { conversation: vaic.id, activities: [] });
      expect(late.status).toBe(404);
      expect(await late.json()).toMatchObject({ code: "NOT_FOUND" });
    },
    STORY_MS,
  );
});
