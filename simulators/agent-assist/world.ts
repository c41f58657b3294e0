/** The simulator's memory: conversations, participants, messages and answer records by name. */
import { status } from "@grpc/grpc-js";
import type { ConversationRecord, ParticipantRecord, ParticipantRole } from "./record.ts";
import { keyOf, parseName } from "./resource-names.ts";
import { notFound, RpcError } from "./rpc.ts";

export interface Participant {
  name: string;
  id: string;
  role: ParticipantRole;
  /** The fields UpdateParticipant may set, as they came. */
  fields: Record<string, unknown>;
  conversation: Conversation;
  record: ParticipantRecord;
}

export interface Message {
  name: string;
  participant: Participant;
  content: string;
  languageCode: string;
  createdAtMs: number;
  sentAtMs: number;
}

export interface Conversation {
  name: string;
  /** projects/P or projects/P/locations/L, as in its name. */
  parent: string;
  profileName: string;
  stage: string;
  startedAtMs: number;
  completedAtMs: number | undefined;
  participants: Participant[];
  messages: Message[];
  contextReferences: Record<string, unknown>;
  /** Utterances, as sample/index, whose suggestions are out. */
  suggested: Set<string>;
  record: ConversationRecord;
}

export interface World {
  conversations: Map<string, Conversation>;
  /** AnswerRecord messages by name. */
  answerRecords: Map<string, Record<string, unknown>>;
}

export function createWorld(): World {
  return { conversations: new Map(), answerRecords: new Map() };
}

/** Remembers it under its key (see keyOf), and forgets the oldest when there are more than `capacity`. */
export function addConversation(
  { conversations }: World,
  key: string,
  conversation: Conversation,
  capacity: number,
): void {
  conversations.set(key, conversation);
  const oldest = conversations.keys().next().value;
  if (conversations.size > capacity && oldest !== undefined) conversations.delete(oldest);
}

/** Answer records remembered; the oldest go first. */
const ANSWER_RECORD_CAPACITY = 100_000;

/** Makes an answer record and returns its name. `parent` is projects/P or projects/P/locations/L. */
export function addAnswerRecord({ answerRecords }: World, parent: string): string {
  const location = parent.includes("/locations/") ? "" : "/locations/global";
  const name = `${parent}${location}/answerRecords/${crypto.randomUUID()}`;
  answerRecords.set(name, { name });
  const oldest = answerRecords.keys().next().value;
  if (answerRecords.size > ANSWER_RECORD_CAPACITY && oldest !== undefined) answerRecords.delete(oldest);
  return name;
}

export function findConversation(world: World, name: string): Conversation {
  const parsed = parseName(name, "conversations");
  const conversation = world.conversations.get(keyOf(parsed, parsed.ids.conversations ?? ""));
  if (conversation === undefined) throw notFound(`Conversation '${name}'`);
  return conversation;
}

export function findParticipant(world: World, name: string): Participant {
  const parsed = parseName(name, "conversations", "participants");
  const id = parsed.ids.participants ?? "";
  const conversation = world.conversations.get(keyOf(parsed, parsed.ids.conversations ?? ""));
  const participant = conversation?.participants.find((candidate) => candidate.id === id);
  if (participant === undefined) throw notFound(`Participant '${name}'`);
  return participant;
}

/** The refusal of a conversation that is over; undefined while it is not. */
export function completedError(conversation: Conversation): RpcError | undefined {
  if (conversation.completedAtMs === undefined) return undefined;
  return new RpcError(status.FAILED_PRECONDITION, "Conversation has completed.");
}

export function requireOpen(conversation: Conversation): void {
  const error = completedError(conversation);
  if (error !== undefined) throw error;
}
