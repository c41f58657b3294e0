import { describe, expect, test } from "bun:test";
import { status } from "@grpc/grpc-js";
import { until } from "../../../test/support/fake-participants.ts";
import { audioOf, BYTES_PER_MS, useRecognizerScene } from "../../../test/support/recognizer-scene.ts";

const scene = useRecognizerScene();
/** The id the fake server gives the first participant. */
const PARTICIPANT = "p1";

/** A stream that was sent 1,000 ms, of which it has answered 100. */
async function firstStream() {
  scene.leg.write(audioOf(0, 1_000));
  scene.bed.command("recognizer.open");
  const stream = await scene.streamAt(0);
  await until(() => stream.bytes === 1_000 * BYTES_PER_MS, "all audio");
  stream.final(100);
  await scene.bed.heard("stream.final");
  return stream;
}

describe("a final that was published but never read", () => {
  test("is not replayed where its event comes while the next stream waits for it", async () => {
    await scene.restart({ settleMs: 400 });
    const first = await firstStream();
    first.fail(status.UNAVAILABLE, "gone");
    await scene.bed.heard("stream.failed");
    scene.bed.command("recognizer.open");
    await scene.streamAt(1);
    scene.bed.published(PARTICIPANT, 700);
    expect(await scene.bed.heard("stream.final", 2)).toMatchObject({ stream: 1, endMs: 700, via: "event" });
    expect(await scene.bed.heard("stream.opened", 2)).toMatchObject({ stream: 2, fromMs: 700 });
    const second = await scene.streamAt(1);
    await until(() => second.bytes === 300 * BYTES_PER_MS, "the rest");
    expect(second.audio.equals(audioOf(700, 1_000))).toBe(true);
    expect(scene.bed.ledger()).toMatchObject({ recognizedMs: 700, bufferedMs: 300 });
  });

  test("is not replayed where its event came before the stream broke", async () => {
    const first = await firstStream();
    scene.bed.published(PARTICIPANT, 700);
    first.fail(status.UNAVAILABLE, "gone");
    await scene.bed.heard("stream.failed");
    scene.bed.command("recognizer.open");
    expect(await scene.bed.heard("stream.opened", 2)).toMatchObject({ fromMs: 700 });
  });

  test("ends the stream that has begun to replay it, before that one can finalise it again", async () => {
    await scene.restart({ settleMs: 0 }, { replaySpeed: 0.2 });
    scene.leg.write(audioOf(0, 100));
    scene.bed.command("recognizer.open");
    const first = await scene.streamAt(0);
    await until(() => first.bytes >= 60 * BYTES_PER_MS, "some audio");
    first.fail(status.ABORTED, "try again");
    await scene.bed.heard("stream.failed");
    scene.bed.command("recognizer.open");
    const second = await scene.streamAt(1);
    await until(() => second.bytes > 0 && second.bytes < 50 * BYTES_PER_MS, "the beginning of the replay");
    scene.bed.published(PARTICIPANT, 55);
    await until(() => second.isCancelled, "the end of the replay");
    expect(await scene.bed.heard("stream.opened", 3)).toMatchObject({ stream: 3, fromMs: 55 });
  });

  test("is replayed where nothing tells of it in time", async () => {
    const first = await firstStream();
    first.fail(status.UNAVAILABLE, "gone");
    await scene.bed.heard("stream.failed");
    scene.bed.command("recognizer.open");
    expect(await scene.bed.heard("stream.opened", 2)).toMatchObject({ fromMs: 100 });
  });

  test("is told apart from those of other participants and from those that were read", async () => {
    await scene.restart({ settleMs: 300 });
    const first = await firstStream();
    first.fail(status.UNAVAILABLE, "gone");
    await scene.bed.heard("stream.failed");
    scene.bed.published("p2", 700);
    scene.bed.published(PARTICIPANT, 100);
    scene.bed.command("recognizer.open");
    expect(await scene.bed.heard("stream.opened", 2)).toMatchObject({ fromMs: 100 });
  });
});

describe("a roll-over", () => {
  test("reads the final that is on its way before it cuts the stream off", async () => {
    await scene.restart({ quietMs: 200 });
    const first = await firstStream();
    scene.bed.command("recognizer.cut");
    scene.leg.write(audioOf(1_000, 1_100));
    first.final(640);
    expect(await scene.bed.heard("stream.opened", 2)).toMatchObject({ fromMs: 640 });
    expect(first.bytes).toBe(1_000 * BYTES_PER_MS);
    const second = await scene.streamAt(1);
    await until(() => second.bytes === 460 * BYTES_PER_MS, "the rest");
  });

  test("does not wait for ever for a server that goes on talking", async () => {
    await scene.restart({ quietMs: 100 });
    const first = await firstStream();
    scene.bed.command("recognizer.cut");
    const talking = setInterval(() => first.say(500, { isFinal: false }), 20);
    expect(await scene.bed.heard("stream.opened", 2)).toMatchObject({ fromMs: 100 });
    clearInterval(talking);
  });

  test("lets a server that has said nothing for a while end the stream itself: it may not have heard all yet", async () => {
    scene.leg.write(audioOf(0, 1_000));
    scene.bed.command("recognizer.open");
    const first = await scene.streamAt(0);
    await until(() => first.bytes === 1_000 * BYTES_PER_MS, "all audio");
    first.onHalfClose = () => {
      first.final(700);
      first.end();
    };
    scene.bed.command("recognizer.cut");
    scene.leg.write(audioOf(1_000, 1_100));
    expect(await scene.bed.heard("stream.opened", 2)).toMatchObject({ fromMs: 700 });
    expect(scene.bed.facts).toContainEqual({
      type: "stream.final",
      stream: 1,
      endMs: 700,
      behindMs: expect.any(Number),
    });
    const second = await scene.streamAt(1);
    await until(() => second.bytes === 400 * BYTES_PER_MS, "the rest, in which a word may have begun");
  });

  test("does not cut off a server that has fallen silent in the middle of a hypothesis", async () => {
    await scene.restart({ quietMs: 30, responsiveInHypothesisMs: -60_000 });
    const first = await firstStream();
    first.say(500, { isFinal: false, transcript: "and then" });
    first.onHalfClose = () => {
      first.final(700);
      first.end();
    };
    scene.bed.command("recognizer.cut");
    expect(await scene.bed.heard("stream.opened", 2)).toMatchObject({ fromMs: 700 });
    expect(first.isCancelled).toBe(false);
  });

  test("remembers a stream that was cut off in the middle of a hypothesis", async () => {
    await scene.restart({ quietMs: 100, settleMs: 0 });
    const first = await firstStream();
    first.say(500, { isFinal: false, transcript: "and then" });
    scene.bed.command("recognizer.cut");
    await scene.bed.heard("stream.opened", 2);
    scene.bed.published(PARTICIPANT, 950);
    expect(await scene.bed.heard("stream.final", 2)).toMatchObject({ stream: 1, endMs: 950, via: "event" });
  });

  test("does not replay what a server that only looked quiet had finalised", async () => {
    await scene.restart({ settleMs: 400 });
    const first = await firstStream();
    scene.bed.command("recognizer.cut");
    await until(() => first.isCancelled, "the cut");
    scene.bed.published(PARTICIPANT, 700);
    expect(await scene.bed.heard("stream.final", 2)).toMatchObject({ stream: 1, endMs: 700, via: "event" });
    expect(await scene.bed.heard("stream.opened", 2)).toMatchObject({ stream: 2, fromMs: 700 });
  });

  test("gives way to a half-close that comes while it waits", async () => {
    await scene.restart({ quietMs: 5_000 });
    const first = await firstStream();
    scene.bed.command("recognizer.cut");
    scene.leg.write(audioOf(1_000, 1_100));
    scene.bed.command("recognizer.halfClose");
    expect(await scene.bed.heard("stream.drained")).toMatchObject({ stream: 1 });
    expect(first.audio.equals(audioOf(0, 1_100))).toBe(true);
  });
});
