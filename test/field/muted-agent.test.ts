/** An agent who mutes the microphone for ten minutes: no word is lost or doubled, and there is no alarm. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { eventually } from "../support/eventually.ts";
import { alarmsOf, openRawLeg, PIECES, type RawLeg } from "../support/raw-legs.ts";
import { checkParticipant, cutAudio, legsOf, participantWhoSaid, saidBy } from "../support/story-audio.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const MUTED_MS = 600_000;
const sample = await readSample("late-delivery");

let scene: TestStage;
beforeAll(async () => {
  scene = await startTestStage({ settings: { UNHEARD_ALARM_MS: "5000" } });
}, STORY_MS);
afterAll(() => scene?.close(), STORY_MS);

/** A second at a time, so that audio of both legs comes side by side. */
async function speak(leg: RawLeg, pcm: Uint8Array): Promise<void> {
  const lengthMs = Math.floor(pcm.byteLength / 16);
  for (let atMs = 0; atMs < lengthMs; atMs += 100)
    await leg.send(cutAudio(pcm, atMs, Math.min(atMs + 100, lengthMs)), 100);
}

test(
  "the customer talks on meanwhile, and both are understood before and after",
  async () => {
    const callId = newCallId();
    const desktop = await scene.desktopOf(callId);
    const agent = await openRawLeg(scene.stage, callId, { callLeg: 0 });
    const customer = await openRawLeg(scene.stage, callId, { callLeg: 1 });
    const pcm = await legsOf(sample);
    const both = () => Promise.all([speak(agent, pcm.agent), speak(customer, pcm.customer)]);
    await both();
    await Promise.all([agent.send(PIECES.silence, MUTED_MS), speak(customer, pcm.customer)]);
    await customer.send(PIECES.silence, MUTED_MS - Math.floor(pcm.customer.byteLength / 16));
    await both();
    await Promise.all([agent.send(PIECES.silence, 2_000), customer.send(PIECES.silence, 2_000)]);
    const said = {
      agent: [...saidBy(sample, "agent"), ...saidBy(sample, "agent")],
      customer: [1, 2, 3].flatMap(() => saidBy(sample, "customer")),
    };
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
    expect(Object.values(ended.ledgers).map(({ imbalanceMs }) => imbalanceMs)).toEqual([0, 0]);
    desktop.close();
  },
  STORY_MS,
);
