import { expect, test } from "bun:test";
import { status } from "@grpc/grpc-js";
import { openCall, PARENT } from "./testing/google-clients.ts";
import { refusal } from "./testing/refusal.ts";
import { useSimulator } from "./testing/use-simulator.ts";

const scene = useSimulator();

test("a conversation is created under the caller's id, once, and lives until it is completed", async () => {
  const [created] = await scene.createConversation("lives");
  expect(created).toMatchObject({
    name: `${PARENT}/conversations/lives`,
    lifecycleState: "IN_PROGRESS",
    conversationStage: "HUMAN_ASSIST_STAGE",
  });
  expect((await refusal(scene.createConversation("lives"))).code).toBe(status.ALREADY_EXISTS);
  const name = created.name ?? "";
  await scene.clients.conversations.completeConversation({ name });
  const [completed] = await scene.clients.conversations.getConversation({ name });
  expect(completed.lifecycleState).toBe("COMPLETED");
  expect((await refusal(scene.createConversation("lives"))).code).toBe(status.ALREADY_EXISTS);
});

test("bad ids, unknown profiles and unknown names are refused as the real service does", async () => {
  for (const id of ["1abc", "ab", "a".repeat(65), "with space"]) {
    expect((await refusal(scene.createConversation(id))).code).toBe(status.INVALID_ARGUMENT);
  }
  const otherProfile = `${PARENT}/conversationProfiles/other`;
  expect((await refusal(scene.createConversation("no-profile", otherProfile))).code).toBe(status.NOT_FOUND);
  const name = `${PARENT}/conversations/never-made`;
  expect((await refusal(scene.clients.conversations.getConversation({ name }))).code).toBe(status.NOT_FOUND);
  const participant = { parent: name, participant: { role: "END_USER" as const } };
  expect((await refusal(scene.clients.participants.createParticipant(participant))).code).toBe(
    status.NOT_FOUND,
  );
  const profile = { name: `${PARENT}/conversationProfiles/other` };
  expect((await refusal(scene.clients.profiles.getConversationProfile(profile))).code).toBe(status.NOT_FOUND);
});

test("the profile names its topics and JSON as their format", async () => {
  const [profile] = await scene.clients.profiles.getConversationProfile({
    name: scene.simulator.conversationProfileName,
  });
  expect(profile.humanAgentAssistantConfig?.notificationConfig).toMatchObject({
    topic: "projects/demo-project/topics/aa-new-suggestion-topic",
    messageFormat: "JSON",
  });
});

test("participants are listed and may be updated, but not in their role", async () => {
  const call = await openCall(scene.clients, scene.simulator, "participants");
  const [listed] = await scene.clients.participants.listParticipants({ parent: call.conversation });
  expect(listed.map(({ role }) => role)).toEqual(["HUMAN_AGENT", "END_USER"]);
  const [updated] = await scene.clients.participants.updateParticipant({
    participant: { name: call.agent, agentDesktopSource: "OTHER" },
    updateMask: { paths: ["agent_desktop_source"] },
  });
  expect(updated.agentDesktopSource).toBe("OTHER");
  const change = scene.clients.participants.updateParticipant({
    participant: { name: call.agent, role: "END_USER" },
    updateMask: { paths: ["role"] },
  });
  expect((await refusal(change)).code).toBe(status.INVALID_ARGUMENT);
});

test("messages are listed newest first, by pages", async () => {
  const call = await openCall(scene.clients, scene.simulator, "listed");
  for (const text of ["one", "two", "three"]) {
    await scene.clients.participants.analyzeContent({
      participant: call.customer,
      textInput: { text, languageCode: "en-US" },
    });
  }
  const page = (pageToken: string) =>
    scene.clients.conversations.listMessages(
      { parent: call.conversation, pageSize: 2, pageToken },
      { autoPaginate: false },
    );
  const [first, , { nextPageToken }] = await page("");
  expect(first.map(({ content }) => content)).toEqual(["three", "two"]);
  const [second, , last] = await page(nextPageToken ?? "");
  expect(second.map(({ content }) => content)).toEqual(["one"]);
  expect(last.nextPageToken).toBe("");
});

test("feedback on a suggestion is kept in its answer record", async () => {
  const call = await openCall(scene.clients, scene.simulator, "feedback");
  const [response] = await scene.clients.participants.analyzeContent({
    participant: call.customer,
    textInput: { text: "Is there a fee for the new card?", languageCode: "en-US" },
  });
  const faq = response.humanAgentSuggestionResults?.find((result) => result.suggestFaqAnswersResponse);
  const name = faq?.suggestFaqAnswersResponse?.faqAnswers?.[0]?.answerRecord ?? "";
  const [updated] = await scene.clients.answerRecords.updateAnswerRecord({
    answerRecord: { name, answerFeedback: { correctnessLevel: "FULLY_CORRECT", clicked: true } },
    updateMask: { paths: ["answer_feedback"] },
  });
  expect(updated.answerFeedback).toMatchObject({ correctnessLevel: "FULLY_CORRECT", clicked: true });
  const unknown = { name: `${PARENT}/answerRecords/none` };
  const update = scene.clients.answerRecords.updateAnswerRecord({
    answerRecord: unknown,
    updateMask: { paths: ["answer_feedback"] },
  });
  expect((await refusal(update)).code).toBe(status.NOT_FOUND);
});

test("a summary and a knowledge search are answered on request", async () => {
  const call = await openCall(scene.clients, scene.simulator, "asked");
  await scene.clients.participants.analyzeContent({
    participant: call.customer,
    textInput: { text: "Is there a fee for the new card?", languageCode: "en-US" },
  });
  const [summary] = await scene.clients.conversations.suggestConversationSummary({
    conversation: call.conversation,
  });
  expect(summary.summary?.textSections?.resolution).toContain("free");
  const [found] = await scene.clients.conversations.searchKnowledge({
    parent: PARENT,
    query: { text: "how do I block a card", languageCode: "en-US" },
    conversationProfile: scene.simulator.conversationProfileName,
    sessionId: "session-1",
  });
  expect(found.answers?.[0]?.answerSources?.[0]?.title).toBe("Blocking a card");
  expect(found.answers?.[0]?.answerType).toBe("GENERATIVE");
});

test("a knowledge search without a required field, or with a name of nothing, is refused", async () => {
  const whole = {
    parent: PARENT,
    query: { text: "how do I block a card", languageCode: "en-US" },
    conversationProfile: scene.simulator.conversationProfileName,
    sessionId: "s".repeat(36),
  };
  const refused = async (change: object) =>
    (await refusal(scene.clients.conversations.searchKnowledge({ ...whole, ...change }))).code;
  for (const change of [
    { parent: "" },
    { query: null },
    { query: { text: " ", languageCode: "en-US" } },
    { query: { text: "card" } },
    { conversationProfile: "" },
    { sessionId: "" },
    { sessionId: "s".repeat(37) },
    { latestMessage: "no name" },
  ]) {
    expect([change, await refused(change)]).toEqual([change, status.INVALID_ARGUMENT]);
  }
  for (const change of [
    { conversationProfile: `${PARENT}/conversationProfiles/none` },
    { conversation: `${PARENT}/conversations/none` },
  ]) {
    expect([change, await refused(change)]).toEqual([change, status.NOT_FOUND]);
  }
  expect((await scene.clients.conversations.searchKnowledge(whole))[0].answers?.length).toBeGreaterThan(0);
});

test("a text with half an emoji, which is no UTF-8, is refused", async () => {
  const call = await openCall(scene.clients, scene.simulator, "strict-text");
  const say = (text: string) =>
    scene.clients.participants.analyzeContent({
      participant: call.customer,
      textInput: { text, languageCode: "en-US" },
      requestId: crypto.randomUUID(),
    });
  expect((await refusal(say("it is \ud83d broken"))).details).toContain("deserializing");
  expect((await say("it is 😀 whole"))[0].message?.content).toBe("it is 😀 whole");
});
