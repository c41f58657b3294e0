/**
 * A long call in fast time, its streams renewed all the while: no word is lost or doubled, and there is no alarm. A quarter of an hour
 * in the tests; `make long-call` plays three hours.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { eventually } from "../support/eventually.ts";
import { alarmsOf, openRawLeg, PIECES, type RawLeg } from "../support/raw-legs.ts";
import { checkParticipant, cutAudio, legsOf, participantWhoSaid, saidBy } from "../support/story-audio.ts";
import { rollOversOf, startTestStage, type TestStage } from "../support/test-stage.ts";

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
    },
  });
}, STORY_MS);
afterAll(() => scene?.close(), STORY_MS);

/** A second at a time, so that audio of both legs comes side by side. */
async function speak(leg: RawLeg, pcm: Uint8Array): Promise<void> {
  const lengthMs = Math.floor(pcm.byteLength / 16);
  for (let atMs = 0; atMs < lengthMs; atMs += 100)
    await leg.send(cutAudio(pcm, atMs, Math.min(atMs + 100, lengthMs)), 100);
}

test(
  "both are understood at its beginning, between long silences, and at its end",
  async () => {
    const callId = newCallId();
    const desktop = await scene.desktopOf(callId);
    const agent = await openRawLeg(scene.stage, callId, { callLeg: 0 });
    const customer = await openRawLeg(scene.stage, callId, { callLeg: 1 });
    const pcm = await legsOf(sample);
    const both = () => Promise.all([speak(agent, pcm.agent), speak(customer, pcm.customer)]);
    const silence = async ({ stream }: RawLeg) => {
      for (let sentMs = 0; sentMs < PART_MS; sentMs += 4_000)
        if (!stream.sendAudio(LONG_SILENCE, Date.now())) await stream.drained();
    };
    for (let count = 0; count < PARTS; count += 1) {
      await both();
      await Promise.all([silence(agent), silence(customer)]);
    }
    await both();
    await Promise.all([agent.send(PIECES.silence, 2_000), customer.send(PIECES.silence, 2_000)]);
    const allTimes = (speaker: "agent" | "customer") =>
      Array.from({ length: PARTS + 1 }, () => saidBy(sample, speaker)).flat();
    const said = { agent: allTimes("agent"), customer: allTimes("customer") };
    const heard = (speaker: "agent" | "customer") => {
      const conversation = scene.stage.cloud.record.conversation(`five9-${callId}`);
      const participant = participantWhoSaid(conversation, said[speaker][0] ?? "");
      return checkParticipant(desktop.events, participant?.name ?? "", said[speaker]);
    };
    await eventually(() => {
      for (const speaker of ["agent", "customer"] as const) expect(heard(speaker).lost).toEqual([]);
    }, STORY_MS);
    for (const { stream } of [agent, customer]) stream.sendStatus(1);
    const ended = await scene.ended(callId);
    for (const speaker of ["agent", "customer"] as const)
      expect(heard(speaker)).toMatchObject({ lost: [], duplicated: [] });
    expect(alarmsOf(ended)).toEqual([]);
    for (const { imbalanceMs, receivedMs } of Object.values(ended.ledgers)) {
      expect(imbalanceMs).toBe(0);
      expect(receivedMs).toBeGreaterThan(PARTS * PART_MS);
    }
    expect(Math.min(...rollOversOf(ended))).toBeGreaterThan(1);
    desktop.close();
  },
  STORY_MS,
);
