/** An agent who mutes the microphone for ten minutes: no word is lost or doubled, and there is no alarm. */
import { afterAll, beforeAll, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import { PIECES } from "../support/raw-legs.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";
import { openTwoSpeakers } from "../support/two-speakers.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const MUTED_MS = 600_000;
const sample = await readSample("late-delivery");

let scene: TestStage;
beforeAll(async () => {
  scene = await startTestStage({ settings: { UNHEARD_ALARM_MS: "5000" } });
}, STORY_MS);
afterAll(() => scene?.close(), STORY_MS);

test(
  "the customer talks on meanwhile, and both are understood before and after",
  async () => {
    const { agent, customer, pcm, speak, both, endedWhole } = await openTwoSpeakers(scene, sample);
    await both();
    await Promise.all([agent.send(PIECES.silence, MUTED_MS), speak("customer")]);
    await customer.send(PIECES.silence, MUTED_MS - Math.floor(pcm.customer.byteLength / 16));
    await both();
    await endedWhole({ agent: 2, customer: 3 });
  },
  STORY_MS,
);
