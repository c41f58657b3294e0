/** Adds spoken words to a conversation, and shows them in protobuf form. */
import type { SimulatorContext } from "./simulator-context.ts";
import { toProtoTime } from "./time-values.ts";
import type { Message, Participant } from "./world.ts";

/** Stores the message and announces it. `id` is one an interim result has already shown, if any. */
export function createParticipantMessage(
  { options, notifications }: SimulatorContext,
  participant: Participant,
  content: string,
  sentAtMs: number,
  id: string = crypto.randomUUID(),
): Message {
  const { conversation } = participant;
  const message: Message = {
    name: `${conversation.name}/messages/${id}`,
    participant,
    content,
    languageCode: options.languageCode,
    createdAtMs: options.clock.now(),
    sentAtMs,
  };
  conversation.messages.push(message);
  conversation.record.messages.push({
    name: message.name,
    role: participant.role,
    content,
    createdAtMs: message.createdAtMs,
    sentAtMs,
  });
  notifications.newMessage(message);
  return message;
}

/** google.cloud.dialogflow.v2beta1.Message. */
export function toProtoMessage(message: Message) {
  return {
    name: message.name,
    content: message.content,
    languageCode: message.languageCode,
    participant: message.participant.name,
    participantRole: message.participant.role,
    createTime: toProtoTime(message.createdAtMs),
    sendTime: toProtoTime(message.sentAtMs),
  };
}
