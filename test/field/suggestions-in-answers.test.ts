/** Suggestions in Dialogflow's answers: a profile without event-based suggestions, and one that brings them both ways. */
import { describe, expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import type { AgentAssistSimulator } from "../../simulators/agent-assist/simulator.ts";
import { connectClients } from "../../simulators/agent-assist/testing/google-clients.ts";
import type { DesktopClient } from "../../simulators/stage/desktop-client.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { CallerClock } from "../support/caller-clock.ts";
import { eventually } from "../support/eventually.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";
import { startVaicStage } from "../support/vaic-stage.ts";

const STORY_MS = 600_000;
const CALLER_SPEED = 15;
const SUGGESTION = "human-agent-assistant-event";
const sample = await readSample("lost-card");
const promised = sample.suggestions.map(({ result }) => Object.keys(result).join()).sort();

/** Which kinds of SuggestionResult a desktop was shown. */
function shownTo(desktop: DesktopClient): string[] {
  return desktop.events
    .filter(({ dataType }) => dataType === SUGGESTION)
    .flatMap(({ data }) => data.suggestionResults as Record<string, unknown>[])
    .map((result) => Object.keys(result).join())
    .sort();
}

/** Generators publish whenever they are triggered: those come both ways even so. */
function withoutEventBasedFeatures({ setup }: AgentAssistSimulator): void {
  setup.features = setup.features.map(({ type }) => ({ type, isEventBased: false }));
}

async function callThrough(scene: TestStage): Promise<{ callId: string; desktop: DesktopClient }> {
  const callId = newCallId();
  const desktop = await scene.desktopOf(callId);
  const clock = new CallerClock();
  const call = await scene.stage.call(sample, { callId, clock });
  clock.run(CALLER_SPEED);
  await call.finished;
  clock.stop();
  expect(await scene.settledScore(sample, desktop)).toMatchObject({ lost: [], duplicated: [] });
  return { callId, desktop };
}

describe("a Five9 call", () => {
  for (const api of ["bidi", "streaming"] as const) {
    test(
      `by ${api} has each suggestion once where the profile publishes hardly any`,
      async () => {
        // Renewed often: what an answer still brings is awaited each time.
        const settings = { RECOGNITION_API: api, ROLL_OVER_AFTER_MS: "500", ROLL_OVER_LATEST_MS: "9000" };
        const scene = await startTestStage({ settings });
        withoutEventBasedFeatures(scene.stage.cloud);
        const { callId, desktop } = await callThrough(scene);
        await scene.ended(callId);
        expect(shownTo(desktop)).toEqual(promised);
        desktop.close();
        await scene.close();
      },
      STORY_MS,
    );
  }

  test(
    "has each suggestion once where it comes both ways, also by events that come after a restart",
    async () => {
      const scene = await startTestStage();
      const { callId, desktop } = await callThrough(scene);
      await scene.endedByOperator(callId);
      expect(shownTo(desktop)).toEqual(promised);
      desktop.close();

      // Pub/Sub brings all of them under new ids, to a process that has only its log to know them by.
      const { cloud } = scene.stage;
      const events = cloud.record.conversation(`five9-${callId}`)?.events ?? [];
      const published = events.filter(({ type }) => type === "HUMAN_AGENT_ASSISTANT_EVENT");
      expect(published).toHaveLength(promised.length);
      await scene.stage.restart("kill");
      const clients = connectClients(cloud);
      const inLog = new Set(desktop.events.map(({ messageId }) => messageId));
      for (const { topic, data, messageId } of published) {
        if (!inLog.has(messageId))
          await clients.pubsub.topic(topic).publishMessage({ data: Buffer.from(data) });
      }
      // Behind them one that is new: all those before it are through when it has come.
      const later = await scene.desktopOf(callId);
      const [first] = published;
      const news = {
        conversation: JSON.parse(first?.data ?? "{}").conversation,
        suggestionResults: [{ news: {} }],
      };
      await clients.pubsub
        .topic(first?.topic ?? "")
        .publishMessage({ data: Buffer.from(JSON.stringify(news)) });
      await eventually(() => expect(shownTo(later)).toContain("news"));
      expect(shownTo(later).filter((kind) => kind !== "news")).toEqual(promised);
      later.close();
      await clients.close();
      await scene.close();
    },
    STORY_MS,
  );
});

test(
  "a call of texts has each suggestion once where the profile publishes hardly any",
  async () => {
    const scene = await startVaicStage();
    withoutEventBasedFeatures(scene.stage.cloud);
    const conversationId = crypto.randomUUID();
    const desktop = await scene.desktopOf(conversationId);
    const call = scene.call("bot-api-websocket", sample, {
      conversationId,
      speed: 20,
      slowAnswerMs: STORY_MS,
    });
    await call.finished;
    await eventually(() => expect(shownTo(desktop)).toHaveLength(promised.length));
    await scene.completed(conversationId);
    expect(shownTo(desktop)).toEqual(promised);
    desktop.close();
    await scene.close();
  },
  STORY_MS,
);
