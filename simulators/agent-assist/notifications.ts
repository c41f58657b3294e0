/** Makes the events a conversation profile's topics carry, in proto3 JSON, and publishes them in order. */
import { binaryForm } from "./binary-form.ts";
import type { Faults } from "./faults.ts";
import type { RecognitionResult } from "./listener/utterances.ts";
import type { ResolvedOptions, TopicKind } from "./options.ts";
import type { EventOutlet } from "./outlet.ts";
import type { SimulatorRecord } from "./record.ts";
import { type CloudSetup, isPublished } from "./setup.ts";
import { toJsonDuration, toJsonTimestamp } from "./time-values.ts";
import type { Conversation, Message, Participant } from "./world.ts";

export interface Notifications {
  lifecycle(conversation: Conversation, type: "CONVERSATION_STARTED" | "CONVERSATION_FINISHED"): void;
  newMessage(message: Message): void;
  recognition(participant: Participant, result: RecognitionResult, messageId: string): void;
  /** `results` are bodies of SuggestionResult with their resource names filled. */
  suggestion(participant: Participant, feature: string, results: Record<string, unknown>[]): void;
  /** Resolves when all that was told so far is published. */
  settled(): Promise<void>;
}

interface Outgoing {
  kind: TopicKind;
  type: string;
  feature?: string;
  payload: Record<string, unknown>;
  attributes?: Record<string, string>;
  lateMs?: number;
}

/** Stability of interim results; the real value varies, and clients only show it. */
export const INTERIM_STABILITY = 0.9;
export const FINAL_CONFIDENCE = 0.98;

export function createNotifications(
  options: ResolvedOptions,
  setup: CloudSetup,
  faults: Faults,
  record: SimulatorRecord,
  outlet: EventOutlet,
): Notifications {
  const { clock } = options;
  let queue: Promise<void> = Promise.resolve();
  const latenessOfInterim = latenessBy(faults);

  function publish(conversation: Conversation, outgoing: Outgoing) {
    const { kind, type, feature, payload, attributes = {}, lateMs = 0 } = outgoing;
    const topic = setup.topics[kind];
    if (topic === undefined) return;
    const text = JSON.stringify(payload);
    const message = {
      topic,
      data: setup.formats[kind] === "JSON" ? Buffer.from(text) : binaryForm(kind, payload),
      attributes,
      twice: faults.duplicateEvents,
      lateMs,
    };
    const dueAtMs = clock.now() + faults.delayEventsMs;
    queue = queue.then(async () => {
      const waitMs = dueAtMs - clock.now();
      if (waitMs > 0) await new Promise<void>((resolve) => clock.setTimeout(() => resolve(), waitMs));
      const publishedAtMs = clock.now();
      const messageId = await outlet.publish(message).catch((caught: unknown) => {
        record.publishFailures.push({ topic: message.topic, reason: String(caught) });
        return undefined;
      });
      if (messageId === undefined) return;
      const told = { topic, type, feature, data: text, attributes, lateMs };
      conversation.record.events.push({ ...told, publishedAtMs, messageId });
    });
  }

  return {
    lifecycle(conversation, type) {
      publish(conversation, { kind: "lifecycle", type, payload: { conversation: conversation.name, type } });
    },
    newMessage(message) {
      const { conversation } = message.participant;
      const payload = {
        conversation: conversation.name,
        type: "NEW_MESSAGE",
        newMessagePayload: {
          name: message.name,
          content: message.content,
          languageCode: message.languageCode,
          participant: message.participant.name,
          participantRole: message.participant.role,
          createTime: toJsonTimestamp(message.createdAtMs),
          sendTime: toJsonTimestamp(message.sentAtMs),
        },
      };
      publish(conversation, { kind: "messages", type: "NEW_MESSAGE", payload });
    },
    recognition({ conversation, id, role }, result, messageId) {
      const payload = {
        conversation: conversation.name,
        type: "NEW_RECOGNITION_RESULT",
        newRecognitionResultPayload: {
          messageType: "TRANSCRIPT",
          transcript: result.transcript,
          // proto3 JSON leaves out fields that hold their default, as isFinal false.
          ...(result.isFinal
            ? { isFinal: true, confidence: FINAL_CONFIDENCE }
            : { stability: INTERIM_STABILITY }),
          speechEndOffset: toJsonDuration(result.endMs),
          languageCode: options.languageCode.toLowerCase(),
        },
      };
      const lateMs = result.isFinal ? 0 : latenessOfInterim();
      const attributes = {
        participant_id: id,
        participant_role: role,
        message_id: lateMs > 0 ? crypto.randomUUID() : messageId,
      };
      publish(conversation, {
        kind: "transcripts",
        type: "NEW_RECOGNITION_RESULT",
        payload,
        attributes,
        lateMs,
      });
    },
    suggestion({ conversation, name }, feature, results) {
      if (!isPublished(setup, feature)) return;
      const suggestionResults = setup.hasNewerKinds ? results.map(asNewerKind) : results;
      const payload = { conversation: conversation.name, participant: name, suggestionResults };
      publish(conversation, { kind: "suggestions", type: "HUMAN_AGENT_ASSISTANT_EVENT", feature, payload });
    },
    settled: () => queue,
  };
}

/** Every other interim result is late where the fault is set; in milliseconds. */
function latenessBy(faults: Faults): () => number {
  let interims = 0;
  return () => {
    interims += 1;
    return interims % 2 === 0 ? faults.lateInterimsMs : 0;
  };
}

/** A result field that no published proto has. */
function asNewerKind(result: Record<string, unknown>): Record<string, unknown> {
  const [response] = Object.values(result);
  return { suggestNewerKindResponse: response };
}
