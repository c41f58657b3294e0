import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { randomUUID } from "node:crypto";
import { readSample } from "../../samples/sample.ts";
import { scoreTextCall } from "../../simulators/stage/text-score.ts";
import { FRAMEWORKS } from "../../simulators/vaic/activity.ts";
import { eventually } from "../support/eventually.ts";
import { expectSuggestions, expectTranscript, switchesOf } from "../support/vaic-checks.ts";
import { startVaicStage, type VaicStage } from "../support/vaic-stage.ts";

const STORY_MS = 60_000;
const SPEED = 18;
/** Long enough behind the last words, in call time, for the last suggestions to be there when the agent leaves. */
const AGENT_LEAVES_MS = 48_000;
const sample = await readSample("lost-card");
let scene: VaicStage;

describe("a call of VoiceAI Connect while an agent is connected", () => {
  beforeAll(async () => {
    scene = await startVaicStage({ RECOGNITION: "agent-connected" });
  }, STORY_MS);
  afterAll(() => scene?.close(), STORY_MS);

  test.each([...FRAMEWORKS])(
    "%s: recognised per participant, shown, advised on, and completed",
    async (framework) => {
      const conversationId = randomUUID();
      const desktop = await scene.desktopOf(conversationId);
      const call = scene.call(framework, sample, {
        conversationId,
        speed: SPEED,
        agentConnected: true,
        agent: [{ atMs: AGENT_LEAVES_MS, connected: false }],
        duplicateEvery: framework.startsWith("dialogflow") ? 0 : 7,
        delayMs: 5,
      });
      const report = await call.finished;
      expect(report.problems).toEqual([]);
      expect(report.unheard).toEqual([]);
      expect(switchesOf(report)).toEqual({ caller: ["on", "off"], callee: ["on", "off"] });
      expectSuggestions(report, sample.suggestions.length);

      expectTranscript(await scene.completed(conversationId), sample);
      await eventually(() => {
        const score = scoreTextCall(sample, desktop.events, report.sent);
        expect(score).toMatchObject({
          lost: [],
          duplicated: [],
          suggestionsDelivered: sample.suggestions.length,
        });
      });
      desktop.close();
    },
    STORY_MS,
  );

  test(
    "an agent who comes later: nothing is recognised before, everything after, in every way back",
    async () => {
      const call = scene.call("bot-api-websocket", sample, {
        speed: SPEED,
        agentConnected: false,
        awaitRecognitionMs: 0,
        agent: [
          { atMs: 10_300, connected: true },
          { atMs: AGENT_LEAVES_MS, connected: false },
        ],
      });
      const report = await call.finished;
      expect(report.problems).toEqual([]);
      expect(report.unheard.map(({ text }) => text)).toEqual(
        sample.utterances.slice(0, 3).map(({ text }) => text),
      );
      expect(switchesOf(report)).toEqual({ caller: ["on", "off"], callee: ["on", "off"] });
      const record = await scene.completed(call.conversationId);
      expect(record.messages).toHaveLength(sample.utterances.length - 3);
    },
    STORY_MS,
  );
});
