/** A Five9 call whose agent and customer are spoken by hand, from a sample said as often as a story likes. */
import { expect } from "bun:test";
import type { Sample } from "../../samples/sample.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import type { CallDetail } from "../../src/contract/call-detail.ts";
import { eventually } from "./eventually.ts";
import { alarmsOf, openRawLeg, PIECES, speakOn } from "./raw-legs.ts";
import { checkParticipant, legsOf, participantWhoSaid, saidBy } from "./story-audio.ts";
import type { TestStage } from "./test-stage.ts";

/** Only a hang takes as long. */
const DEADLINE_MS = 600_000;
const SPEAKERS = ["agent", "customer"] as const;

export async function openTwoSpeakers(scene: TestStage, sample: Sample) {
  const callId = newCallId();
  const desktop = await scene.desktopOf(callId);
  const legs = {
    agent: await openRawLeg(scene.stage, callId, { callLeg: 0 }),
    customer: await openRawLeg(scene.stage, callId, { callLeg: 1 }),
  };
  const pcm = await legsOf(sample);
  const speak = (speaker: (typeof SPEAKERS)[number]) => speakOn(legs[speaker], pcm[speaker]);
  return {
    ...legs,
    pcm,
    speak,
    both: () => Promise.all(SPEAKERS.map(speak)),
    /** Ends the call once all is heard that was said so many times: each word once, and no alarm. */
    async endedWhole(times: Record<(typeof SPEAKERS)[number], number>): Promise<CallDetail> {
      await Promise.all(SPEAKERS.map((speaker) => legs[speaker].send(PIECES.silence, 2_000)));
      const heard = (speaker: (typeof SPEAKERS)[number]) => {
        const said = Array.from({ length: times[speaker] }, () => saidBy(sample, speaker)).flat();
        const conversation = scene.stage.cloud.record.conversation(`five9-${callId}`);
        const participant = participantWhoSaid(conversation, said[0] ?? "");
        return checkParticipant(desktop.events, participant?.name ?? "", said);
      };
      await eventually(() => {
        for (const speaker of SPEAKERS) expect(heard(speaker).lost).toEqual([]);
      }, DEADLINE_MS);
      for (const speaker of SPEAKERS) legs[speaker].stream.sendStatus(1);
      const ended = await scene.ended(callId);
      for (const speaker of SPEAKERS) expect(heard(speaker)).toMatchObject({ lost: [], duplicated: [] });
      expect(alarmsOf(ended)).toEqual([]);
      expect(Object.values(ended.ledgers).map(({ imbalanceMs }) => imbalanceMs)).toEqual([0, 0]);
      desktop.close();
      return ended;
    },
  };
}
