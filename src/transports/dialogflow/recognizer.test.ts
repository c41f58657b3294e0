import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { status } from "@grpc/grpc-js";
import { createActor } from "xstate";
import { FakeParticipants, type FakeStream, until } from "../../../test/support/fake-participants.ts";
import { createRecognizerBed, type RecognizerBed } from "../../../test/support/recognizer-bed.ts";
import type { AudioFormat, AudioSink } from "../../audio/sink.ts";
import type { TrackSettings } from "../../audio/track.ts";
import type { RecognitionTimings } from "./recognition.ts";

const CALL = "five9-1";
const PROFILE = "projects/p/locations/us-central1/conversationProfiles/x";
const CONVERSATION = `projects/p/locations/us-central1/conversations/${CALL}`;
const FORMAT: AudioFormat = { encoding: "LINEAR16", sampleRateHertz: 8000 };
const BYTES_PER_MS = 16;

/** Audio in which every sample tells its own position. */
function audioOf(fromMs: number, toMs: number): Uint8Array {
  const samples = new Int16Array((toMs - fromMs) * 8);
  for (let i = 0; i < samples.length; i += 1) samples[i] = fromMs * 8 + i;
  return new Uint8Array(samples.buffer);
}

describe("the recogniser", () => {
  let fake: FakeParticipants;
  let it: RecognizerBed;
  let leg: AudioSink;

  beforeEach(async () => {
    fake = await FakeParticipants.start();
    setUp();
  });

  function setUp(timings: Partial<RecognitionTimings> = {}, settings: Partial<TrackSettings> = {}): void {
    it = createRecognizerBed({
      address: fake.endpoint,
      profileName: PROFILE,
      input: { callKey: CALL, speaker: "customer", conversationName: CONVERSATION },
      timings,
      settings,
    });
    leg = it.tracks.open(CALL, "customer", FORMAT);
  }

  /** The same with other bounds, in place of the first. */
  async function setUpAgain(timings: Partial<RecognitionTimings>, settings?: Partial<TrackSettings>) {
    await it.close();
    setUp(timings, settings);
  }

  afterEach(async () => {
    await it.close();
    fake.close();
  });

  const streamAt = async (index: number): Promise<FakeStream> => {
    await until(() => fake.streams.length > index, `stream ${index + 1}`);
    return fake.streams[index] as FakeStream;
  };

  test("sends the configuration first, then the leg's audio in joined pieces", async () => {
    for (let at = 0; at < 400; at += 10) leg.write(audioOf(at, at + 10));
    it.command("recognizer.open");
    expect(await it.heard("stream.opened")).toMatchObject({ stream: 1, fromMs: 0 });
    const stream = await streamAt(0);
    await until(() => stream.bytes === 400 * BYTES_PER_MS, "all audio");
    expect(stream.config).toMatchObject({
      participant: `${CONVERSATION}/participants/p1`,
      voiceSessionConfig: {
        inputAudioEncoding: "AUDIO_ENCODING_LINEAR_16",
        inputAudioSampleRateHertz: 8000,
      },
    });
    expect(stream.messages).toBeLessThanOrEqual(20);
    expect(stream.audio.equals(audioOf(0, 400))).toBe(true);
  });

  test("a cut cancels the stream and begins the next exactly after the last final", async () => {
    leg.write(audioOf(0, 1000));
    it.command("recognizer.open");
    const first = await streamAt(0);
    await until(() => first.bytes === 1000 * BYTES_PER_MS, "all audio");
    first.final(640);
    expect(await it.heard("stream.final")).toMatchObject({ stream: 1, endMs: 640 });
    it.command("recognizer.cut");
    expect(await it.heard("stream.opened", 2)).toMatchObject({ stream: 2, fromMs: 640 });
    await until(() => first.isCancelled, "the cancelled stream");
    const second = await streamAt(1);
    await until(() => second.bytes === 360 * BYTES_PER_MS, "the rest");
    expect(second.audio.equals(audioOf(640, 1000))).toBe(true);
    second.final(100);
    expect(await it.heard("stream.final", 2)).toMatchObject({ stream: 2, endMs: 740 });
    expect(it.ledger()).toMatchObject({
      receivedMs: 1000,
      recognizedMs: 740,
      bufferedMs: 260,
      replayedMs: 360,
    });
  });

  test("a half-close sends the rest, hears the last final, and reports the drain", async () => {
    it.command("recognizer.open");
    leg.write(audioOf(0, 500));
    const stream = await streamAt(0);
    stream.onHalfClose = () => {
      stream.final(450);
      stream.end();
    };
    await it.heard("stream.opened");
    leg.write(audioOf(500, 505));
    it.command("recognizer.halfClose");
    expect(await it.heard("stream.drained")).toEqual({ type: "stream.drained", stream: 1 });
    expect(stream.audio.equals(audioOf(0, 505))).toBe(true);
    expect(it.facts.map((fact) => fact.type)).toEqual(["stream.opened", "stream.final", "stream.drained"]);
    expect(it.ledger()).toMatchObject({ receivedMs: 505, recognizedMs: 505, bufferedMs: 0 });
  });

  test("a broken stream is one failure with its status, and the next replays what no final covers", async () => {
    leg.write(audioOf(0, 300));
    it.command("recognizer.open");
    const first = await streamAt(0);
    await until(() => first.bytes === 300 * BYTES_PER_MS, "all audio");
    first.final(100);
    first.fail(status.OUT_OF_RANGE, "Exceeded maximum allowed stream duration");
    expect(await it.heard("stream.failed")).toMatchObject({ stream: 1, code: 11, advice: "restart" });
    expect(it.facts.filter((fact) => fact.type === "stream.final")).toHaveLength(1);
    leg.write(audioOf(300, 320));
    it.command("recognizer.open");
    const second = await streamAt(1);
    await until(() => second.bytes === 220 * BYTES_PER_MS, "the replay");
    expect(second.audio.equals(audioOf(100, 320))).toBe(true);
    expect(it.facts.filter((fact) => fact.type === "stream.failed")).toHaveLength(1);
  });

  test("a server that ends unasked is a failure with code 0 and the advice to restart", async () => {
    it.command("recognizer.open");
    const stream = await streamAt(0);
    await it.heard("stream.opened");
    stream.end();
    expect(await it.heard("stream.failed")).toMatchObject({ stream: 1, code: 0, advice: "restart" });
  });

  test("stopping the actor cancels the stream, frees its connection and sends nothing more", async () => {
    leg.write(audioOf(0, 100));
    it.command("recognizer.open");
    const stream = await streamAt(0);
    await until(() => stream.bytes === 100 * BYTES_PER_MS, "the audio");
    leg.write(audioOf(100, 200));
    it.actor.stop();
    await until(() => stream.isCancelled, "the cancellation");
    await until(() => it.dialogflow.pool.counts.busy === 0, "a free connection");
    expect(it.tick.isRunning).toBe(false);
    expect(stream.bytes).toBe(100 * BYTES_PER_MS);
  });

  test("an open after a half-close waits for the drain, then begins where the drained stream ended", async () => {
    leg.write(audioOf(0, 200));
    it.command("recognizer.open");
    const first = await streamAt(0);
    let finishDrain = () => {};
    first.onHalfClose = () => {
      finishDrain = () => {
        first.final(150);
        first.end();
      };
    };
    await until(() => first.bytes === 200 * BYTES_PER_MS, "the audio");
    it.command("recognizer.halfClose");
    await until(() => first.isHalfClosed, "the half-close");
    it.command("recognizer.open");
    leg.write(audioOf(200, 300));
    expect(fake.streams).toHaveLength(1);
    finishDrain();
    expect(await it.heard("stream.opened", 2)).toMatchObject({ stream: 2, fromMs: 200 });
    const second = await streamAt(1);
    await until(() => second.bytes === 100 * BYTES_PER_MS, "the new audio");
    expect(second.audio.equals(audioOf(200, 300))).toBe(true);
    expect(it.facts.map((fact) => fact.type)).toEqual([
      "stream.opened",
      "stream.final",
      "stream.drained",
      "stream.opened",
    ]);
  });

  test("a drain that never ends is cancelled, and the waiting stream replays what no final covers", async () => {
    await setUpAgain({ drainDeadlineMs: 600 });
    leg.write(audioOf(0, 200));
    it.command("recognizer.open");
    const first = await streamAt(0);
    first.onHalfClose = () => first.final(120);
    await until(() => first.bytes === 200 * BYTES_PER_MS, "the audio");
    it.command("recognizer.halfClose");
    it.command("recognizer.open");
    expect(await it.heard("stream.opened", 2)).toMatchObject({ stream: 2, fromMs: 120 });
    const second = await streamAt(1);
    await until(() => second.bytes === 80 * BYTES_PER_MS, "the replay");
    expect(it.facts.some((fact) => fact.type === "stream.failed")).toBe(false);
  });

  test("a drain that never ends is a failure when nothing waits for it", async () => {
    await setUpAgain({ drainDeadlineMs: 100 });
    it.command("recognizer.open");
    const stream = await streamAt(0);
    stream.onHalfClose = () => {};
    await it.heard("stream.opened");
    it.command("recognizer.halfClose");
    expect(await it.heard("stream.failed")).toMatchObject({ stream: 1, code: 4, advice: "restart" });
  });

  test("what came while a stream drained gets a stream of its own before the end is reported", async () => {
    leg.write(audioOf(0, 100));
    it.command("recognizer.open");
    const first = await streamAt(0);
    first.onHalfClose = () => {};
    await until(() => first.bytes === 100 * BYTES_PER_MS, "the audio");
    it.command("recognizer.halfClose");
    await until(() => first.isHalfClosed, "the half-close");
    it.command("recognizer.open");
    leg.write(audioOf(100, 150));
    it.command("recognizer.halfClose");
    first.end();
    expect(await it.heard("stream.drained")).toMatchObject({ stream: 2 });
    expect(fake.streams[1]?.audio.equals(audioOf(100, 150))).toBe(true);
    expect(it.ledger()).toMatchObject({ receivedMs: 150, recognizedMs: 150 });
  });

  test("a half-close without a stream still sends what the broken one left", async () => {
    leg.write(audioOf(0, 100));
    it.command("recognizer.open");
    const first = await streamAt(0);
    await until(() => first.bytes === 100 * BYTES_PER_MS, "the audio");
    first.fail(status.UNAVAILABLE, "gone");
    expect(await it.heard("stream.failed")).toMatchObject({ code: 14, advice: "retry" });
    it.command("recognizer.halfClose");
    expect(await it.heard("stream.drained")).toMatchObject({ stream: 2 });
    expect(fake.streams[1]?.audio.equals(audioOf(0, 100))).toBe(true);
  });

  test("a half-close with nothing left to say is drained at once", async () => {
    it.command("recognizer.halfClose");
    expect(await it.heard("stream.drained")).toMatchObject({ stream: 0 });
    expect(fake.streams).toHaveLength(0);
  });

  test("an open on an open stream tells its fact again", async () => {
    it.command("recognizer.open");
    await it.heard("stream.opened");
    it.command("recognizer.open");
    expect(await it.heard("stream.opened", 2)).toEqual({ type: "stream.opened", stream: 1, fromMs: 0 });
    expect(fake.streams).toHaveLength(1);
  });

  test("a final's offset skips the audio that was held back during a hold", async () => {
    leg.write(audioOf(0, 100));
    leg.hold();
    leg.write(audioOf(100, 400));
    leg.resume();
    leg.write(audioOf(400, 500));
    it.command("recognizer.open");
    const stream = await streamAt(0);
    await until(() => stream.bytes === 200 * BYTES_PER_MS, "the audio around the hold");
    stream.final(150);
    expect(await it.heard("stream.final")).toMatchObject({ endMs: 450 });
    expect(it.ledger()).toMatchObject({ recognizedMs: 150, bufferedMs: 50, droppedMs: { hold: 300 } });
  });

  test("a cut counts long silence as recognised, but not audio of which the server still has a hypothesis", async () => {
    await setUpAgain({}, { replayBufferMs: 100, highWaterMs: 100 });
    it.command("recognizer.open");
    const first = await streamAt(0);
    await it.heard("stream.opened");
    leg.write(audioOf(0, 100));
    await until(() => first.bytes === 100 * BYTES_PER_MS, "the first audio");
    leg.write(audioOf(100, 200));
    await until(() => first.bytes === 200 * BYTES_PER_MS, "the second audio");
    expect(it.ledger()).toMatchObject({ heardMs: 100, bufferedMs: 100 });
    it.command("recognizer.cut");
    expect(await it.heard("stream.opened", 2)).toMatchObject({ fromMs: 100 });
    expect(it.ledger()).toMatchObject({ heardMs: 0, recognizedMs: 100, droppedMs: { overflow: 0 } });
    const second = await streamAt(1);
    await until(() => second.bytes === 100 * BYTES_PER_MS, "the replay");
    leg.write(audioOf(200, 240));
    await until(() => second.bytes === 140 * BYTES_PER_MS, "the third audio");
    second.say(60, { isFinal: false });
    second.say(70, { isFinal: true });
    second.say(80, { isFinal: false });
    await it.heard("stream.final");
    leg.write(audioOf(240, 300));
    await until(() => second.bytes === 200 * BYTES_PER_MS, "the fourth audio");
    expect(it.ledger()).toMatchObject({ heardMs: 30 });
    it.command("recognizer.cut");
    await it.heard("stream.opened", 3);
    expect(it.ledger()).toMatchObject({ heardMs: 0, recognizedMs: 170, droppedMs: { overflow: 30 } });
  });

  test("a server that takes no more audio is given up after a while, and nothing is lost", async () => {
    await setUpAgain(
      { stallDeadlineMs: 1_500 },
      { replayBufferMs: 600_000, highWaterMs: 600_000, coalesceMs: 100, replaySpeed: 1_000 },
    );
    fake.onStream = (stream, index) => {
      if (index === 0) stream.stopReading();
    };
    it.command("recognizer.open");
    await it.heard("stream.opened");
    for (let at = 0; at < 120_000; at += 1_000) leg.write(audioOf(at, at + 1_000));
    expect(await it.heard("stream.failed")).toMatchObject({ stream: 1, code: 4, advice: "restart" });
    it.command("recognizer.open");
    const second = await streamAt(1);
    await until(() => second.bytes === 120_000 * BYTES_PER_MS, "everything again", 15_000);
    expect(second.audio.equals(audioOf(0, 120_000))).toBe(true);
  }, 30_000);

  test("a server nobody can reach is a failure to retry", async () => {
    await setUpAgain({ openDeadlineMs: 200 });
    fake.failNext = (method) =>
      method === "listParticipants" ? { code: status.UNAVAILABLE, details: "not now" } : undefined;
    it.command("recognizer.open");
    expect(await it.heard("stream.failed")).toMatchObject({ stream: 1, code: 14, advice: "retry" });
    expect(it.dialogflow.pool.counts.busy).toBe(0);
  });

  test("a completed conversation stops the recogniser quietly, a refused configuration for good", async () => {
    fake.onStream = (stream, index) =>
      index === 0
        ? stream.fail(status.FAILED_PRECONDITION, "Conversation has completed.")
        : stream.fail(status.INVALID_ARGUMENT, "bad sample rate");
    it.command("recognizer.open");
    expect(await it.heard("stream.failed")).toMatchObject({ code: 9, advice: "quiet" });
    it.command("recognizer.open");
    expect(await it.heard("stream.failed", 2)).toMatchObject({ code: 3, advice: "fatal" });
  });

  test("stopping while the stream is still opening opens nothing afterwards", async () => {
    leg.write(audioOf(0, 100));
    it.command("recognizer.open");
    it.actor.stop();
    const calls = fake.calls.length;
    await until(() => it.dialogflow.pool.counts.busy === 0, "no busy connection");
    await it.dialogflow.participants.find({
      conversationName: CONVERSATION,
      callKey: CALL,
      speaker: "agent",
    });
    expect(fake.calls.length).toBeGreaterThan(calls);
    expect(fake.streams).toHaveLength(0);
    expect(it.facts).toHaveLength(0);
  });

  test("streams one after the other share a connection, streams at once do not", async () => {
    const other = it.tracks.open(CALL, "agent", FORMAT);
    other.write(audioOf(0, 10));
    it.command("recognizer.open");
    await it.heard("stream.opened");
    expect(it.dialogflow.pool.counts).toEqual({ busy: 1, idle: 0 });
    it.command("recognizer.cut");
    await it.heard("stream.opened", 2);
    await until(() => it.dialogflow.pool.counts.busy === 1, "one stream");
    expect(it.dialogflow.pool.counts.idle).toBe(1);
    it.command("recognizer.cut");
    await it.heard("stream.opened", 3);
    await until(() => it.dialogflow.pool.counts.busy === 1, "one stream");
    expect(it.dialogflow.pool.counts.idle).toBe(1);
  });

  test("after a hundred short calls nothing is left: no stream, no timer, no busy connection, no track", async () => {
    const clients = it.dialogflow;
    for (let call = 0; call < 100; call += 1) {
      const callKey = `call-${call}`;
      const sink = it.tracks.open(callKey, "customer", FORMAT);
      sink.write(audioOf(0, 50));
      const recognizer = createActor(clients.recognizerLogic, {
        input: { callKey, speaker: "customer", conversationName: CONVERSATION },
      });
      recognizer.start();
      recognizer.send({ type: "recognizer.open" });
      if (call % 3 > 0) await until(() => it.tick.isRunning || call % 3 === 2, "an open stream");
      if (call % 3 === 1) recognizer.send({ type: "recognizer.cut" });
      recognizer.stop();
      it.tracks.release(callKey);
    }
    await until(() => clients.pool.counts.busy === 0, "no busy connection");
    await until(() => fake.streams.every((stream) => stream.isCancelled || stream.isOver), "no open stream");
    expect(fake.streams.length).toBeGreaterThan(20);
    expect(it.tick.isRunning).toBe(false);
    expect(it.tracks.size).toBe(1);
  }, 20_000);
});
