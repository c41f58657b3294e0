/** Answers to finals, which a roll-over must not cut off. */
import { expect, test } from "bun:test";
import { until } from "../../../test/support/fake-participants.ts";
import { audioOf, BYTES_PER_MS, useRecognizerScene } from "../../../test/support/recognizer-scene.ts";

const scene = useRecognizerScene();
const LONG_MS = 600_000;
/** Of the server; several times what a roll-over waits without an answer. */
const SLOW_ANSWER_MS = 400;

async function openStream(timings: { answerMs: number }) {
  await scene.restart({ responsiveMs: LONG_MS, ...timings });
  scene.leg.write(audioOf(0, 1000));
  scene.bed.command("recognizer.open");
  const stream = await scene.streamAt(0);
  await until(() => stream.bytes === 1000 * BYTES_PER_MS, "all audio");
  return stream;
}

test("a server that answers finals is given time for the last one, and the next stream begins after that", async () => {
  const stream = await openStream({ answerMs: LONG_MS });
  stream.final(200);
  stream.answer();
  stream.final(400);
  await scene.bed.heard("stream.final", 2);
  let isAnswered = false;
  let wasAnswered: boolean | undefined;
  scene.fake.onStream = () => {
    wasAnswered ??= isAnswered;
  };
  scene.bed.command("recognizer.cut");
  setTimeout(() => {
    isAnswered = true;
    stream.answer([{ suggestSmartRepliesResponse: { smartReplyAnswers: [{ reply: "hello" }] } }]);
  }, SLOW_ANSWER_MS);
  expect(await scene.bed.heard("stream.opened", 2)).toMatchObject({ fromMs: 400 });
  expect(wasAnswered).toBe(true);
});

test("one that answers none is not waited for, nor for ever one that does not answer this time", async () => {
  const silent = await openStream({ answerMs: LONG_MS });
  silent.final(400);
  await scene.bed.heard("stream.final");
  scene.bed.command("recognizer.cut");
  await scene.bed.heard("stream.opened", 2);

  scene.fake.streams.length = 0;
  const forgetful = await openStream({ answerMs: 50 });
  forgetful.final(200);
  forgetful.answer();
  forgetful.final(400);
  await scene.bed.heard("stream.final", 2);
  scene.bed.command("recognizer.cut");
  expect(await scene.bed.heard("stream.opened", 2)).toMatchObject({ fromMs: 400 });
});
