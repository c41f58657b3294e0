/** VoiceAI Connect's calls in every framework, through a proxy before two instances with its doors; a third one owns the calls. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readSample, type Sample } from "../../samples/sample.ts";
import { type FrontedFleet, missingForFleet, startFrontedFleet } from "../../scripts/fleet/fronted-fleet.ts";
import { type DesktopClient, openDesktop } from "../../simulators/stage/desktop-client.ts";
import { scoreTextCall } from "../../simulators/stage/text-score.ts";
import { startVaicProvider, type VaicProvider } from "../../simulators/stage/vaic-provider.ts";
import { FRAMEWORKS, type VaicFramework } from "../../simulators/vaic/activity.ts";
import type { PlacedVaicCall } from "../../simulators/vaic/vaic-call.ts";
import { eventually } from "../support/eventually.ts";
import { expectTranscript, expectWholeReport, ONCE_ON_ONCE_OFF, switchesOf } from "../support/vaic-checks.ts";

const STORY_MS = 600_000;
const WAIT_MS = 180_000;
const SPEED = 20;
/** In call time, behind the last words. */
const AGENT_LEAVES_MS = 34_000;
const missing = missingForFleet();

interface FrameworkCall {
  call: PlacedVaicCall;
  desktop: DesktopClient;
}

describe.skipIf(missing !== null)("calls of VoiceAI Connect through a fleet", () => {
  let sample: Sample;
  let provider: VaicProvider;
  let fleet: FrontedFleet;
  const calls = new Map<VaicFramework, FrameworkCall>();

  beforeAll(async () => {
    sample = await readSample("lost-card");
    provider = await startVaicProvider();
    fleet = await startFrontedFleet({
      roles: ["http", "http", "grpc,worker"],
      settings: { ...provider.settings, RECOGNITION: "agent-connected", DRAIN_DEADLINE_MS: "5000" },
    });
    for (const framework of FRAMEWORKS) calls.set(framework, await placed(framework));
  }, STORY_MS);
  afterAll(async () => {
    for (const { desktop } of calls.values()) desktop.close();
    await fleet?.close();
    await provider?.close();
  }, STORY_MS);

  async function placed(framework: VaicFramework): Promise<FrameworkCall> {
    const { httpBaseUrl } = fleet.way;
    const conversationId = crypto.randomUUID();
    const { launchKey } = fleet.stage.secrets;
    const desktop = await openDesktop({
      httpBaseUrl,
      callId: conversationId,
      launchKey,
      source: "audiocodes",
    });
    const call: PlacedVaicCall = provider.call(
      { httpBaseUrl, framework, sample },
      {
        ...{ conversationId, speed: SPEED, agentConnected: true },
        agent: [{ atMs: AGENT_LEAVES_MS, connected: false, once: everySuggestionOnItsWay }],
        awaitRecognitionMs: WAIT_MS,
        linger: () => eventually(() => Bun.deepEquals(switchesOf(call.report), ONCE_ON_ONCE_OFF), WAIT_MS),
        duplicateEvery: framework.startsWith("dialogflow") ? 0 : 7,
        slowAnswerMs: STORY_MS,
      },
    );
    return { call, desktop };
  }

  let onItsWay: Promise<void> | undefined;
  /** The instances with the conversations have all that is to be told to VoiceAI Connect. Asked once for all calls. */
  function everySuggestionOnItsWay(): Promise<void> {
    const all = FRAMEWORKS.length * sample.suggestions.length;
    onItsWay ??= eventually(async () => expect(await metadataSent()).toBe(all), WAIT_MS);
    return onItsWay;
  }

  async function metadataSent(): Promise<number> {
    const { stage } = fleet;
    const counts = await Promise.all(
      stage.instances.map((one) =>
        stage.metric(one, "sidetone_audiocodes_events_total", 'event="metadataSent"'),
      ),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  test.each([...FRAMEWORKS])(
    "%s: what the call's owner orders comes with the answers, every word and suggestion arrives, and it is completed",
    async (framework) => {
      const { call, desktop } = calls.get(framework) ?? {};
      if (call === undefined || desktop === undefined) throw new Error("the call was not placed");
      const report = await call.finished;
      expectWholeReport(report, sample.suggestions.length);

      const record = () => fleet.stage.cloud.record.conversation(`vaic-${call.conversationId}`);
      await eventually(() => record()?.completedAtMs !== undefined, WAIT_MS);
      const completed = record();
      if (completed === undefined) throw new Error("the conversation is not known any more");
      expectTranscript(completed, sample);
      await eventually(
        () =>
          expect(scoreTextCall(sample, desktop.events, report.sent)).toMatchObject({
            lost: [],
            duplicated: [],
            suggestionsDelivered: sample.suggestions.length,
          }),
        WAIT_MS,
      );
    },
    STORY_MS,
  );
});
