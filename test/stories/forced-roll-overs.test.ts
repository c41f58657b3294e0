import { describe, expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { startTestStage } from "../support/test-stage.ts";

const STORY_MS = 300_000;
const NOTHING_LOST = { lost: [], duplicated: [] };
const lostCard = await readSample("lost-card");

describe("roll-overs forced every few seconds of the sample", () => {
  test(
    "lose and double no word",
    async () => {
      const scene = await startTestStage({
        settings: { ROLL_OVER_AFTER_MS: "1000", ROLL_OVER_LATEST_MS: "1600" },
        cloud: { streamLimitMs: 3_000 },
      });
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      const call = await scene.stage.call(lostCard, { callId, speed: 3 });
      await call.finished;
      expect(await scene.settledScore(lostCard, desktop)).toMatchObject({
        ...NOTHING_LOST,
        suggestionsDelivered: lostCard.suggestions.length,
      });
      const { actors } = await scene.ended(callId);
      const rollOvers = actors.flatMap(({ facts }) => (facts ? [Number(facts.rollOvers)] : []));
      expect(rollOvers).toHaveLength(2);
      for (const count of rollOvers) expect(count).toBeGreaterThanOrEqual(4);
      desktop.close();
      await scene.close();
    },
    STORY_MS,
  );

  test(
    "a limit the cloud enforces before ours is survived too",
    async () => {
      const scene = await startTestStage({ cloud: { streamLimitMs: 2_000 } });
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      const call = await scene.stage.call(lostCard, { callId, speed: 3 });
      await call.finished;
      expect(await scene.settledScore(lostCard, desktop)).toMatchObject(NOTHING_LOST);
      const streams = scene.stage.cloud.record
        .conversation(`five9-${callId}`)
        ?.participants.flatMap((p) => p.streams);
      expect(streams?.filter((stream) => stream.endReason === "OUT_OF_RANGE").length).toBeGreaterThanOrEqual(
        8,
      );
      desktop.close();
      await scene.close();
    },
    STORY_MS,
  );
});
