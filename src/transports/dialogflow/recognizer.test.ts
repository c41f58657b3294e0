import { describe, expect, test } from "bun:test";
import { until } from "../../../test/support/fake-participants.ts";
import {
  audioOf,
  BYTES_PER_MS,
  CALL,
  CONVERSATION,
  FORMAT,
  useRecognizerScene,
} from "../../../test/support/recognizer-scene.ts";

const scene = useRecognizerScene();

describe("the recogniser", () => {
  test("sends the configuration first, then the leg's audio in joined pieces", async () => {
    for (let at = 0; at < 400; at += 10) scene.leg.write(audioOf(at, at + 10));
    scene.bed.command("recognizer.open");
    expect(await scene.bed.heard("stream.opened")).toMatchObject({ stream: 1, fromMs: 0 });
    const stream = await scene.streamAt(0);
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
    // However slow the machine, the final was lately.
    await scene.restart({ responsiveMs: 600_000 });
    scene.leg.write(audioOf(0, 1000));
    scene.bed.command("recognizer.open");
    const first = await scene.streamAt(0);
    await until(() => first.bytes === 1000 * BYTES_PER_MS, "all audio");
    first.final(640);
    expect(await scene.bed.heard("stream.final")).toMatchObject({ stream: 1, endMs: 640 });
    scene.bed.command("recognizer.cut");
    expect(await scene.bed.heard("stream.opened", 2)).toMatchObject({ stream: 2, fromMs: 640 });
    await until(() => first.isCancelled, "the cancelled stream");
    const second = await scene.streamAt(1);
    await until(() => second.bytes === 360 * BYTES_PER_MS, "the rest");
    expect(second.audio.equals(audioOf(640, 1000))).toBe(true);
    second.final(100);
    expect(await scene.bed.heard("stream.final", 2)).toMatchObject({ stream: 2, endMs: 740 });
    expect(scene.bed.ledger()).toMatchObject({
      receivedMs: 1000,
      recognizedMs: 740,
      bufferedMs: 260,
      replayedMs: 360,
    });
  });

  test("a half-close sends the rest, hears the last final, and reports the drain", async () => {
    scene.bed.command("recognizer.open");
    scene.leg.write(audioOf(0, 500));
    const stream = await scene.streamAt(0);
    stream.onHalfClose = () => {
      stream.final(450);
      stream.end();
    };
    await scene.bed.heard("stream.opened");
    scene.leg.write(audioOf(500, 505));
    scene.bed.command("recognizer.halfClose");
    expect(await scene.bed.heard("stream.drained")).toEqual({ type: "stream.drained", stream: 1 });
    expect(stream.audio.equals(audioOf(0, 505))).toBe(true);
    expect(scene.bed.facts.map((fact) => fact.type)).toEqual([
      "stream.opened",
      "stream.final",
      "stream.drained",
    ]);
    expect(scene.bed.ledger()).toMatchObject({ receivedMs: 505, recognizedMs: 505, bufferedMs: 0 });
  });

  test("an open after a half-close waits for the drain, then begins where the drained stream ended", async () => {
    scene.leg.write(audioOf(0, 200));
    scene.bed.command("recognizer.open");
    const first = await scene.streamAt(0);
    let finishDrain = () => {};
    first.onHalfClose = () => {
      finishDrain = () => {
        first.final(150);
        first.end();
      };
    };
    await until(() => first.bytes === 200 * BYTES_PER_MS, "the audio");
    scene.bed.command("recognizer.halfClose");
    await until(() => first.isHalfClosed, "the half-close");
    scene.bed.command("recognizer.open");
    scene.leg.write(audioOf(200, 300));
    expect(scene.fake.streams).toHaveLength(1);
    finishDrain();
    expect(await scene.bed.heard("stream.opened", 2)).toMatchObject({ stream: 2, fromMs: 200 });
    const second = await scene.streamAt(1);
    await until(() => second.bytes === 100 * BYTES_PER_MS, "the new audio");
    expect(second.audio.equals(audioOf(200, 300))).toBe(true);
    expect(scene.bed.facts.map((fact) => fact.type)).toEqual([
      "stream.opened",
      "stream.final",
      "stream.drained",
      "stream.opened",
    ]);
  });

  test("a rest that is over at once leaves the stream as it is", async () => {
    scene.leg.write(audioOf(0, 200));
    scene.bed.command("recognizer.open");
    const stream = await scene.streamAt(0);
    await until(() => stream.bytes === 200 * BYTES_PER_MS, "what was there");
    scene.bed.rest();
    scene.bed.command("recognizer.open");
    expect(await scene.bed.heard("stream.opened", 2)).toMatchObject({ stream: 1, fromMs: 0 });
    scene.leg.write(audioOf(200, 300));
    await until(() => stream.bytes === 300 * BYTES_PER_MS || stream.isHalfClosed, "what came then");
    expect(stream.isHalfClosed).toBe(false);
    stream.onHalfClose = () => {
      stream.final(300);
      stream.end();
    };
    scene.bed.rest();
    expect(await scene.bed.heard("stream.drained")).toEqual({ type: "stream.drained", stream: 1 });
    expect(stream.audio.equals(audioOf(0, 300))).toBe(true);
    expect(scene.bed.ledger()).toMatchObject({ receivedMs: 300, recognizedMs: 300, bufferedMs: 0 });
    expect(scene.fake.streams).toHaveLength(1);
  });

  test("an open after a half-close whose stream is still opening takes the half-close back", async () => {
    scene.leg.write(audioOf(0, 200));
    scene.bed.command("recognizer.halfClose");
    scene.bed.command("recognizer.open");
    expect(await scene.bed.heard("stream.opened")).toMatchObject({ stream: 1, fromMs: 0 });
    const stream = await scene.streamAt(0);
    await until(() => stream.bytes === 200 * BYTES_PER_MS, "what was there");
    scene.leg.write(audioOf(200, 300));
    await until(() => stream.bytes === 300 * BYTES_PER_MS || stream.isHalfClosed, "what came then");
    expect(stream.isHalfClosed).toBe(false);
    expect(scene.fake.streams).toHaveLength(1);
  });

  test("what came while a stream drained gets a stream of its own before the end is reported", async () => {
    scene.leg.write(audioOf(0, 100));
    scene.bed.command("recognizer.open");
    const first = await scene.streamAt(0);
    first.onHalfClose = () => {};
    await until(() => first.bytes === 100 * BYTES_PER_MS, "the audio");
    scene.bed.command("recognizer.halfClose");
    await until(() => first.isHalfClosed, "the half-close");
    scene.bed.command("recognizer.open");
    scene.leg.write(audioOf(100, 150));
    scene.bed.command("recognizer.halfClose");
    first.end();
    expect(await scene.bed.heard("stream.drained")).toMatchObject({ stream: 2 });
    expect(scene.fake.streams[1]?.audio.equals(audioOf(100, 150))).toBe(true);
    expect(scene.bed.ledger()).toMatchObject({ receivedMs: 150, recognizedMs: 150 });
  });

  test("a half-close with nothing left to say is drained at once", async () => {
    scene.bed.command("recognizer.halfClose");
    expect(await scene.bed.heard("stream.drained")).toMatchObject({ stream: 0 });
    expect(scene.fake.streams).toHaveLength(0);
  });

  test("an open on an open stream tells its fact again", async () => {
    scene.bed.command("recognizer.open");
    await scene.bed.heard("stream.opened");
    scene.bed.command("recognizer.open");
    expect(await scene.bed.heard("stream.opened", 2)).toEqual({
      type: "stream.opened",
      stream: 1,
      fromMs: 0,
      participantName: expect.stringMatching(/\/participants\/./),
      connection: 1,
    });
    expect(scene.fake.streams).toHaveLength(1);
  });

  test("a final's offset skips the audio that was held back during a hold", async () => {
    scene.leg.write(audioOf(0, 100));
    scene.leg.hold();
    scene.leg.write(audioOf(100, 400));
    scene.leg.resume();
    scene.leg.write(audioOf(400, 500));
    scene.bed.command("recognizer.open");
    const stream = await scene.streamAt(0);
    await until(() => stream.bytes === 200 * BYTES_PER_MS, "the audio around the hold");
    stream.final(150);
    expect(await scene.bed.heard("stream.final")).toMatchObject({ endMs: 450 });
    expect(scene.bed.ledger()).toMatchObject({ recognizedMs: 150, bufferedMs: 50, droppedMs: { hold: 300 } });
  });

  test("streams one after the other share a connection, streams at once do not", async () => {
    const other = scene.bed.tracks.open(CALL, "agent", FORMAT);
    other.write(audioOf(0, 10));
    scene.bed.command("recognizer.open");
    await scene.bed.heard("stream.opened");
    expect(scene.bed.dialogflow.pool.counts).toEqual({ busy: 1, idle: 0 });
    scene.bed.command("recognizer.cut");
    await scene.bed.heard("stream.opened", 2);
    await until(() => scene.bed.dialogflow.pool.counts.busy === 1, "one stream");
    // The next stream may already have the connection of the one that was cut.
    expect(scene.bed.dialogflow.pool.counts.idle).toBeLessThanOrEqual(1);
    scene.bed.command("recognizer.cut");
    await scene.bed.heard("stream.opened", 3);
    await until(() => scene.bed.dialogflow.pool.counts.busy === 1, "one stream");
    // The next stream may already have the connection of the one that was cut.
    expect(scene.bed.dialogflow.pool.counts.idle).toBeLessThanOrEqual(1);
  });
});
