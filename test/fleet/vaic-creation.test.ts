/** A conversation of VoiceAI Connect whose instance is killed between its creation and its first activity. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readSample, type Sample } from "../../samples/sample.ts";
import { type FrontedFleet, missingForFleet, startFrontedFleet } from "../../scripts/fleet/fronted-fleet.ts";
import type { SidetoneProcess } from "../../simulators/stage/sidetone-process.ts";
import { startVaicProvider, type VaicProvider } from "../../simulators/stage/vaic-provider.ts";
import type { VaicFramework } from "../../simulators/vaic/activity.ts";
import { eventually } from "../support/eventually.ts";
import { expectTranscript } from "../support/vaic-checks.ts";

const STORY_MS = 600_000;
const WAIT_MS = 180_000;
const SPEED = 20;
/** Those in which a conversation is created by a request of its own. */
const CREATED: readonly VaicFramework[] = ["bot-api-http", "bot-api-websocket", "bot-api-streaming"];
const missing = missingForFleet();

describe.skipIf(missing !== null)("a conversation that was created at an instance that is killed", () => {
  let sample: Sample;
  let provider: VaicProvider;
  let fleet: FrontedFleet;

  beforeAll(async () => {
    sample = await readSample("lost-card");
    provider = await startVaicProvider();
    fleet = await startFrontedFleet({ roles: ["http", "http", "grpc,worker"], settings: provider.settings });
  }, STORY_MS);
  afterAll(async () => {
    await fleet?.close();
    await provider?.close();
  }, STORY_MS);

  const opened = (instance: SidetoneProcess) =>
    fleet.stage.metric(instance, "sidetone_audiocodes_events_total", 'event="conversationsOpened"');
  const openedByEach = () => Promise.all(fleet.stage.instances.slice(0, 2).map(opened));

  async function killTheOneThatOpened(before: readonly number[]): Promise<number> {
    const index = (await openedByEach()).findIndex((count, place) => count > (before[place] ?? 0));
    const instance = fleet.stage.instances[index];
    if (instance === undefined) throw new Error("no instance has the conversation");
    await instance.kill();
    return index;
  }

  test.each([...CREATED])(
    "%s: the next request is served by another instance, and the call is whole",
    async (framework) => {
      const before = await openedByEach();
      const { promise: killed, resolve: isKilled } = Promise.withResolvers<number>();
      const call = provider.call(
        { httpBaseUrl: fleet.way.httpBaseUrl, framework, sample },
        {
          ...{ speed: SPEED, slowAnswerMs: STORY_MS, awaitRecognitionMs: WAIT_MS },
          async onceCreated(cut) {
            isKilled(await killTheOneThatOpened(before));
            if (framework !== "bot-api-http") await cut();
          },
        },
      );
      const { problems, sent } = await call.finished;
      await fleet.stage.startAgain(await killed);
      expect(problems).toEqual([]);
      expect(sent).toHaveLength(sample.utterances.length);
      const record = () => fleet.stage.cloud.record.conversation(`vaic-${call.conversationId}`);
      await eventually(() => record()?.completedAtMs !== undefined, WAIT_MS);
      const completed = record();
      if (completed === undefined) throw new Error("the conversation is not known any more");
      expectTranscript(completed, sample);
    },
    STORY_MS,
  );
});
