import { expect, test } from "bun:test";
import { status } from "@grpc/grpc-js";
import { openCall, openStream, recognize } from "./testing/google-clients.ts";
import { refusal, until } from "./testing/refusal.ts";
import { readLeg, toLinear16 } from "./testing/sample-audio.ts";
import { useSimulator } from "./testing/use-simulator.ts";

const scene = useSimulator();
const { clock } = scene;

test("a stream must begin with a config, of a participant that exists, in an encoding it can hear", async () => {
  const call = await openCall(scene.clients, scene.simulator, "configs");
  const stream = scene.clients.participants.bidiStreamingAnalyzeContent();
  const withoutConfig = new Promise<number | undefined>((resolve) => {
    stream.on("error", (error: { code?: number }) => resolve(error.code));
  });
  stream.write({ input: { audio: new Uint8Array(160) } });
  expect(await withoutConfig).toBe(status.INVALID_ARGUMENT);

  const audio = new Uint8Array(160);
  const unknown = await recognize(scene.clients, audio, {
    participant: `${call.conversation}/participants/nobody`,
  });
  expect(unknown.errorCode).toBe(status.NOT_FOUND);
  const flac = await recognize(scene.clients, audio, {
    participant: call.agent,
    encoding: "AUDIO_ENCODING_FLAC",
  });
  expect(flac.errorCode).toBe(status.INVALID_ARGUMENT);
  const slow = await recognize(scene.clients, audio, { participant: call.agent, sampleRateHertz: 4000 });
  expect(slow.errorCode).toBe(status.INVALID_ARGUMENT);
});

test("a completed conversation takes no stream and no text, and ends the streams it has", async () => {
  const call = await openCall(scene.clients, scene.simulator, "completed");
  const open = openStream(scene.clients, { participant: call.customer });
  const broken = new Promise<{ code?: number; details?: string }>((resolve) => open.on("error", resolve));
  await until(() => scene.simulator.record.conversation("completed")?.participants[1]?.streams.length === 1);
  await scene.clients.conversations.completeConversation({ name: call.conversation });
  open.write({ input: { audio: new Uint8Array(160) } });
  expect(await broken).toMatchObject({
    code: status.FAILED_PRECONDITION,
    details: "Conversation has completed.",
  });

  const later = await recognize(scene.clients, new Uint8Array(160), { participant: call.customer });
  expect(later).toMatchObject({
    errorCode: status.FAILED_PRECONDITION,
    errorMessage: "Conversation has completed.",
  });
  const text = { participant: call.customer, textInput: { text: "hello", languageCode: "en-US" } };
  expect((await refusal(scene.clients.participants.analyzeContent(text))).code).toBe(
    status.FAILED_PRECONDITION,
  );
});

test("a stream without audio ends after ten seconds", async () => {
  const call = await openCall(scene.clients, scene.simulator, "silent");
  const outcome = recognize(scene.clients, new Uint8Array(160), { participant: call.agent, keepOpen: true });
  await until(() => scene.simulator.record.conversation("silent")?.participants[0]?.audioMs === 10);
  clock.increment(9_999);
  expect(
    scene.simulator.record.conversation("silent")?.participants[0]?.streams[0]?.endReason,
  ).toBeUndefined();
  clock.increment(1);
  expect((await outcome).errorCode).toBe(status.OUT_OF_RANGE);
  expect((await outcome).errorMessage).toStartWith(
    "Audio Timeout Error: Long duration elapsed without audio.",
  );
  expect(scene.simulator.record.conversation("silent")?.participants[0]?.streams[0]?.endReason).toBe(
    "OUT_OF_RANGE",
  );
});

test("a stream ends at its limit, and what is pending is not finalised", async () => {
  const { sample, samples } = await readLeg("lost-card", "agent");
  const call = await openCall(scene.clients, scene.simulator, "limited");
  const stream = openStream(scene.clients, { participant: call.agent });
  const finals: string[] = [];
  stream.on("data", ({ recognitionResult }) => {
    if (recognitionResult?.isFinal) finals.push(recognitionResult.transcript);
  });
  const ended = new Promise<{ code?: number; details?: string }>((resolve) => stream.on("error", resolve));
  const chunk = toLinear16(samples.subarray(0, (sample.utterances[0]?.words[3]?.endMs ?? 0) * 8));
  for (let sentMs = 0; sentMs < 60_000; sentMs += 6_000) {
    const expectedMs = (sentMs / 6_000 + 1) * (chunk.length / 16);
    stream.write({ input: { audio: chunk } });
    await until(
      () => scene.simulator.record.conversation("limited")?.participants[0]?.audioMs === expectedMs,
    );
    clock.increment(6_000);
  }
  expect(await ended).toMatchObject({
    code: status.OUT_OF_RANGE,
    details: "Exceeded maximum allowed stream duration.",
  });
  expect(finals).toEqual([]);
});

test("a cancelled stream finalises nothing", async () => {
  const { sample, samples } = await readLeg("lost-card", "agent");
  const call = await openCall(scene.clients, scene.simulator, "cancelled");
  const stream = openStream(scene.clients, { participant: call.agent });
  stream.on("error", () => {
    // The client tells its own cancellation as an error.
  });
  const heardThree = new Promise<void>((resolve) => {
    stream.on("data", ({ recognitionResult }) => {
      if (recognitionResult?.transcript === "Thank you for") resolve();
    });
  });
  stream.write({
    input: { audio: toLinear16(samples.subarray(0, (sample.utterances[0]?.words[2]?.endMs ?? 0) * 8)) },
  });
  await heardThree;
  stream.cancel();
  const record = scene.simulator.record.conversation("cancelled")?.participants[0];
  await until(() => record?.streams[0]?.endReason !== undefined);
  expect(record?.streams[0]?.endReason).toBe("cancelled");
  expect(record?.words).toEqual([]);
});

test("audio far ahead of real time is taken, and counted", async () => {
  const { samples } = await readLeg("lost-card", "agent");
  const call = await openCall(scene.clients, scene.simulator, "hasty");
  await recognize(scene.clients, toLinear16(samples), { participant: call.agent });
  const stream = scene.simulator.record.conversation("hasty")?.participants[0]?.streams[0];
  // The clock does not move in this test: all but the allowance of 5 s is ahead of real time.
  expect(stream?.aheadOfRealTimeMs).toBe(samples.length / 8 - 5_000);
});

test("of audio that comes at once, no utterance begins before its stream or before the speaker's last", async () => {
  const { sample, samples } = await readLeg("lost-card", "agent");
  const call = await openCall(scene.clients, scene.simulator, "begun");
  const stream = openStream(scene.clients, { participant: call.agent });
  const ended = new Promise<void>((resolve) => stream.on("data", () => {}).on("end", resolve));
  await until(() => scene.simulator.record.conversation("begun")?.participants[0]?.streams.length === 1);
  const openedAtMs = clock.now();
  clock.increment(9_000);
  for (let at = 0; at < samples.length; at += 8_000)
    stream.write({ input: { audio: toLinear16(samples.subarray(at, at + 8_000)) } });
  stream.end();
  await ended;
  const said = scene.simulator.record.conversation("begun")?.messages ?? [];
  const begun = said.map(({ sentAtMs }) => sentAtMs);
  expect(said).toHaveLength(sample.utterances.filter(({ speaker }) => speaker === "agent").length);
  expect(begun).toEqual(begun.toSorted((one, other) => one - other));
  expect(Math.min(...begun)).toBeGreaterThanOrEqual(openedAtMs);
});

test("faults come on cue and go when they are taken back", async () => {
  const { faults } = scene.simulator;
  faults.refuseConversations = { code: status.RESOURCE_EXHAUSTED, message: "Quota exceeded." };
  expect(await refusal(scene.createConversation("refused"))).toEqual({
    code: status.RESOURCE_EXHAUSTED,
    details: "Quota exceeded.",
  });
  faults.refuseConversations = undefined;
  const call = await openCall(scene.clients, scene.simulator, "faults");

  faults.failNextStream = { code: status.INTERNAL, message: "Internal error.", afterAudioMs: 1000 };
  const audio = new Uint8Array(16 * 2000);
  expect((await recognize(scene.clients, audio, { participant: call.agent })).errorCode).toBe(
    status.INTERNAL,
  );
  expect((await recognize(scene.clients, audio, { participant: call.agent })).errorCode).toBeUndefined();

  faults.failStreamsAfterMs = 500;
  expect((await recognize(scene.clients, audio, { participant: call.agent })).errorCode).toBe(
    status.UNAVAILABLE,
  );
  faults.failStreamsAfterMs = undefined;

  const open = recognize(scene.clients, audio, { participant: call.agent, keepOpen: true });
  await until(
    () => scene.simulator.record.conversation("faults")?.participants[0]?.streams[3]?.audioMs === 2000,
  );
  faults.breakAllStreams(status.ABORTED);
  expect((await open).errorCode).toBe(status.ABORTED);
  expect(scene.simulator.record.conversation("faults")?.participants[0]?.streams[1]?.endReason).toBe(
    "half-closed",
  );
});
