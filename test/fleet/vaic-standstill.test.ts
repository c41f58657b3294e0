/** A conversation of VoiceAI Connect whose instance stands still, with its call or while the call's owner lives: recognition goes on. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readSample, type Sample } from "../../samples/sample.ts";
import { type FleetStage, startFleetStage } from "../../simulators/stage/fleet-stage.ts";
import type { SidetoneProcess } from "../../simulators/stage/sidetone-process.ts";
import type { CallStage } from "../../simulators/stage/stage.ts";
import { startVaicProvider, type VaicProvider } from "../../simulators/stage/vaic-provider.ts";
import type { PlacedVaicCall } from "../../simulators/vaic/vaic-call.ts";
import { eventually } from "../support/eventually.ts";
import {
  redisServerPath,
  redisSkipNote,
  startRedisServer,
  type TestRedisServer,
} from "../support/redis-server.ts";
import { expectTranscript, switchesOf } from "../support/vaic-checks.ts";

const STORY_MS = 600_000;
const WAIT_MS = 180_000;
const STEPS_INTO_A_SENTENCE = 4;

describe.skipIf(redisServerPath === null).each([
  ["while its owner lives", "http"],
  ["that owns the call, too", "http,worker"],
])(`a call whose HTTP instance stands still %s${redisSkipNote}`, (_, role) => {
  let sample: Sample;
  let redis: TestRedisServer;
  let provider: VaicProvider;
  let stage: FleetStage;
  let calls: CallStage;
  const workerSaid: string[] = [];

  beforeAll(async () => {
    sample = await readSample("lost-card");
    provider = await startVaicProvider();
    redis = await startRedisServer();
    stage = await startFleetStage({
      redisUrl: redis.url,
      roles: [role, "worker"],
      // The call waits for its conversation, however long the machine takes to notice the standstill.
      settings: { ...provider.settings, RECONNECT_GRACE_MS: String(WAIT_MS) },
      onLogLine: (line, index) => index === 1 && workerSaid.push(line),
    });
    const [{ httpPort }] = stage.instances as [SidetoneProcess];
    calls = stage.through({ grpcAddress: "", httpBaseUrl: `http://127.0.0.1:${httpPort}` });
  }, STORY_MS);
  afterAll(async () => {
    await stage?.close();
    await provider?.close();
    await redis?.close();
  }, STORY_MS);

  const worker = () => stage.instances[1] as SidetoneProcess;

  /** Until the worker owns the call, has taken the instance for gone, and has heard that it is back, with each leg. */
  async function standStill(callKey: string): Promise<void> {
    const [http] = stage.instances as [SidetoneProcess];
    if (role !== "http") await stage.startAgain(1);
    process.kill(http.pid, "SIGSTOP");
    try {
      await eventually(
        () => workerSaid.some((line) => line.includes("an instance of the fleet is gone")),
        WAIT_MS,
      );
      await eventually(async () => (await stage.ownedCalls(worker())) === 1, WAIT_MS);
    } finally {
      process.kill(http.pid, "SIGCONT");
    }
    await eventually(async () => {
      const detail = await calls.callDetail(callKey);
      const opened = detail?.history.filter(({ event }) => event === "leg.opened") ?? [];
      return opened.length === 4 && detail?.legs.filter(({ open }) => open).length === 2;
    }, WAIT_MS);
    // What it was ordered meanwhile comes before what is asked of it now.
    await eventually(async () => {
      const detail = await calls.callDetail(callKey);
      const recognizing = detail?.actors.filter(({ state }) => JSON.stringify(state).includes("recognizing"));
      return recognizing?.length === 2;
    }, WAIT_MS);
  }

  test(
    "is recognised without a break, and the sentence that was being said is heard",
    async () => {
      let stood: Promise<void> | undefined;
      let stepsSince = 0;
      // So that the first one owns the call.
      if (role !== "http") await worker().stop();
      let beforeItsEnd: ReturnType<typeof switchesOf> = {};
      const call: PlacedVaicCall = provider.call(
        { httpBaseUrl: calls.httpBaseUrl, framework: "bot-api-websocket", sample },
        {
          ...{ speed: 20, slowAnswerMs: STORY_MS, awaitRecognitionMs: WAIT_MS },
          // The next owner takes the conversation up, and says it again (docs/limits.md).
          secondStart: "nothing",
          // In the middle of the second sentence.
          silence() {
            stepsSince += call.report.sent.length > 0 ? 1 : 0;
            if (stepsSince !== STEPS_INTO_A_SENTENCE) return undefined;
            stood = standStill(`vaic-${call.conversationId}`);
            return stood;
          },
          async linger() {
            beforeItsEnd = switchesOf(call.report);
          },
        },
      );
      const report = await call.finished;
      await stood;
      expect(report.problems).toEqual([]);
      expect(report.unheard).toEqual([]);
      expect(Object.values(beforeItsEnd).flat()).not.toContain("off");
      const record = () => stage.cloud.record.conversation(`vaic-${call.conversationId}`);
      await eventually(() => record()?.completedAtMs !== undefined, WAIT_MS);
      const completed = record();
      if (completed === undefined) throw new Error("the conversation is not known any more");
      expectTranscript(completed, sample);
    },
    STORY_MS,
  );
});
