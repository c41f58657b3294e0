import { describe, expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { CallerClock } from "../support/caller-clock.ts";
import { speakThroughRenewals } from "../support/speak-through-renewals.ts";
import { PATIENT_REPLAY, rollOversOf, startTestStage } from "../support/test-stage.ts";

const STORY_MS = 600_000;
const NOTHING_LOST = { lost: [], duplicated: [] };
/** Of the sample, between one renewal and the next. */
const PART_MS = 5_900;
const TIMES = 4;
const lostCard = await readSample("lost-card");

describe("roll-overs forced every few seconds of the sample", () => {
  test(
    "lose and double no word",
    async () => {
      const scene = await startTestStage({
        settings: { ROLL_OVER_AFTER_MS: "300", ROLL_OVER_LATEST_MS: "600", ...PATIENT_REPLAY },
        cloud: { streamLimitMs: 3_000 },
      });
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      const clock = new CallerClock();
      const call = await scene.stage.call(lostCard, { callId, clock });
      const renewals = async () => rollOversOf(await scene.stage.callDetail(`five9-${callId}`));
      await speakThroughRenewals({ clock, times: TIMES, partMs: PART_MS, renewals });
      await call.finished;
      clock.stop();
      expect(await scene.settledScore(lostCard, desktop)).toMatchObject({
        ...NOTHING_LOST,
        suggestionsDelivered: lostCard.suggestions.length,
      });
      const rollOvers = rollOversOf(await scene.ended(callId));
      expect(rollOvers).toHaveLength(2);
      for (const count of rollOvers) expect(count).toBeGreaterThanOrEqual(TIMES);
      desktop.close();
      await scene.close();
    },
    STORY_MS,
  );

  test(
    "a limit that the cloud enforces before Sidetone's is survived too",
    async () => {
      const scene = await startTestStage({ cloud: { streamLimitMs: 600 } });
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      const clock = new CallerClock();
      const call = await scene.stage.call(lostCard, { callId, clock });
      const refusals = () => {
        const participants = scene.stage.cloud.record.conversation(`five9-${callId}`)?.participants ?? [];
        return participants.map(
          ({ streams }) => streams.filter(({ endReason }) => endReason === "OUT_OF_RANGE").length,
        );
      };
      await speakThroughRenewals({ clock, times: TIMES, partMs: PART_MS, renewals: refusals });
      await call.finished;
      clock.stop();
      expect(await scene.settledScore(lostCard, desktop)).toMatchObject(NOTHING_LOST);
      expect(refusals()).toHaveLength(2);
      for (const count of refusals()) expect(count).toBeGreaterThanOrEqual(TIMES);
      desktop.close();
      await scene.close();
    },
    STORY_MS,
  );
});
