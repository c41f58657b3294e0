/** How a Five9 call's audio may come: encodings, bursts, holds and gaps, through a whole Sidetone. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readSample, type Sample } from "../../samples/sample.ts";
import { readMetrics } from "../../simulators/stage/read-metrics.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { eventually } from "../support/eventually.ts";
import { configOfLeg, ledgerOf, openStream, sendInOddPieces } from "../support/five9-story.ts";
import { legsOf } from "../support/story-audio.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

const STORY_MS = 600_000;
const NOTHING_LOST = { lost: [], duplicated: [] };
/** What Sidetone keeps per speaker unless it is told otherwise. */
const REPLAY_BUFFER_MS = 60_000;
const FIRST_BYTES = 8_191;

let scene: TestStage;
let lostCard: Sample;
let lateDelivery: Sample;

beforeAll(async () => {
  [lostCard, lateDelivery] = await Promise.all([readSample("lost-card"), readSample("late-delivery")]);
  scene = await startTestStage({ settings: { REPLAY_BUFFER_MS: String(REPLAY_BUFFER_MS) } });
}, STORY_MS);
afterAll(() => scene.close(), STORY_MS);

describe("how audio comes", () => {
  test(
    "mu-law reaches the desktop as words",
    async () => {
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      const call = await scene.stage.call(lostCard, {
        callId,
        speed: 40,
        encoding: "MULAW",
        chunkBytes: [801, 160],
      });
      expect((await call.finished).ok).toBe(true);
      expect(await scene.settledScore(lostCard, desktop)).toMatchObject({
        ...NOTHING_LOST,
        suggestionsDelivered: lostCard.suggestions.length,
      });
      expect(ledgerOf(await scene.ended(callId), "agent")).toMatchObject({
        recognizedMs: lostCard.durationMs,
      });
      desktop.close();
    },
    STORY_MS,
  );

  test(
    "a burst larger than the buffer, without send_time and in odd pieces, is held back and loses nothing",
    async () => {
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      const [card, delivery] = await Promise.all([legsOf(lostCard), legsOf(lateDelivery)]);
      const bothSamples = {
        ...lostCard,
        utterances: [...lostCard.utterances, ...lateDelivery.utterances],
        suggestions: [...lostCard.suggestions, ...lateDelivery.suggestions],
      };
      const speakers = ["agent", "customer"] as const;
      const bursts = speakers.map((speaker, callLeg) => {
        const stream = openStream(scene.stage, { tokenIn: "metadata", withoutSendTime: true });
        stream.sendConfig({ ...configOfLeg(callId), callLeg });
        const pcm = Buffer.concat([card[speaker], delivery[speaker]]);
        // The first words come before Sidetone has said 1001.
        stream.sendAudio(pcm.subarray(0, FIRST_BYTES), 0);
        return { stream, pcm };
      });
      // Without a reader Sidetone holds Five9 back for some seconds only, and a machine may be slower than that.
      const listening = () => scene.stage.cloud.record.conversation(`five9-${callId}`)?.participants ?? [];
      await eventually(() => listening().filter(({ streams }) => streams.length > 0).length === 2);
      await Promise.all(bursts.map(({ stream, pcm }) => sendInOddPieces(stream, pcm.subarray(FIRST_BYTES))));
      for (const { stream } of bursts) expect((await stream.ended).grpcCode).toBe(0);
      expect(await scene.settledScore(bothSamples, desktop)).toMatchObject(NOTHING_LOST);
      const stored = await scene.ended(callId);
      const durationMs = lostCard.durationMs + lateDelivery.durationMs;
      expect(durationMs).toBeGreaterThan(REPLAY_BUFFER_MS);
      for (const speaker of speakers)
        expect(ledgerOf(stored, speaker)).toMatchObject({
          receivedMs: durationMs,
          recognizedMs: durationMs,
          droppedOverflowMs: 0,
          replayedMs: 0,
        });
      expect(stored.history.map(({ event }) => event)).not.toContain("audio.gap");
      desktop.close();
    },
    STORY_MS,
  );

  test.each(["nothing", "recorded"] as const)(
    "a hold on which Five9 sends %s costs no word around it",
    async (holdAudio) => {
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      const call = await scene.stage.call(lateDelivery, { callId, speed: 40, holdAudio });
      expect((await call.finished).ok).toBe(true);
      expect(await scene.settledScore(lateDelivery, desktop)).toMatchObject(NOTHING_LOST);
      const [hold] = lateDelivery.holds;
      const holdMs = holdAudio === "nothing" ? 0 : (hold?.endMs ?? 0) - (hold?.startMs ?? 0);
      const stored = await scene.ended(callId);
      expect(ledgerOf(stored, "agent")).toMatchObject({ droppedHoldMs: holdMs });
      expect(stored.gapsMs).toEqual({});
      desktop.close();
    },
    STORY_MS,
  );

  test(
    "a gap in send_time is a line of the history and a metric, with its milliseconds",
    async () => {
      const callId = newCallId();
      const stream = openStream(scene.stage, { tokenIn: "metadata" });
      stream.sendConfig({ ...configOfLeg(callId), callLeg: 1 });
      await stream.status(1001);
      for (const sentAtMs of [1_000, 1_100, 4_200]) stream.sendAudio(new Uint8Array(1600), sentAtMs);
      stream.halfClose();
      expect((await stream.ended).grpcCode).toBe(0);
      const call = await scene.ended(callId);
      expect(call.history.find(({ event }) => event === "audio.gap")?.detail).toMatchObject({
        speaker: "customer",
        gapMs: 3000,
        reason: "sendTime",
      });
      expect(call.gapsMs).toEqual({ customer: 3000 });
      const metrics = await readMetrics(scene.stage);
      expect(metrics.sum("sidetone_audio_gap_seconds_total")).toBe(3);
      expect(metrics.sum("sidetone_five9_events_total", 'event="stream.audioGaps"')).toBe(1);
    },
    STORY_MS,
  );
});
