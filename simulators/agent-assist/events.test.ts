import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Message, Subscription } from "@google-cloud/pubsub";
import { v1 } from "@google-cloud/pubsub";
import { credentials } from "@grpc/grpc-js";
import { DEFAULT_SUBSCRIPTIONS } from "./options.ts";
import { type AgentAssistSimulator, startAgentAssistSimulator } from "./simulator.ts";
import { connectClients, type GoogleClients, openCall, recognize } from "./testing/google-clients.ts";
import { readLeg, toLinear16 } from "./testing/sample-audio.ts";

let simulator: AgentAssistSimulator;
let clients: GoogleClients;

beforeAll(async () => {
  simulator = await startAgentAssistSimulator();
  clients = connectClients(simulator);
});

afterAll(async () => {
  await clients.close();
  await simulator.close();
});

interface Received {
  id: string;
  payload: Record<string, unknown>;
  attributes: Record<string, string>;
}

/** Pulls and acknowledges until `enough` says so; fails after two minutes. */
async function collect(
  subscription: Subscription,
  enough: (received: Received[]) => boolean,
): Promise<Received[]> {
  const received: Received[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`only ${received.length} messages came`)), 120_000);
      subscription.on("error", reject);
      subscription.on("message", (message: Message) => {
        message.ack();
        const { id, attributes } = message;
        received.push({ id, payload: JSON.parse(message.data.toString()), attributes });
        if (!enough(received)) return;
        clearTimeout(timer);
        resolve();
      });
    });
  } finally {
    await subscription.close();
  }
  return received;
}

test("a whole call arrives through Google's Pub/Sub client: life cycle, transcripts, messages, suggestions", async () => {
  const call = await openCall(clients, simulator, "whole-call");
  const { sample, samples: agentAudio } = await readLeg("lost-card", "agent");
  const { samples: customerAudio } = await readLeg("lost-card", "customer");
  await recognize(clients, toLinear16(agentAudio), { participant: call.agent });
  await recognize(clients, toLinear16(customerAudio), { participant: call.customer });
  await clients.conversations.completeConversation({ name: call.conversation });

  const lifecycle = await collect(
    clients.pubsub.subscription(DEFAULT_SUBSCRIPTIONS.lifecycle),
    (events) => events.length >= 2,
  );
  expect(lifecycle.map(({ payload }) => payload)).toEqual([
    { conversation: call.conversation, type: "CONVERSATION_STARTED" },
    { conversation: call.conversation, type: "CONVERSATION_FINISHED" },
  ]);

  const messages = await collect(
    clients.pubsub.subscription(DEFAULT_SUBSCRIPTIONS.messages),
    (events) => events.length >= sample.utterances.length,
  );
  const contents = messages.map(({ payload }) => payload.newMessagePayload as Record<string, string>);
  expect(contents.map(({ content }) => content).sort()).toEqual(
    sample.utterances.map(({ text }) => text).sort(),
  );
  for (const message of contents) {
    expect(Object.keys(message).sort()).toEqual([
      "content",
      "createTime",
      "languageCode",
      "name",
      "participant",
      "participantRole",
      "sendTime",
    ]);
    expect(message.name).toStartWith(`${call.conversation}/messages/`);
    expect(Date.parse(message.sendTime ?? "")).toBeLessThanOrEqual(Date.parse(message.createTime ?? ""));
  }

  const suggestions = await collect(
    clients.pubsub.subscription(DEFAULT_SUBSCRIPTIONS.suggestions),
    (events) => events.length >= sample.suggestions.length,
  );
  expect(suggestions).toHaveLength(sample.suggestions.length);
  for (const { payload } of suggestions) {
    expect(payload.conversation).toBe(call.conversation);
    expect(payload.participant).toBe(call.agent);
    const text = JSON.stringify(payload.suggestionResults);
    expect(text).toContain(`"latestMessage":"${call.conversation}/messages/`);
    expect(text).toContain('"answerRecord":"projects/demo-project/locations/us-central1/answerRecords/');
  }
  const kinds = suggestions.map(
    ({ payload }) => Object.keys((payload.suggestionResults as object[])[0] ?? {})[0],
  );
  expect(new Set(kinds)).toEqual(
    new Set([
      "suggestSmartRepliesResponse",
      "suggestArticlesResponse",
      "suggestKnowledgeAssistResponse",
      "generateSuggestionsResponse",
      "suggestFaqAnswersResponse",
    ]),
  );

  const results = await collect(
    clients.pubsub.subscription(DEFAULT_SUBSCRIPTIONS.transcripts),
    (events) => events.filter(isFinal).length >= sample.utterances.length,
  );
  const finals = results.filter(isFinal);
  expect(finals).toHaveLength(sample.utterances.length);
  for (const final of finals) {
    const messageName = `${call.conversation}/messages/${final.attributes.message_id}`;
    expect(contents.map(({ name }) => name)).toContain(messageName);
    expect(["HUMAN_AGENT", "END_USER"]).toContain(final.attributes.participant_role ?? "");
    expect([call.agent, call.customer]).toContain(
      `${call.conversation}/participants/${final.attributes.participant_id}`,
    );
  }
  const interim = results.find((result) => !isFinal(result));
  expect(interim?.payload.newRecognitionResultPayload).toEqual({
    messageType: "TRANSCRIPT",
    transcript: "Thank",
    stability: 0.9,
    speechEndOffset: expect.stringMatching(/^\d+\.\d{3}s$/),
    languageCode: "en-us",
  });
});

function isFinal({ payload }: Received): boolean {
  return (payload.newRecognitionResultPayload as { isFinal?: boolean }).isFinal === true;
}

test("saying an utterance again brings its suggestions only once", async () => {
  const call = await openCall(clients, simulator, "suggested-once");
  const { samples } = await readLeg("lost-card", "customer");
  const audio = toLinear16(samples);
  await recognize(clients, audio, { participant: call.customer });
  await recognize(clients, audio, { participant: call.customer });
  await simulator.settled();
  const events = simulator.record.conversation("suggested-once")?.events ?? [];
  expect(events.filter(({ feature }) => feature === "SMART_REPLY")).toHaveLength(1);
});

test("only the features asked for are suggested", async () => {
  const smart = await startAgentAssistSimulator({ features: ["SMART_REPLY"] });
  const connected = connectClients(smart);
  try {
    const call = await openCall(connected, smart, "smart-only");
    const { samples } = await readLeg("lost-card", "customer");
    await recognize(connected, toLinear16(samples), { participant: call.customer });
    await smart.settled();
    const features = smart.record.conversation("smart-only")?.events.flatMap(({ feature }) => feature ?? []);
    expect(features).toEqual(["SMART_REPLY"]);
  } finally {
    await connected.close();
    await smart.close();
  }
});

test("text that reads like a sample's utterance brings the same suggestions, once per request id", async () => {
  const call = await openCall(clients, simulator, "by-text");
  const request = {
    participant: call.customer,
    textInput: { text: "hello i have lost my bank card and i am worried", languageCode: "en-US" },
    messageSendTime: { seconds: 1_700_000_000, nanos: 0 },
    requestId: "request-1",
  };
  const [first] = await clients.participants.analyzeContent(request);
  const [again] = await clients.participants.analyzeContent(request);
  expect(first.humanAgentSuggestionResults?.map((result) => Object.keys(result)[0])).toHaveLength(2);
  expect(again.message?.name).toBe(first.message?.name ?? "");
  await simulator.settled();
  const record = simulator.record.conversation("by-text");
  expect(record?.messages).toHaveLength(1);
  expect(record?.messages[0]?.sentAtMs).toBe(1_700_000_000_000);
  expect(record?.events.flatMap(({ feature }) => feature ?? [])).toEqual([
    "SMART_REPLY",
    "ARTICLE_SUGGESTION",
  ]);
});

test("a message that is refused, and one whose deadline passes, are delivered again", async () => {
  const subscriber = new v1.SubscriberClient({
    apiEndpoint: "127.0.0.1",
    port: simulator.port,
    sslCreds: credentials.createInsecure(),
    projectId: "demo-project",
    credentials: { client_email: "nobody@simulator.invalid", private_key: "none" },
  });
  try {
    const [topic] = await clients.pubsub.createTopic("redelivery");
    await topic.createSubscription("redelivery-sub", { ackDeadlineSeconds: 600 });
    const subscription = "projects/demo-project/subscriptions/redelivery-sub";
    const messageId = await topic.publishMessage({ data: Buffer.from("once"), attributes: { kind: "test" } });
    const pull = async () => {
      const [response] = await subscriber.pull({ subscription, maxMessages: 10 });
      const [received] = response.receivedMessages ?? [];
      return {
        ackId: received?.ackId ?? "",
        id: received?.message?.messageId,
        kind: received?.message?.attributes?.kind,
      };
    };
    const first = await pull();
    expect(first).toMatchObject({ id: messageId, kind: "test" });
    await subscriber.modifyAckDeadline({ subscription, ackIds: [first.ackId], ackDeadlineSeconds: 0 });
    const second = await pull();
    expect(second.id).toBe(messageId);
    await subscriber.modifyAckDeadline({ subscription, ackIds: [second.ackId], ackDeadlineSeconds: 1 });
    const third = await pull();
    expect(third.id).toBe(messageId);
    await subscriber.acknowledge({ subscription, ackIds: [third.ackId] });
    const [after] = await subscriber.pull({ subscription, maxMessages: 10, returnImmediately: true });
    expect(after.receivedMessages).toEqual([]);
  } finally {
    await subscriber.close();
  }
});

test("a duplicated event comes twice under one message id", async () => {
  const [topic] = await clients.pubsub.topic("aa-conversation-event-topic").get();
  const [subscription] = await topic.createSubscription("duplicates-sub");
  simulator.faults.duplicateEvents = true;
  try {
    await openCall(clients, simulator, "duplicated");
    const received = await collect(subscription, (events) => events.length >= 2);
    expect(received[1]?.id).toBe(received[0]?.id ?? "");
  } finally {
    simulator.faults.duplicateEvents = false;
  }
});

test("flow control of a streaming pull is kept: no more is out than the client allows", async () => {
  const [topic] = await clients.pubsub.createTopic("flow");
  await topic.createSubscription("flow-sub");
  await Promise.all(
    Array.from({ length: 20 }, (_, at) => topic.publishMessage({ data: Buffer.from(String(at)) })),
  );
  const subscription = clients.pubsub.subscription("flow-sub", {
    flowControl: { maxMessages: 5, allowExcessMessages: false },
  });
  let held: Message[] = [];
  let most = 0;
  const texts = new Set<string>();
  await new Promise<void>((resolve, reject) => {
    subscription.on("error", reject);
    subscription.on("message", (message: Message) => {
      held.push(message);
      most = Math.max(most, held.length);
      texts.add(message.data.toString());
      if (held.length === 5 || texts.size === 20) {
        for (const each of held) each.ack();
        held = [];
      }
      if (texts.size === 20) resolve();
    });
  });
  await subscription.close();
  expect(most).toBeLessThanOrEqual(5);
});
