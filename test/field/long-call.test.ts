/**
 * A long call in fast time, its streams renewed all the while: no word is lost or doubled, and there is no alarm. A quarter of an hour
 * in the tests; `make long-call` plays three hours.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import type { RawLeg } from "../support/raw-legs.ts";
import { PATIENT_REPLAY, rollOversOf, startTestStage, type TestStage } from "../support/test-stage.ts";
import { openTwoSpeakers } from "../support/two-speakers.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
/** Of the whole call, most of it silence on open legs. */
const MINUTES = Number(process.env.LONG_CALL_MINUTES ?? 15);
const PARTS = 3;
const PART_MS = (MINUTES * 60_000) / PARTS;
/** Four seconds in a message. */
const LONG_SILENCE = new Uint8Array(64_000);
const sample = await readSample("late-delivery");

let scene: TestStage;
beforeAll(async () => {
  scene = await startTestStage({
    settings: {
      UNHEARD_ALARM_MS: "5000",
      // Hours pass in seconds.
      REPLAY_SPEED: "1000",
      COALESCE_MS: "1000",
      ROLL_OVER_AFTER_MS: "1000",
      ROLL_OVER_LATEST_MS: "3000",
      ...PATIENT_REPLAY,
    },
  });
}, STORY_MS);
afterAll(() => scene?.close(), STORY_MS);

test(
  "both are understood at its beginning, between long silences, and at its end",
  async () => {
    const { agent, customer, both, endedWhole } = await openTwoSpeakers(scene, sample);
    const silence = async ({ stream }: RawLeg) => {
      for (let sentMs = 0; sentMs < PART_MS; sentMs += 4_000)
        if (!stream.sendAudio(LONG_SILENCE, Date.now())) await stream.drained();
    };
    for (let count = 0; count < PARTS; count += 1) {
      await both();
      await Promise.all([silence(agent), silence(customer)]);
    }
    await both();
    const ended = await endedWhole({ agent: PARTS + 1, customer: PARTS + 1 });
    for (const { receivedMs } of Object.values(ended.ledgers))
      expect(receivedMs).toBeGreaterThan(PARTS * PART_MS);
    // Streams are renewed by the machine's time, of which a fast one needs little.
    expect(Math.min(...rollOversOf(ended))).toBeGreaterThan(0);
  },
  STORY_MS,
);
