/** Agents' applications at a whole Sidetone, with calls of VoiceAI Connect and of Five9. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { AgentAssistClient } from "../../clients/agent-applications/src/client.ts";
import { readSample } from "../../samples/sample.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { chromiumPath, launchBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { startVaicStage, type VaicStage } from "../support/vaic-stage.ts";
import { ask, connected, metadata, serveExample, session, stop } from "./example-page.ts";

const STORY_MS = 600_000;
const TOKEN = "a shared token of trusted applications".replaceAll(" ", "-");
const NUMBER = "+14155550107";
const sample = await readSample("lost-card");
const SUGGESTIONS = sample.suggestions.length;

let scene: VaicStage;
/** What the site's own bot was posted. */
const posts: Record<string, unknown>[] = [];
const bot = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  async fetch(request) {
    posts.push((await request.json()) as Record<string, unknown>);
    return new Response(null, { status: 204 });
  },
});
const clients: AgentAssistClient[] = [];
beforeAll(async () => {
  scene = await startVaicStage({
    ...{ AGENT_APPLICATIONS_TOKEN: TOKEN, AGENT_APPLICATIONS_GRACE_MS: "600000" },
    ...{ RECOGNITION: "agent-connected", REPLAY_SPEED: "100", AGENT_EVENT_FORM: "bot-framework" },
    ...{ WEBHOOK_URL: `http://127.0.0.1:${bot.port}/`, WEBHOOK_SECRET: "shared-with-the-bot-only" },
  });
}, STORY_MS);
afterAll(async () => {
  await scene?.close();
  await bot.stop(true);
}, STORY_MS);
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

function clientOf(agent: Record<string, string>) {
  const client = new AgentAssistClient({ url: scene.stage.httpBaseUrl, token: TOKEN, agent });
  clients.push(client);
  const sequences: number[] = [];
  const formats = new Set<unknown>();
  client.on("metadata", ({ sequence, metadata }) => {
    sequences.push(sequence);
    formats.add(metadata.format);
  });
  return { client, sequences, formats };
}

const detailOf = (callKey: string) => scene.stage.callDetail(callKey);

async function linesOf(callKey: string, event: string) {
  const detail = await detailOf(callKey);
  return (detail?.history ?? []).filter((line) => line.event === event).map((line) => line.detail ?? {});
}

describe("a call of VoiceAI Connect", () => {
  test(
    "is recognised from the moment an agent asks until they stop, and every suggestion reaches them",
    async () => {
      const conversationId = crypto.randomUUID();
      const callKey = `vaic-${conversationId}`;
      const { client, sequences, formats } = clientOf({ agentId: "agent-7", phoneNumber: "(415) 555-0107" });
      await client.start();
      const { sessionId } = await client.getAgentAssist({ metadataToBot: { queue: "cards" } });
      const call = scene.call("bot-api-websocket", sample, {
        ...{ conversationId, agentUser: NUMBER, agentConnected: false },
        ...{ speed: 40, slowAnswerMs: STORY_MS, awaitRecognitionMs: STORY_MS, lingerMs: STORY_MS },
      });
      await eventually(() => call.report.sent.length === sample.utterances.length);
      await eventually(() => sequences.length === SUGGESTIONS);
      expect([...formats]).toEqual(["sidetone.suggestion"]);
      expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
      expect((await detailOf(callKey))?.call.view.assist).toBe("attended");

      await client.stopAgentAssist(sessionId);
      const isOff = (participant: string) =>
        call.report.recognition.findLast((change) => change.participant === participant)?.isOn === false;
      await eventually(() => isOff("caller") && isOff("callee"));
      await eventually(async () => (await detailOf(callKey))?.call.view.assist === "unattended");
      expect(await linesOf(callKey, "agent.attached")).toMatchObject([
        { sessionId, agentId: "agent-7", by: "phoneNumber", proof: "trusted" },
      ]);
      expect(await linesOf(callKey, "agent.detached")).toMatchObject([{ sessionId, reason: "stopped" }]);
      const toldOf = () =>
        posts
          .filter(({ format, callKey: key }) => format === "sidetone.agent-event" && key === callKey)
          .toSorted((a, b) => Number(a.sequence) - Number(b.sequence));
      await eventually(() => toldOf().length === 2);
      const value = { agentId: "agent-7", metadataToBot: { queue: "cards" } };
      expect(toldOf().map(({ event }) => event)).toEqual([
        { type: "event", name: "agentConnected", value: { connected: true, ...value } },
        { type: "event", name: "agentConnected", value: { connected: false, ...value } },
      ]);
      expect(toldOf()[0]).toMatchObject({ conversationId, sessionId, sequence: 1, version: 1 });
      call.hangUp();
      const report = await call.finished;
      expect(report.problems).toEqual([]);
      expect(report.unheard).toEqual([]);
      const detail = JSON.stringify(await detailOf(callKey));
      expect(detail).not.toContain("4155550107");
    },
    STORY_MS,
  );

  test.skipIf(chromiumPath() === undefined)(
    "in Chromium: the agent leaves by the page's button, and recognition stops while the call goes on",
    async () => {
      const browser = await launchBrowser();
      const example = await serveExample(browser);
      try {
        const conversationId = crypto.randomUUID();
        const agent = { agentId: "agent-9", phoneNumber: "+14155550109" };
        const page = await example.open({ url: scene.stage.httpBaseUrl, token: TOKEN, ...agent });
        await connected(page);
        await ask(page);
        await session(page, "waiting");
        const call = scene.call("bot-api-websocket", sample, {
          ...{ conversationId, agentUser: agent.phoneNumber, agentConnected: false },
          ...{ speed: 40, slowAnswerMs: STORY_MS, awaitRecognitionMs: STORY_MS, lingerMs: STORY_MS },
        });
        await session(page, "started");
        const isOn = (participant: string) =>
          call.report.recognition.findLast((change) => change.participant === participant)?.isOn;
        await eventually(() => isOn("caller") === true && isOn("callee") === true);
        expect(await metadata(page, 1)).not.toEqual([]);
        await stop(page);
        await session(page, "ended");
        await eventually(() => isOn("caller") === false && isOn("callee") === false);
        const detail = () => detailOf(`vaic-${conversationId}`);
        await eventually(async () => (await detail())?.call.view.assist === "unattended");
        expect((await detail())?.call.live).toBe(true);
        call.hangUp();
        expect((await call.finished).problems).toEqual([]);
      } finally {
        await example.close();
        await browser.close();
      }
    },
    STORY_MS,
  );

  test(
    "outlives a restart of Sidetone with its agent: the client asks again, and nothing is shown twice",
    async () => {
      const conversationId = crypto.randomUUID();
      const callKey = `vaic-${conversationId}`;
      const { client, sequences } = clientOf({ agentId: "agent-8", phoneNumber: "+14155550108" });
      await client.start();
      let isHalf = false;
      const second = Promise.withResolvers<void>();
      const call = scene.call("bot-api-websocket", sample, {
        ...{ conversationId, agentUser: "+14155550108", agentConnected: true },
        ...{ speed: 40, slowAnswerMs: STORY_MS, awaitRecognitionMs: STORY_MS, lingerMs: STORY_MS },
        silence: () => (isHalf ? second.promise : undefined),
        onText: () => {
          isHalf = true;
        },
      });
      await client.getAgentAssist();
      await eventually(() => call.report.sent.length > 0);
      await scene.stage.restart("stop");
      const shownBefore = sequences.length;
      await eventually(async () => (await linesOf(callKey, "agent.attached")).length === 2);
      second.resolve();
      const { sent, unheard } = call.report;
      await eventually(() => sent.length + unheard.length === sample.utterances.length);
      // What was said while Sidetone was away has no suggestion. Each that is in the call's log came once, in order. What is
      // logged when the call is over is no longer the application's, so the call stays until then.
      const desktop = await scene.desktopOf(conversationId);
      const logged = () =>
        desktop.events
          .filter(({ dataType }) => dataType === "human-agent-assistant-event")
          .map(({ sequence }) => sequence);
      await eventually(() => {
        expect(logged().length).toBeGreaterThan(Math.max(1, shownBefore));
        expect(sequences).toEqual(logged().map(Number));
      });
      desktop.close();
      call.hangUp();
      await call.finished;
      await eventually(async () => (await detailOf(callKey))?.call.live === false);
    },
    STORY_MS,
  );
});

describe("a call of Five9", () => {
  test(
    "is the agent's by Five9's id; when they leave, recognition stops",
    async () => {
      const callId = newCallId();
      const callKey = `five9-${callId}`;
      const { client, sequences } = clientOf({ five9AgentId: "4711" });
      await client.start();
      const { sessionId } = await client.getAgentAssist();
      const stay = Promise.withResolvers<void>();
      const call = await scene.stage.call(sample, {
        ...{ callId, agentId: "4711", speed: Number.POSITIVE_INFINITY, stayUntil: stay.promise },
      });
      await eventually(() => sequences.length === SUGGESTIONS);
      expect(await linesOf(callKey, "agent.attached")).toMatchObject([
        { agentId: "4711", by: "five9AgentId" },
      ]);
      await client.stopAgentAssist(sessionId);
      await eventually(async () => {
        const participants = (await detailOf(callKey))?.call.view.participants ?? {};
        return Object.values(participants).every((state) => state === "paused");
      });
      stay.resolve();
      await call.finished;
    },
    STORY_MS,
  );
});
