import { describe, expect, test } from "bun:test";
import { status } from "@grpc/grpc-js";
import { createActor } from "xstate";
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

describe("the recogniser, when something goes wrong", () => {
  test("a broken stream is one failure with its status, and the next replays what no final covers", async () => {
    scene.leg.write(audioOf(0, 300));
    scene.bed.command("recognizer.open");
    const first = await scene.streamAt(0);
    await until(() => first.bytes === 300 * BYTES_PER_MS, "all audio");
    first.final(100);
    first.fail(status.OUT_OF_RANGE, "Exceeded maximum allowed stream duration");
    expect(await scene.bed.heard("stream.failed")).toMatchObject({ stream: 1, code: 11, advice: "restart" });
    expect(scene.bed.facts.filter((fact) => fact.type === "stream.final")).toHaveLength(1);
    scene.leg.write(audioOf(300, 320));
    scene.bed.command("recognizer.open");
    const second = await scene.streamAt(1);
    await until(() => second.bytes === 220 * BYTES_PER_MS, "the replay");
    expect(second.audio.equals(audioOf(100, 320))).toBe(true);
    expect(scene.bed.facts.filter((fact) => fact.type === "stream.failed")).toHaveLength(1);
  });

  test("a server that ends unasked is a failure with code 0 and the advice to restart", async () => {
    scene.bed.command("recognizer.open");
    const stream = await scene.streamAt(0);
    await scene.bed.heard("stream.opened");
    stream.end();
    expect(await scene.bed.heard("stream.failed")).toMatchObject({ stream: 1, code: 0, advice: "restart" });
  });

  test("stopping the actor cancels the stream, frees its connection and sends nothing more", async () => {
    scene.leg.write(audioOf(0, 100));
    scene.bed.command("recognizer.open");
    const stream = await scene.streamAt(0);
    await until(() => stream.bytes === 100 * BYTES_PER_MS, "the audio");
    scene.leg.write(audioOf(100, 200));
    scene.bed.actor.stop();
    await until(() => stream.isCancelled, "the cancellation");
    await until(() => scene.bed.dialogflow.pool.counts.busy === 0, "a free connection");
    expect(scene.bed.tick.seats).toBe(0);
    expect(stream.bytes).toBe(100 * BYTES_PER_MS);
  });

  test("a drain that never ends is cancelled, and the waiting stream replays what no final covers", async () => {
    await scene.restart({ drainDeadlineMs: 600 });
    scene.leg.write(audioOf(0, 200));
    scene.bed.command("recognizer.open");
    const first = await scene.streamAt(0);
    first.onHalfClose = () => first.final(120);
    await until(() => first.bytes === 200 * BYTES_PER_MS, "the audio");
    scene.bed.command("recognizer.halfClose");
    scene.bed.command("recognizer.open");
    expect(await scene.bed.heard("stream.opened", 2)).toMatchObject({ stream: 2, fromMs: 120 });
    const second = await scene.streamAt(1);
    await until(() => second.bytes === 80 * BYTES_PER_MS, "the replay");
    expect(scene.bed.facts.some((fact) => fact.type === "stream.failed")).toBe(false);
  });

  test("a drain that never ends is a failure when nothing waits for it", async () => {
    await scene.restart({ drainDeadlineMs: 100 });
    scene.bed.command("recognizer.open");
    const stream = await scene.streamAt(0);
    stream.onHalfClose = () => {};
    await scene.bed.heard("stream.opened");
    scene.bed.command("recognizer.halfClose");
    expect(await scene.bed.heard("stream.failed")).toMatchObject({ stream: 1, code: 4, advice: "restart" });
  });

  test("a half-close without a stream still sends what the broken one left", async () => {
    scene.leg.write(audioOf(0, 100));
    scene.bed.command("recognizer.open");
    const first = await scene.streamAt(0);
    await until(() => first.bytes === 100 * BYTES_PER_MS, "the audio");
    first.fail(status.UNAVAILABLE, "gone");
    expect(await scene.bed.heard("stream.failed")).toMatchObject({ code: 14, advice: "retry" });
    scene.bed.command("recognizer.halfClose");
    expect(await scene.bed.heard("stream.drained")).toMatchObject({ stream: 2 });
    expect(scene.fake.streams[1]?.audio.equals(audioOf(0, 100))).toBe(true);
  });

  test("a cut counts long silence as recognised, but not audio of which the server still has a hypothesis", async () => {
    await scene.restart({}, { replayBufferMs: 100, highWaterMs: 100 });
    scene.bed.command("recognizer.open");
    const first = await scene.streamAt(0);
    await scene.bed.heard("stream.opened");
    scene.leg.write(audioOf(0, 100));
    await until(() => first.bytes === 100 * BYTES_PER_MS, "the first audio");
    scene.leg.write(audioOf(100, 200));
    await until(() => first.bytes === 200 * BYTES_PER_MS, "the second audio");
    expect(scene.bed.ledger()).toMatchObject({ heardMs: 100, bufferedMs: 100 });
    scene.bed.command("recognizer.cut");
    expect(await scene.bed.heard("stream.opened", 2)).toMatchObject({ fromMs: 100 });
    expect(first.isHalfClosed).toBe(true);
    expect(scene.bed.ledger()).toMatchObject({ heardMs: 0, recognizedMs: 100, droppedMs: { overflow: 0 } });
    const second = await scene.streamAt(1);
    await until(() => second.bytes === 100 * BYTES_PER_MS, "the replay");
    scene.leg.write(audioOf(200, 240));
    await until(() => second.bytes === 140 * BYTES_PER_MS, "the third audio");
    second.say(60, { isFinal: false });
    second.say(70, { isFinal: true });
    second.say(80, { isFinal: false });
    await scene.bed.heard("stream.final");
    scene.leg.write(audioOf(240, 300));
    await until(() => second.bytes === 200 * BYTES_PER_MS, "the fourth audio");
    expect(scene.bed.ledger()).toMatchObject({ heardMs: 30 });
    scene.bed.command("recognizer.cut");
    await scene.bed.heard("stream.opened", 3);
    expect(scene.bed.ledger()).toMatchObject({ heardMs: 0, recognizedMs: 170, droppedMs: { overflow: 30 } });
  });

  test("a server that takes no more audio is given up after a while, and nothing is lost", async () => {
    await scene.restart(
      { stallDeadlineMs: 1_500 },
      { replayBufferMs: 600_000, highWaterMs: 600_000, coalesceMs: 100, replaySpeed: 1_000 },
    );
    scene.fake.onStream = (stream, index) => {
      if (index === 0) stream.stopReading();
    };
    scene.bed.command("recognizer.open");
    await scene.bed.heard("stream.opened");
    for (let at = 0; at < 120_000; at += 1_000) scene.leg.write(audioOf(at, at + 1_000));
    expect(await scene.bed.heard("stream.failed")).toMatchObject({ stream: 1, code: 4, advice: "restart" });
    scene.bed.command("recognizer.open");
    const second = await scene.streamAt(1);
    await until(() => second.bytes === 120_000 * BYTES_PER_MS, "everything again");
    expect(second.audio.equals(audioOf(0, 120_000))).toBe(true);
  }, 600_000);

  test("a server nobody can reach is a failure to retry", async () => {
    await scene.restart({ openDeadlineMs: 200 });
    scene.fake.failNext = (method) =>
      method === "listParticipants" ? { code: status.UNAVAILABLE, details: "not now" } : undefined;
    scene.bed.command("recognizer.open");
    expect(await scene.bed.heard("stream.failed")).toMatchObject({ stream: 1, code: 14, advice: "retry" });
    expect(scene.bed.dialogflow.pool.counts.busy).toBe(0);
  });

  test("a completed conversation stops the recogniser quietly, a refused configuration for good", async () => {
    scene.fake.onStream = (stream, index) =>
      index === 0
        ? stream.fail(status.FAILED_PRECONDITION, "Conversation has completed.")
        : stream.fail(status.INVALID_ARGUMENT, "bad sample rate");
    scene.bed.command("recognizer.open");
    expect(await scene.bed.heard("stream.failed")).toMatchObject({ code: 9, advice: "quiet" });
    scene.bed.command("recognizer.open");
    expect(await scene.bed.heard("stream.failed", 2)).toMatchObject({ code: 3, advice: "fatal" });
  });

  test("stopping while the stream is still opening opens nothing afterwards", async () => {
    scene.leg.write(audioOf(0, 100));
    scene.bed.command("recognizer.open");
    scene.bed.actor.stop();
    const calls = scene.fake.calls.length;
    await until(() => scene.bed.dialogflow.pool.counts.busy === 0, "no busy connection");
    await scene.bed.dialogflow.participants.find({
      conversationName: CONVERSATION,
      callKey: CALL,
      speaker: "agent",
    });
    expect(scene.fake.calls.length).toBeGreaterThan(calls);
    expect(scene.fake.streams).toHaveLength(0);
    expect(scene.bed.facts).toHaveLength(0);
  });

  test("after a hundred short calls nothing is left: no stream, no timer, no busy connection, no track", async () => {
    const clients = scene.bed.dialogflow;
    for (let call = 0; call < 100; call += 1) {
      const callKey = `call-${call}`;
      const sink = scene.bed.tracks.open(callKey, "customer", FORMAT);
      sink.write(audioOf(0, 50));
      const recognizer = createActor(scene.bed.recognizer, {
        input: { callKey, speaker: "customer", conversationName: CONVERSATION },
      });
      recognizer.start();
      recognizer.send({ type: "recognizer.open" });
      if (call % 3 > 0) await until(() => scene.bed.tick.seats > 0 || call % 3 === 2, "an open stream");
      if (call % 3 === 1) recognizer.send({ type: "recognizer.cut" });
      recognizer.stop();
      scene.bed.tracks.release(callKey);
    }
    await until(() => clients.pool.counts.busy === 0, "no busy connection");
    await until(
      () => scene.fake.streams.every((stream) => stream.isCancelled || stream.isOver),
      "no open stream",
    );
    expect(scene.fake.streams.length).toBeGreaterThan(20);
    expect(scene.bed.tick.seats).toBe(0);
    expect(scene.bed.tracks.size).toBe(1);
  }, 600_000);
});
