/** StreamingAnalyzeContent as Google's own client meets it. */
import { expect, test } from "bun:test";
import { status } from "@grpc/grpc-js";
import { openCall, openStream, PARENT, type RecognizeOptions, recognize } from "./testing/google-clients.ts";
import { until } from "./testing/refusal.ts";
import { readLeg, textOf, toLinear16 } from "./testing/sample-audio.ts";
import { useSimulator } from "./testing/use-simulator.ts";

const scene = useSimulator();
const { clock } = scene;
const audioConfig = { audioEncoding: "AUDIO_ENCODING_LINEAR_16", sampleRateHertz: 8000 } as const;

const streamed = (audio: Uint8Array, options: RecognizeOptions) =>
  recognize(scene.clients, audio, { rpc: "streaming", ...options });

/** Writes the messages and resolves with the code the stream ends with. */
function codeOf(...messages: object[]): Promise<number | undefined> {
  const stream = scene.clients.participants.streamingAnalyzeContent();
  const ended = new Promise<number | undefined>((resolve) => {
    stream.on("error", (error: { code?: number }) => resolve(error.code));
    stream.on("data", () => {});
    stream.on("end", () => resolve(undefined));
  });
  for (const message of messages) stream.write(message);
  stream.end();
  return ended;
}

test("each utterance is a message of its own, with its suggestions, at its final", async () => {
  const { sample, samples } = await readLeg("lost-card", "customer");
  const call = await openCall(scene.clients, scene.simulator, "streamed");
  const outcome = await streamed(toLinear16(samples.subarray(0, 8 * 50_000)), { participant: call.customer });
  const texts = sample.utterances.filter(({ speaker }) => speaker === "customer").map(({ text }) => text);
  expect(outcome.errorCode).toBeUndefined();
  expect(outcome.finals.length).toBeGreaterThan(3);
  expect(outcome.messages).toEqual(outcome.finals.map(({ transcript }) => transcript));
  expect(texts.slice(0, outcome.messages.length)).toEqual(outcome.messages);
  expect(outcome.suggestions.length).toBeGreaterThan(0);
});

test("without output_multiple_utterances all is one message, made at the half-close", async () => {
  const { samples, words } = await readLeg("lost-card", "customer");
  const call = await openCall(scene.clients, scene.simulator, "stitched");
  const outcome = await streamed(toLinear16(samples.subarray(0, 8 * 50_000)), {
    participant: call.customer,
    streaming: { outputMultipleUtterances: false },
  });
  expect(outcome.finals.length).toBeGreaterThan(3);
  expect(outcome.messages).toEqual([outcome.finals.map(({ transcript }) => transcript).join(" ")]);
  expect(textOf(words)).toStartWith(
    scene.simulator.record
      .conversation("stitched")
      ?.participants.flatMap((participant) => participant.words)
      .join(" ") ?? "nothing",
  );
});

test("the first message is the configuration alone, and audio follows it alone", async () => {
  const call = await openCall(scene.clients, scene.simulator, "order");
  const first = { participant: call.customer, audioConfig };
  const inputAudio = new Uint8Array(160);
  expect(await codeOf({ participant: call.customer, inputAudio })).toBe(status.INVALID_ARGUMENT);
  expect(await codeOf({ ...first, inputAudio })).toBe(status.INVALID_ARGUMENT);
  expect(await codeOf(first, { inputAudio }, first)).toBe(status.INVALID_ARGUMENT);
  expect(await codeOf(first, { inputText: "hello" })).toBe(status.INVALID_ARGUMENT);
  expect(await codeOf({ audioConfig })).toBe(status.INVALID_ARGUMENT);
  // As Google's own service ends its audio.
  expect(await codeOf(first, { inputAudio }, {})).toBeUndefined();
});

test("a stream takes a minute of audio, however fast that comes", async () => {
  const call = await openCall(scene.clients, scene.simulator, "minute");
  const participant = call.customer;
  expect((await streamed(new Uint8Array(16 * 60_000), { participant })).errorCode).toBeUndefined();
  const longer = await streamed(new Uint8Array(16 * 60_000 + 1_600), { participant });
  expect(longer).toMatchObject({
    errorCode: status.OUT_OF_RANGE,
    errorMessage: "Exceeded maximum allowed stream duration.",
  });
});

test("an extended stream takes three minutes of time", async () => {
  const call = await openCall(scene.clients, scene.simulator, "extended");
  const stream = openStream(scene.clients, {
    rpc: "streaming",
    participant: call.agent,
    streaming: { enableExtendedStreaming: true },
  });
  const broken = new Promise<{ code?: number }>((resolve) => stream.on("error", resolve));
  const record = () => scene.simulator.record.conversation("extended")?.participants[0]?.streams[0];
  for (let second = 0; second < 180; second += 9) {
    expect(record()?.endReason).toBeUndefined();
    // Audio has to go on, or the stream ends for that.
    stream.write({ inputAudio: new Uint8Array(16 * 9_000) });
    await until(() => record()?.audioMs === (second + 9) * 1000);
    clock.increment(9_000);
  }
  expect((await broken).code).toBe(status.OUT_OF_RANGE);
});

test("an extended stream needs the human assist stage", async () => {
  const [conversation] = await scene.clients.conversations.createConversation({
    parent: PARENT,
    conversationId: "virtual",
    conversation: {
      conversationProfile: scene.simulator.conversationProfileName,
      conversationStage: "VIRTUAL_AGENT_STAGE",
    },
  });
  const [customer] = await scene.clients.participants.createParticipant({
    parent: conversation.name ?? "",
    participant: { role: "END_USER" },
  });
  const participant = customer.name ?? "";
  const extended = { participant, audioConfig, enableExtendedStreaming: true };
  expect(await codeOf(extended)).toBe(status.INVALID_ARGUMENT);
  expect(await codeOf({ ...extended, enableExtendedStreaming: false })).toBeUndefined();
});

test("an automated agent sends no audio", async () => {
  const call = await openCall(scene.clients, scene.simulator, "automated");
  const [robot] = await scene.clients.participants.createParticipant({
    parent: call.conversation,
    participant: { role: "AUTOMATED_AGENT" },
  });
  const outcome = await streamed(new Uint8Array(160), { participant: robot.name ?? "" });
  expect(outcome.errorCode).toBe(status.INVALID_ARGUMENT);
});
