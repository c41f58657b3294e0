/** The object a desktop receives for an Agent Assist event: the shape Google's UI Modules front end reads. */
import { publicRoomOf } from "../conversation.ts";
import type { LoggedNotification } from "./logged.ts";

/** Argument of the Socket.IO event named by `data_type` (google/agent-assist-integrations, cloud-pubsub-interceptor). */
export interface AssistEnvelope {
  /** Without location; also the room's name. */
  conversation_name: string;
  /** The payload's JSON text, unchanged. */
  data: string;
  data_type: string;
  /** When the event was received: YYYY-MM-DDTHH:MM:SSZ, UTC. */
  ack_time: string;
  publish_time: string;
  message_id: string;
  /** Only on recognition results. */
  participant_role?: string;
  /** Only on recognition results: the utterance the result belongs to. */
  new_recognition_result_message_id?: string;
  /** Place in the conversation's log, from 1. Absent on interim transcripts, which are not logged. */
  sequence?: number;
}

/** Builds the envelope; `sequence` is null for what is not logged. */
export function buildEnvelope(
  room: string,
  entry: LoggedNotification,
  sequence: number | null,
  takenInAtMs: number,
): AssistEnvelope {
  const envelope: AssistEnvelope = {
    conversation_name: publicRoomOf(room),
    data: entry.data,
    data_type: entry.dataType,
    ack_time: formatSeconds(takenInAtMs),
    publish_time: entry.publishTime,
    message_id: entry.messageId,
  };
  if (entry.dataType === "new-recognition-result-notification-event") {
    envelope.participant_role = entry.attributes.participant_role ?? "";
    envelope.new_recognition_result_message_id = entry.attributes.message_id ?? "";
  }
  if (sequence !== null) envelope.sequence = sequence;
  return envelope;
}

function formatSeconds(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}
