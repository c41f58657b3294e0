/** What the simulator saw and did, per conversation, for tests and the demo to check against. */
import type { HeardWord } from "./listener/utterances.ts";

export type ParticipantRole = "HUMAN_AGENT" | "AUTOMATED_AGENT" | "END_USER";

export interface StreamRecord {
  rpc: "bidi" | "streaming";
  openedAtMs: number;
  endedAtMs: number | undefined;
  /** How it ended, for example "half-closed", "cancelled", or a gRPC status as "OUT_OF_RANGE". */
  endReason: string | undefined;
  audioMs: number;
  /** The most by which audio ran ahead of real time, beyond the burst allowance; 0 for a patient sender. */
  aheadOfRealTimeMs: number;
  /** Words of the stream's finals, times from the start of the stream. */
  words: HeardWord[];
}

export interface ParticipantRecord {
  name: string;
  role: ParticipantRole;
  /** Words of all finals of all streams, in the order they were reported. */
  words: string[];
  /** Finals about audio that is in no sample. */
  unknownSpeech: string[];
  streams: StreamRecord[];
  audioMs: number;
}

export interface MessageRecord {
  name: string;
  role: ParticipantRole;
  content: string;
  createdAtMs: number;
  sentAtMs: number;
}

export interface EventRecord {
  topic: string;
  /** A ConversationEvent.Type, or HUMAN_AGENT_ASSISTANT_EVENT. */
  type: string;
  /** The sample's feature name, for suggestions. */
  feature: string | undefined;
  publishedAtMs: number;
  messageId: string;
  data: string;
  attributes: Record<string, string>;
  /** How much later than published it reached its subscriptions, by a fault. */
  lateMs: number;
}

export interface ConversationRecord {
  name: string;
  createdAtMs: number;
  completedAtMs: number | undefined;
  participants: ParticipantRecord[];
  messages: MessageRecord[];
  /** In the order of publication. */
  events: EventRecord[];
}

export interface SimulatorRecord {
  /** In the order of creation. */
  conversations: ConversationRecord[];
  /** Events that could not be published; only an outside emulator can cause these. */
  publishFailures: { topic: string; reason: string }[];
  /** By full name or by id; the newest of that id. */
  conversation(nameOrId: string): ConversationRecord | undefined;
  /** Keeps at most `capacity` conversations; the oldest go first. */
  add(conversation: ConversationRecord, capacity: number): void;
}

export function createRecord(): SimulatorRecord {
  const conversations: ConversationRecord[] = [];
  return {
    conversations,
    publishFailures: [],
    add(conversation, capacity) {
      conversations.push(conversation);
      if (conversations.length > capacity) conversations.shift();
    },
    conversation: (nameOrId) =>
      conversations.findLast(({ name }) => name === nameOrId || name.endsWith(`/conversations/${nameOrId}`)),
  };
}
