/** The end of a VoiceAI Connect call whose owner was killed just before: the next owner hears of it, and takes nothing up. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readSample, type Sample } from "../../samples/sample.ts";
import { type FleetStage, startFleetStage } from "../../simulators/stage/fleet-stage.ts";
import type { SidetoneProcess } from "../../simulators/stage/sidetone-process.ts";
import { startVaicProvider, type VaicProvider } from "../../simulators/stage/vaic-provider.ts";
import { eventually } from "../support/eventually.ts";
import {
  redisServerPath,
  redisSkipNote,
  startRedisServer,
  type TestRedisServer,
} from "../support/redis-server.ts";
import { expectTranscript } from "../support/vaic-checks.ts";

const STORY_MS = 600_000;
const WAIT_MS = 180_000;

describe.skipIf(redisServerPath === null)(`a call over HTTP whose owner is killed${redisSkipNote}`, () => {
  let sample: Sample;
  let redis: TestRedisServer;
  let provider: VaicProvider;
  let stage: FleetStage;

  beforeAll(async () => {
    sample = await readSample("lost-card");
    provider = await startVaicProvider();
    redis = await startRedisServer();
    const { settings } = provider;
    stage = await startFleetStage({ redisUrl: redis.url, roles: ["http", "worker", "worker"], settings });
  }, STORY_MS);
  afterAll(async () => {
    await stage?.close();
    await provider?.close();
    await redis?.close();
  }, STORY_MS);

  test(
    "before its end comes is over once another instance owns it",
    async () => {
      const [http, ...workers] = stage.instances as [SidetoneProcess, ...SidetoneProcess[]];
      const httpBaseUrl = `http://127.0.0.1:${http.httpPort}`;
      const call = provider.call(
        { httpBaseUrl, framework: "bot-api-http", sample },
        {
          ...{ speed: 20, slowAnswerMs: STORY_MS, awaitRecognitionMs: WAIT_MS },
          async linger() {
            for (const worker of workers) if ((await stage.ownedCalls(worker)) > 0) await worker.kill();
          },
        },
      );
      expect((await call.finished).problems).toEqual([]);
      const record = () => stage.cloud.record.conversation(`vaic-${call.conversationId}`);
      await eventually(() => record()?.completedAtMs !== undefined, WAIT_MS);
      const completed = record();
      if (completed === undefined) throw new Error("the conversation is not known any more");
      expectTranscript(completed, sample);
    },
    STORY_MS,
  );
});
