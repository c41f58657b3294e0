/** A project that has StreamingAnalyzeContent only, or no quota for bidi: the cloud takes a minute of audio on a stream. */
import { describe, expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import { startAgentAssistSimulator } from "../../simulators/agent-assist/simulator.ts";
import { readLeg, textOf, toLinear16 } from "../../simulators/agent-assist/testing/sample-audio.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { readConfig } from "../../src/settings/read.ts";
import { parseProfileName } from "../../src/transports/dialogflow/resource-names.ts";
import { CallerClock } from "../support/caller-clock.ts";
import { eventually } from "../support/eventually.ts";
import { createRecognizerBed } from "../support/recognizer-bed.ts";
import { TEST_ENVIRONMENT } from "../support/settings.ts";
import { rollOversOf, startTestStage, type TestStage } from "../support/test-stage.ts";

const STORY_MS = 600_000;
const NOTHING_LOST = { lost: [], duplicated: [] };
const STREAMING = { RECOGNITION_API: "streaming" };
const CALLER_SPEED = 15;

const lostCard = await readSample("lost-card");

/** One whole call at many times real time; resolves with its score, its streams at Google and its renewals. */
async function liveThrough(scene: TestStage) {
  const callId = newCallId();
  const desktop = await scene.desktopOf(callId);
  const clock = new CallerClock();
  const call = await scene.stage.call(lostCard, { callId, clock });
  clock.run(CALLER_SPEED);
  await call.finished;
  clock.stop();
  const score = await scene.settledScore(lostCard, desktop);
  const rollOvers = rollOversOf(await scene.ended(callId));
  desktop.close();
  const participants = scene.stage.cloud.record.conversation(`five9-${callId}`)?.participants ?? [];
  return { score, rollOvers, streams: participants.map(({ streams }) => streams) };
}

describe("a call by StreamingAnalyzeContent", () => {
  test(
    "has all its words once and all its suggestions, with no stream over the limit, at a quarter of it",
    async () => {
      const scene = await startTestStage({
        settings: { ...STREAMING, ROLL_OVER_AFTER_MS: "10000", ROLL_OVER_LATEST_MS: "13000" },
        cloud: { streamingAudioLimitMs: 15_000 },
      });
      const { score, rollOvers, streams } = await liveThrough(scene);
      expect(score).toMatchObject({ ...NOTHING_LOST, suggestionsDelivered: lostCard.suggestions.length });
      expect(rollOvers.every((count) => count >= 2)).toBe(true);
      expect(streams.flat().map(({ rpc }) => rpc)).toEqual(streams.flat().map(() => "streaming"));
      expect(streams.flat().filter(({ endReason }) => endReason === "OUT_OF_RANGE")).toEqual([]);
      await scene.close();
    },
    STORY_MS,
  );

  test(
    "survives a limit that is lower than anybody said",
    async () => {
      const scene = await startTestStage({ settings: STREAMING, cloud: { streamingAudioLimitMs: 12_000 } });
      const { score, streams } = await liveThrough(scene);
      expect(score).toMatchObject(NOTHING_LOST);
      for (const ofSpeaker of streams) {
        expect(ofSpeaker.filter(({ endReason }) => endReason === "OUT_OF_RANGE").length).toBeGreaterThan(1);
      }
      await scene.close();
    },
    STORY_MS,
  );
});

test(
  "three minutes of silence are not sent again with every stream, and what is said then is heard once and at once",
  async () => {
    const cloud = await startAgentAssistSimulator();
    const profile = parseProfileName(cloud.conversationProfileName);
    const callKey = "quiet-customer";
    const bed = createRecognizerBed({
      address: cloud.address,
      profileName: profile.name,
      api: "streaming",
      input: {
        callKey,
        speaker: "customer",
        conversationName: `${profile.parent}/conversations/${callKey}`,
      },
      onFact(fact, command) {
        if (fact.type === "stream.full") command("recognizer.cut");
        if (fact.type === "stream.failed") command("recognizer.open");
      },
    });
    await bed.dialogflow.conversations.openConversation({ conversationId: callKey });
    const sink = bed.tracks.open(callKey, "customer", { encoding: "LINEAR16", sampleRateHertz: 8000 });
    const leg = await readLeg("lost-card", "customer");
    bed.command("recognizer.open");
    for (const audio of [new Uint8Array(16 * 180_000), toLinear16(leg.samples)]) {
      for (let at = 0; at < audio.length; at += 3_200) {
        if (!sink.write(audio.subarray(at, at + 3_200))) await sink.whenWritable();
        if (at % 32_000 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
    bed.command("recognizer.halfClose");
    await bed.heard("stream.drained", 1, 120_000);
    const [participant] = cloud.record.conversation(callKey)?.participants ?? [];
    await eventually(() => expect(participant?.words.join(" ")).toBe(textOf(leg.words)));
    const streams = participant?.streams ?? [];
    expect(streams.length).toBeGreaterThan(3);
    for (const { audioMs, endReason } of streams) {
      expect(endReason).not.toBe("OUT_OF_RANGE");
      expect(audioMs).toBeLessThan(60_000);
    }
    // What may hold a word that has just begun, and no more.
    expect(bed.ledger().replayedMs).toBeLessThanOrEqual((streams.length - 1) * 5_000);
    await bed.close();
    await cloud.close();
  },
  STORY_MS,
);

describe("the setting", () => {
  const settings = (further: Record<string, string>) => () => readConfig({ ...TEST_ENVIRONMENT, ...further });

  test("is bidi unless it is told otherwise, and takes no third value", () => {
    expect(settings({})().RECOGNITION_API).toBe("bidi");
    expect(settings({ RECOGNITION_API: "unary" })).toThrow();
  });

  test("refuses a renewal later than Google would allow", () => {
    expect(settings({ ...STREAMING, ROLL_OVER_LATEST_MS: "180000" })).toThrow();
    expect(settings({ ...STREAMING, ROLL_OVER_AFTER_MS: "60000" })).toThrow();
    expect(
      settings({ ...STREAMING, ROLL_OVER_AFTER_MS: "90000", ROLL_OVER_LATEST_MS: "115000" }),
    ).not.toThrow();
  });
});
