/** Streams that take only so much audio, as those of StreamingAnalyzeContent do. */
import { expect, test } from "bun:test";
import { until } from "../../../test/support/fake-participants.ts";
import { audioOf, BYTES_PER_MS, useRecognizerScene } from "../../../test/support/recognizer-scene.ts";

const scene = useRecognizerScene();
/** Of a stream, of what is sent again, and of a joined piece at most. */
const [MOST_MS, TAIL_MS, PIECE_MS] = [1_000, 100, 40];

const restart = () => scene.restart({ mostAudioMs: MOST_MS }, { tailMs: TAIL_MS });

test("a full stream says so once, sends no more, and after a cut the next one goes on shortly before its end", async () => {
  await restart();
  scene.leg.write(audioOf(0, 1_600));
  scene.bed.command("recognizer.open");
  expect(await scene.bed.heard("stream.full")).toMatchObject({ stream: 1 });
  const first = await scene.streamAt(0);
  await until(() => first.bytes >= MOST_MS * BYTES_PER_MS, "a full stream");
  scene.leg.write(audioOf(1_600, 1_700));
  scene.bed.command("recognizer.cut");
  const { fromMs } = await scene.bed.heard("stream.opened", 2);
  const sentMs = first.bytes / BYTES_PER_MS;
  expect(sentMs).toBeLessThan(MOST_MS + PIECE_MS);
  expect(first.isHalfClosed).toBe(true);
  expect(fromMs).toBe(sentMs - TAIL_MS);
  const second = await scene.streamAt(1);
  await until(() => second.bytes === (1_700 - fromMs) * BYTES_PER_MS, "the rest");
  expect(scene.bed.facts.filter(({ type }) => type === "stream.full")).toHaveLength(1);
  expect(scene.bed.ledger()).toMatchObject({ recognizedMs: fromMs, replayedMs: TAIL_MS });
});

test("the last words of a call that fill several streams are all sent before the drain is reported", async () => {
  await restart();
  scene.leg.write(audioOf(0, 2_500));
  scene.bed.command("recognizer.open");
  scene.bed.command("recognizer.halfClose");
  await scene.bed.heard("stream.drained");
  expect(scene.fake.streams).toHaveLength(3);
  for (const stream of scene.fake.streams) {
    expect(stream.bytes).toBeLessThan((MOST_MS + PIECE_MS) * BYTES_PER_MS);
    expect(stream.isHalfClosed).toBe(true);
  }
  expect(scene.bed.facts.filter(({ type }) => type === "stream.drained")).toHaveLength(1);
  expect(scene.bed.ledger()).toMatchObject({ recognizedMs: 2_500, bufferedMs: 0 });
});

test("a full stream that is half-closed before it is cut leaves the rest to the next", async () => {
  await restart();
  scene.leg.write(audioOf(0, 1_500));
  scene.bed.command("recognizer.open");
  await scene.bed.heard("stream.full");
  scene.bed.command("recognizer.halfClose");
  await scene.bed.heard("stream.drained");
  expect(scene.fake.streams).toHaveLength(2);
  expect(scene.bed.ledger()).toMatchObject({ recognizedMs: 1_500, bufferedMs: 0 });
});

test("an utterance longer than a stream is finished in parts, each where the server says that it ended", async () => {
  await restart();
  scene.fake.onStream = (stream) => {
    stream.onAudio = ({ bytes }) => stream.say(bytes / BYTES_PER_MS, { isFinal: false });
    stream.onHalfClose = ({ bytes }) => {
      stream.final(Math.floor(bytes / BYTES_PER_MS) - 20);
      stream.end();
    };
  };
  scene.leg.write(audioOf(0, 2_600));
  scene.bed.command("recognizer.open");
  for (const stream of [1, 2]) {
    await scene.bed.heard("stream.full", stream);
    scene.bed.command("recognizer.cut");
    const { fromMs } = await scene.bed.heard("stream.opened", stream + 1);
    const sentMs = (scene.fake.streams[stream - 1]?.bytes ?? 0) / BYTES_PER_MS;
    const began = scene.bed.facts.filter(({ type }) => type === "stream.opened")[stream - 1];
    expect(fromMs).toBe((began as { fromMs: number }).fromMs + sentMs - 20);
  }
  scene.bed.command("recognizer.halfClose");
  await scene.bed.heard("stream.drained", 3);
  expect(scene.bed.ledger()).toMatchObject({ recognizedMs: 2_600, replayedMs: 40 });
});

test("a stream that takes less audio than what is sent again brings the call on nevertheless", async () => {
  await scene.restart({ mostAudioMs: 100 }, { tailMs: 5_000 });
  scene.leg.write(audioOf(0, 1_000));
  scene.bed.command("recognizer.open");
  scene.bed.command("recognizer.halfClose");
  await scene.bed.heard("stream.drained");
  expect(scene.bed.ledger()).toMatchObject({ recognizedMs: 1_000, bufferedMs: 0 });
});
