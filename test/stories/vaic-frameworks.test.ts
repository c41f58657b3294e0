import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import type { DesktopClient } from "../../simulators/stage/desktop-client.ts";
import { scoreTextCall } from "../../simulators/stage/text-score.ts";
import { FRAMEWORKS, type VaicFramework } from "../../simulators/vaic/activity.ts";
import type { PlacedVaicCall } from "../../simulators/vaic/vaic-call.ts";
import type { VaicReport } from "../../simulators/vaic/vaic-report.ts";
import { eventually } from "../support/eventually.ts";
import { expectTranscript, expectWholeReport, ONCE_ON_ONCE_OFF, switchesOf } from "../support/vaic-checks.ts";
import { startVaicStage, type VaicStage } from "../support/vaic-stage.ts";

const STORY_MS = 600_000;
const SPEED = 20;
/** In call time, behind the last words; the agent does not leave before the last suggestions are there. */
const AGENT_LEAVES_MS = 34_000;
const isOffAgain = (report: VaicReport) => Bun.deepEquals(switchesOf(report), ONCE_ON_ONCE_OFF);
const sample = await readSample("lost-card");

const everySuggestionOn = (desktop: DesktopClient) =>
  eventually(
    () => scoreTextCall(sample, desktop.events, []).suggestionsDelivered === sample.suggestions.length,
  );

/** One call in each framework and mode, all at the same time, and one whose agent comes later. */
describe("calls of VoiceAI Connect while an agent is connected", () => {
  let scene: VaicStage;
  const calls = new Map<VaicFramework, { call: PlacedVaicCall; desktop: DesktopClient }>();
  let lateAgent: PlacedVaicCall;

  beforeAll(async () => {
    scene = await startVaicStage({ RECOGNITION: "agent-connected" });
    for (const framework of FRAMEWORKS) {
      const conversationId = crypto.randomUUID();
      const desktop = await scene.desktopOf(conversationId);
      const call: PlacedVaicCall = scene.call(framework, sample, {
        conversationId,
        speed: SPEED,
        agentConnected: true,
        agent: [{ atMs: AGENT_LEAVES_MS, connected: false, once: () => everySuggestionOn(desktop) }],
        awaitRecognitionMs: STORY_MS,
        linger: () => eventually(() => isOffAgain(call.report)),
        duplicateEvery: framework.startsWith("dialogflow") ? 0 : 7,
        delayMs: 5,
        slowAnswerMs: STORY_MS,
      });
      calls.set(framework, { call, desktop });
    }
    lateAgent = scene.call("bot-api-websocket", sample, {
      linger: () => eventually(() => isOffAgain(lateAgent.report)),
      speed: SPEED,
      agentConnected: false,
      silenceAfterAgentMs: STORY_MS,
      awaitRecognitionMs: 0,
      agent: [
        { atMs: 10_300, connected: true },
        { atMs: AGENT_LEAVES_MS, connected: false },
      ],
      slowAnswerMs: STORY_MS,
    });
  }, STORY_MS);
  afterAll(async () => {
    for (const { desktop } of calls.values()) desktop.close();
    await scene?.close();
  }, STORY_MS);

  test.each([...FRAMEWORKS])(
    "%s: recognised per participant, shown, advised on, and completed",
    async (framework) => {
      const { call, desktop } = calls.get(framework) ?? {};
      if (call === undefined || desktop === undefined) throw new Error("the call was not placed");
      const report = await call.finished;
      expectWholeReport(report, sample.suggestions.length);

      expectTranscript(await scene.completed(call.conversationId), sample);
      await eventually(() =>
        expect(scoreTextCall(sample, desktop.events, report.sent)).toMatchObject({
          lost: [],
          duplicated: [],
          suggestionsDelivered: sample.suggestions.length,
        }),
      );
    },
    STORY_MS,
  );

  test(
    "an agent who comes later: nothing is recognised before, everything after",
    async () => {
      const report = await lateAgent.finished;
      expect(report.problems).toEqual([]);
      const missed = sample.utterances.slice(0, 3).map(({ text }) => text);
      expect(report.unheard.map(({ text }) => text)).toEqual(missed);
      expect(switchesOf(report)).toEqual(ONCE_ON_ONCE_OFF as ReturnType<typeof switchesOf>);
      const record = await scene.completed(lateAgent.conversationId);
      expect(record.messages).toHaveLength(sample.utterances.length - 3);
    },
    STORY_MS,
  );
});
