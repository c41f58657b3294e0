import { afterAll, beforeAll, expect, test } from "bun:test";
import { status } from "@grpc/grpc-js";
import { SimulatedClock } from "xstate";
import { type AgentAssistSimulator, startAgentAssistSimulator } from "./simulator.ts";
import { connectClients, type GoogleClients, openCall, PARENT, recognize } from "./testing/google-clients.ts";
import { readLeg, toLinear16 } from "./testing/sample-audio.ts";

let simulator: AgentAssistSimulator;
let clients: GoogleClients;
const clock = new SimulatedClock();

beforeAll(async () => {
  simulator = await startAgentAssistSimulator({ clock, streamLimitMs: 60_000 });
  clients = connectClients(simulator);
});

afterAll(async () => {
  await clients.close();
  await simulator.close();
});

/** The code and text of the refusal; fails when there is none. */
async function refusal(
  promise: Promise<unknown>,
): Promise<{ code: number | undefined; details: string | undefined }> {
  try {
    await promise;
  } catch (caught) {
    const { code, details } = caught as { code?: number; details?: string };
    return { code, details };
  }
  throw new Error("not refused");
}

/** Waits until the condition holds; fails after 5 s. */
async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("the condition never held");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function createConversation(conversationId: string, conversationProfile = simulator.conversationProfileName) {
  return clients.conversations.createConversation({
    parent: PARENT,
    conversationId,
    conversation: { conversationProfile },
  });
}

test("a conversation is created under the caller's id, once, and lives until it is completed", async () => {
  const [created] = await createConversation("lives");
  expect(created).toMatchObject({
    name: `${PARENT}/conversations/lives`,
    lifecycleState: "IN_PROGRESS",
    conversationStage: "HUMAN_ASSIST_STAGE",
  });
  expect((await refusal(createConversation("lives"))).code).toBe(status.ALREADY_EXISTS);
  const name = created.name ?? "";
  await clients.conversations.completeConversation({ name });
  const [completed] = await clients.conversations.getConversation({ name });
  expect(completed.lifecycleState).toBe("COMPLETED");
  expect((await refusal(createConversation("lives"))).code).toBe(status.ALREADY_EXISTS);
});

test("bad ids, unknown profiles and unknown names are refused as the real service does", async () => {
  for (const id of ["1abc", "ab", "a".repeat(65), "with space"]) {
    expect((await refusal(createConversation(id))).code).toBe(status.INVALID_ARGUMENT);
  }
  const otherProfile = `${PARENT}/conversationProfiles/other`;
  expect((await refusal(createConversation("no-profile", otherProfile))).code).toBe(status.NOT_FOUND);
  const name = `${PARENT}/conversations/never-made`;
  expect((await refusal(clients.conversations.getConversation({ name }))).code).toBe(status.NOT_FOUND);
  const participant = { parent: name, participant: { role: "END_USER" as const } };
  expect((await refusal(clients.participants.createParticipant(participant))).code).toBe(status.NOT_FOUND);
  const profile = { name: `${PARENT}/conversationProfiles/other` };
  expect((await refusal(clients.profiles.getConversationProfile(profile))).code).toBe(status.NOT_FOUND);
});

test("the profile names its topics and JSON as their format", async () => {
  const [profile] = await clients.profiles.getConversationProfile({
    name: simulator.conversationProfileName,
  });
  expect(profile.humanAgentAssistantConfig?.notificationConfig).toMatchObject({
    topic: "projects/demo-project/topics/aa-new-suggestion-topic",
    messageFormat: "JSON",
  });
});

test("participants are listed and may be updated, but not in their role", async () => {
  const call = await openCall(clients, simulator, "participants");
  const [listed] = await clients.participants.listParticipants({ parent: call.conversation });
  expect(listed.map(({ role }) => role)).toEqual(["HUMAN_AGENT", "END_USER"]);
  const [updated] = await clients.participants.updateParticipant({
    participant: { name: call.agent, agentDesktopSource: "OTHER" },
    updateMask: { paths: ["agent_desktop_source"] },
  });
  expect(updated.agentDesktopSource).toBe("OTHER");
  const change = clients.participants.updateParticipant({
    participant: { name: call.agent, role: "END_USER" },
    updateMask: { paths: ["role"] },
  });
  expect((await refusal(change)).code).toBe(status.INVALID_ARGUMENT);
});

test("messages are listed newest first, by pages", async () => {
  const call = await openCall(clients, simulator, "listed");
  for (const text of ["one", "two", "three"]) {
    await clients.participants.analyzeContent({
      participant: call.customer,
      textInput: { text, languageCode: "en-US" },
    });
  }
  const page = (pageToken: string) =>
    clients.conversations.listMessages(
      { parent: call.conversation, pageSize: 2, pageToken },
      { autoPaginate: false },
    );
  const [first, , { nextPageToken }] = await page("");
  expect(first.map(({ content }) => content)).toEqual(["three", "two"]);
  const [second, , last] = await page(nextPageToken ?? "");
  expect(second.map(({ content }) => content)).toEqual(["one"]);
  expect(last.nextPageToken).toBe("");
});

test("a stream must begin with a config, of a participant that exists, in an encoding it can hear", async () => {
  const call = await openCall(clients, simulator, "configs");
  const stream = clients.participants.bidiStreamingAnalyzeContent();
  const withoutConfig = new Promise<number | undefined>((resolve) => {
    stream.on("error", (error: { code?: number }) => resolve(error.code));
  });
  stream.write({ input: { audio: new Uint8Array(160) } });
  expect(await withoutConfig).toBe(status.INVALID_ARGUMENT);

  const audio = new Uint8Array(160);
  const unknown = await recognize(clients, audio, {
    participant: `${call.conversation}/participants/nobody`,
  });
  expect(unknown.errorCode).toBe(status.NOT_FOUND);
  const flac = await recognize(clients, audio, { participant: call.agent, encoding: "AUDIO_ENCODING_FLAC" });
  expect(flac.errorCode).toBe(status.INVALID_ARGUMENT);
  const slow = await recognize(clients, audio, { participant: call.agent, sampleRateHertz: 4000 });
  expect(slow.errorCode).toBe(status.INVALID_ARGUMENT);
});

test("a completed conversation takes no stream and no text, and ends the streams it has", async () => {
  const call = await openCall(clients, simulator, "completed");
  const open = clients.participants.bidiStreamingAnalyzeContent();
  const broken = new Promise<{ code?: number; details?: string }>((resolve) => open.on("error", resolve));
  open.write({
    config: {
      participant: call.customer,
      voiceSessionConfig: {
        inputAudioEncoding: "AUDIO_ENCODING_LINEAR_16",
        inputAudioSampleRateHertz: 8000,
      },
    },
  });
  await until(() => simulator.record.conversation("completed")?.participants[1]?.streams.length === 1);
  await clients.conversations.completeConversation({ name: call.conversation });
  open.write({ input: { audio: new Uint8Array(160) } });
  expect(await broken).toMatchObject({
    code: status.FAILED_PRECONDITION,
    details: "Conversation has completed.",
  });

  const later = await recognize(clients, new Uint8Array(160), { participant: call.customer });
  expect(later).toMatchObject({
    errorCode: status.FAILED_PRECONDITION,
    errorMessage: "Conversation has completed.",
  });
  const text = { participant: call.customer, textInput: { text: "hello", languageCode: "en-US" } };
  expect((await refusal(clients.participants.analyzeContent(text))).code).toBe(status.FAILED_PRECONDITION);
});

test("a stream without audio ends after ten seconds", async () => {
  const call = await openCall(clients, simulator, "silent");
  const outcome = recognize(clients, new Uint8Array(160), { participant: call.agent, keepOpen: true });
  await until(() => simulator.record.conversation("silent")?.participants[0]?.audioMs === 10);
  clock.increment(9_999);
  expect(simulator.record.conversation("silent")?.participants[0]?.streams[0]?.endReason).toBeUndefined();
  clock.increment(1);
  expect((await outcome).errorCode).toBe(status.OUT_OF_RANGE);
  expect((await outcome).errorMessage).toStartWith(
    "Audio Timeout Error: Long duration elapsed without audio.",
  );
  expect(simulator.record.conversation("silent")?.participants[0]?.streams[0]?.endReason).toBe(
    "OUT_OF_RANGE",
  );
});

test("a stream ends at its limit, and what is pending is not finalised", async () => {
  const { sample, samples } = await readLeg("lost-card", "agent");
  const call = await openCall(clients, simulator, "limited");
  const stream = clients.participants.bidiStreamingAnalyzeContent();
  const finals: string[] = [];
  stream.on("data", ({ recognitionResult }) => {
    if (recognitionResult?.isFinal) finals.push(recognitionResult.transcript);
  });
  const ended = new Promise<{ code?: number; details?: string }>((resolve) => stream.on("error", resolve));
  stream.write({
    config: {
      participant: call.agent,
      voiceSessionConfig: {
        inputAudioEncoding: "AUDIO_ENCODING_LINEAR_16",
        inputAudioSampleRateHertz: 8000,
      },
    },
  });
  const chunk = toLinear16(samples.subarray(0, (sample.utterances[0]?.words[3]?.endMs ?? 0) * 8));
  for (let sentMs = 0; sentMs < 60_000; sentMs += 6_000) {
    const expectedMs = (sentMs / 6_000 + 1) * (chunk.length / 16);
    stream.write({ input: { audio: chunk } });
    await until(() => simulator.record.conversation("limited")?.participants[0]?.audioMs === expectedMs);
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
  const call = await openCall(clients, simulator, "cancelled");
  const stream = clients.participants.bidiStreamingAnalyzeContent();
  stream.on("error", () => {
    // The client tells its own cancellation as an error.
  });
  const heardThree = new Promise<void>((resolve) => {
    stream.on("data", ({ recognitionResult }) => {
      if (recognitionResult?.transcript === "Thank you for") resolve();
    });
  });
  stream.write({
    config: {
      participant: call.agent,
      voiceSessionConfig: {
        inputAudioEncoding: "AUDIO_ENCODING_LINEAR_16",
        inputAudioSampleRateHertz: 8000,
      },
    },
  });
  stream.write({
    input: { audio: toLinear16(samples.subarray(0, (sample.utterances[0]?.words[2]?.endMs ?? 0) * 8)) },
  });
  await heardThree;
  stream.cancel();
  const record = simulator.record.conversation("cancelled")?.participants[0];
  await until(() => record?.streams[0]?.endReason !== undefined);
  expect(record?.streams[0]?.endReason).toBe("cancelled");
  expect(record?.words).toEqual([]);
});

test("audio far ahead of real time is taken, and counted", async () => {
  const { samples } = await readLeg("lost-card", "agent");
  const call = await openCall(clients, simulator, "hasty");
  await recognize(clients, toLinear16(samples), { participant: call.agent });
  const stream = simulator.record.conversation("hasty")?.participants[0]?.streams[0];
  // The clock stands still in this test: all but the allowance of 5 s is ahead of real time.
  expect(stream?.aheadOfRealTimeMs).toBe(samples.length / 8 - 5_000);
});

test("faults come on cue and go when they are taken back", async () => {
  const { faults } = simulator;
  faults.refuseConversations = { code: status.RESOURCE_EXHAUSTED, message: "Quota exceeded." };
  expect(await refusal(createConversation("refused"))).toEqual({
    code: status.RESOURCE_EXHAUSTED,
    details: "Quota exceeded.",
  });
  faults.refuseConversations = undefined;
  const call = await openCall(clients, simulator, "faults");

  faults.failNextStream = { code: status.INTERNAL, message: "Internal error.", afterAudioMs: 1000 };
  const audio = new Uint8Array(16 * 2000);
  expect((await recognize(clients, audio, { participant: call.agent })).errorCode).toBe(status.INTERNAL);
  expect((await recognize(clients, audio, { participant: call.agent })).errorCode).toBeUndefined();

  faults.failStreamsAfterMs = 500;
  expect((await recognize(clients, audio, { participant: call.agent })).errorCode).toBe(status.UNAVAILABLE);
  faults.failStreamsAfterMs = undefined;

  const open = recognize(clients, audio, { participant: call.agent, keepOpen: true });
  await until(() => simulator.record.conversation("faults")?.participants[0]?.streams[3]?.audioMs === 2000);
  faults.breakAllStreams(status.ABORTED);
  expect((await open).errorCode).toBe(status.ABORTED);
  expect(simulator.record.conversation("faults")?.participants[0]?.streams[1]?.endReason).toBe("half-closed");
});

test("feedback on a suggestion is kept in its answer record", async () => {
  const call = await openCall(clients, simulator, "feedback");
  const [response] = await clients.participants.analyzeContent({
    participant: call.customer,
    textInput: { text: "Is there a fee for the new card?", languageCode: "en-US" },
  });
  const faq = response.humanAgentSuggestionResults?.find((result) => result.suggestFaqAnswersResponse);
  const name = faq?.suggestFaqAnswersResponse?.faqAnswers?.[0]?.answerRecord ?? "";
  const [updated] = await clients.answerRecords.updateAnswerRecord({
    answerRecord: { name, answerFeedback: { correctnessLevel: "FULLY_CORRECT", clicked: true } },
    updateMask: { paths: ["answer_feedback"] },
  });
  expect(updated.answerFeedback).toMatchObject({ correctnessLevel: "FULLY_CORRECT", clicked: true });
  const unknown = { name: `${PARENT}/answerRecords/none` };
  const update = clients.answerRecords.updateAnswerRecord({
    answerRecord: unknown,
    updateMask: { paths: ["answer_feedback"] },
  });
  expect((await refusal(update)).code).toBe(status.NOT_FOUND);
});

test("a summary and a knowledge search are answered on request", async () => {
  const call = await openCall(clients, simulator, "asked");
  await clients.participants.analyzeContent({
    participant: call.customer,
    textInput: { text: "Is there a fee for the new card?", languageCode: "en-US" },
  });
  const [summary] = await clients.conversations.suggestConversationSummary({
    conversation: call.conversation,
  });
  expect(summary.summary?.textSections?.resolution).toContain("free");
  const [found] = await clients.conversations.searchKnowledge({
    parent: PARENT,
    query: { text: "how do I block a card", languageCode: "en-US" },
    conversationProfile: simulator.conversationProfileName,
    sessionId: "session-1",
  });
  expect(found.answers?.[0]?.answerSources?.[0]?.title).toBe("Blocking a card");
  expect(found.answers?.[0]?.answerType).toBe("GENERATIVE");
});
