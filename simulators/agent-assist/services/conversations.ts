/** google.cloud.dialogflow.v2beta1.Conversations: create, get, complete, and what is said in them. */
import type { protos } from "@google-cloud/dialogflow";
import { status, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { createParticipantMessage, toProtoMessage } from "../messages.ts";
import { keyOf, parseParent } from "../resource-names.ts";
import { invalidArgument, permissionDenied, RpcError, unary } from "../rpc.ts";
import type { SimulatorContext } from "../simulator-context.ts";
import { fromProtoTime, toProtoTime } from "../time-values.ts";
import {
  addConversation,
  type Conversation,
  findConversation,
  findParticipant,
  requireOpen,
} from "../world.ts";
import { searchKnowledge } from "./knowledge-search.ts";
import { requireKnownProfile } from "./profiles.ts";
import { summarize } from "./summary.ts";

type V2Beta1 = typeof protos.google.cloud.dialogflow.v2beta1;
type Dialogflow = {
  [Name in keyof V2Beta1]: V2Beta1[Name] extends new (
    properties?: infer Properties,
  ) => unknown
    ? NonNullable<Properties>
    : never;
};

/** Own ids: a letter, then letters, digits, _ and -, 3 to 64 characters (conversation.proto, conversation_id). */
const CONVERSATION_ID = /^[a-zA-Z][a-zA-Z0-9_-]{2,63}$/;

const CREATE = "dialogflow.conversations.create";

export function createConversationsService(context: SimulatorContext): UntypedServiceImplementation {
  const { world, options, faults, record, notifications } = context;

  function createConversation(request: Dialogflow["CreateConversationRequest"]) {
    if (faults.refuseConversations !== undefined) {
      throw new RpcError(faults.refuseConversations.code, faults.refuseConversations.message);
    }
    if (context.setup.denied.has(CREATE)) throw permissionDenied(CREATE, request.parent ?? "");
    const parent = parseParent(request.parent ?? "");
    const profileName = request.conversation?.conversationProfile ?? "";
    if (profileName === "") throw invalidArgument("Conversation profile is required.");
    requireKnownProfile(context, profileName);
    const id = request.conversationId || `c${crypto.randomUUID()}`;
    if (!CONVERSATION_ID.test(id)) {
      throw invalidArgument(
        `Conversation id '${id}' does not match '[a-zA-Z][a-zA-Z0-9_-]*' of 3 to 64 characters.`,
      );
    }
    if (parent.location !== options.location) {
      throw invalidArgument("The conversation profile and the conversation must be in the same location.");
    }
    const key = keyOf(parent, id);
    if (world.conversations.has(key)) {
      throw new RpcError(status.ALREADY_EXISTS, `Conversation '${id}' already exists.`);
    }
    const stage = String(request.conversation?.conversationStage || "");
    const conversation = newConversation(
      { id, prefix: parent.prefix, profileName, stage },
      options.clock.now(),
    );
    addConversation(world, key, conversation, options.conversationCapacity);
    record.add(conversation.record, options.conversationCapacity);
    notifications.lifecycle(conversation, "CONVERSATION_STARTED");
    return toProtoConversation(conversation);
  }

  function completeConversation(request: Dialogflow["CompleteConversationRequest"]) {
    const conversation = findConversation(world, request.name ?? "");
    conversation.completedAtMs ??= options.clock.now();
    conversation.record.completedAtMs ??= conversation.completedAtMs;
    // The real service tells FINISHED each time it is asked to complete.
    notifications.lifecycle(conversation, "CONVERSATION_FINISHED");
    return toProtoConversation(conversation);
  }

  function ingestContextReferences(request: Dialogflow["IngestContextReferencesRequest"]) {
    const conversation = findConversation(world, request.conversation ?? "");
    Object.assign(conversation.contextReferences, request.contextReferences);
    return { ingestedContextReferences: conversation.contextReferences };
  }

  return {
    createConversation: unary(createConversation),
    getConversation: unary((request: Dialogflow["GetConversationRequest"]) =>
      toProtoConversation(findConversation(world, request.name ?? "")),
    ),
    completeConversation: unary(completeConversation),
    listMessages: unary((request: Dialogflow["ListMessagesRequest"]) => listMessages(context, request)),
    batchCreateMessages: unary((request: Dialogflow["BatchCreateMessagesRequest"]) =>
      batchCreateMessages(context, request),
    ),
    ingestContextReferences: unary(ingestContextReferences),
    suggestConversationSummary: unary((request: Dialogflow["SuggestConversationSummaryRequest"]) =>
      summarize(context, findConversation(world, request.conversation ?? "")),
    ),
    searchKnowledge: unary((request: Dialogflow["SearchKnowledgeRequest"]) =>
      searchKnowledge(context, request),
    ),
  };
}

function listMessages({ world }: SimulatorContext, request: Dialogflow["ListMessagesRequest"]) {
  const { messages } = findConversation(world, request.parent ?? "");
  const start = Number(request.pageToken || 0);
  const size = Math.min(request.pageSize || 100, 1000);
  // Newest first, as conversation.proto says of ListMessages.
  const page = messages.toReversed().slice(start, start + size);
  const nextPageToken = start + size < messages.length ? String(start + size) : "";
  return { messages: page.map(toProtoMessage), nextPageToken };
}

function batchCreateMessages(context: SimulatorContext, request: Dialogflow["BatchCreateMessagesRequest"]) {
  const { world } = context;
  const conversation = findConversation(world, request.parent ?? "");
  requireOpen(conversation);
  const requests = request.requests ?? [];
  if (requests.length > 300) throw invalidArgument("At most 300 messages can be created in a batch.");
  const messages = requests.map(({ message }) => {
    if (!message?.participant || !message.sendTime) {
      throw invalidArgument("Message participant and send_time are required.");
    }
    const participant = findParticipant(world, message.participant);
    const sentAtMs = fromProtoTime(message.sendTime, 0);
    const known = conversation.messages.find(
      (other) => other.participant === participant && other.sentAtMs === sentAtMs,
    );
    return known ?? createParticipantMessage(context, participant, message.content ?? "", sentAtMs);
  });
  return { messages: messages.map(toProtoMessage) };
}

function newConversation(
  { id, prefix, profileName, stage }: { id: string; prefix: string; profileName: string; stage: string },
  nowMs: number,
): Conversation {
  const name = `${prefix}/conversations/${id}`;
  const times = { createdAtMs: nowMs, completedAtMs: undefined };
  return {
    ...{ name, parent: prefix, profileName, startedAtMs: nowMs, completedAtMs: undefined },
    stage: stage === "" || stage === "CONVERSATION_STAGE_UNSPECIFIED" ? "HUMAN_ASSIST_STAGE" : stage,
    ...{ participants: [], messages: [], contextReferences: {}, suggested: new Set() },
    record: { name, ...times, participants: [], messages: [], events: [] },
  };
}

function toProtoConversation(conversation: Conversation) {
  const { completedAtMs } = conversation;
  return {
    name: conversation.name,
    lifecycleState: completedAtMs === undefined ? "IN_PROGRESS" : "COMPLETED",
    conversationProfile: conversation.profileName,
    conversationStage: conversation.stage,
    startTime: toProtoTime(conversation.startedAtMs),
    endTime: completedAtMs === undefined ? undefined : toProtoTime(completedAtMs),
    ingestedContextReferences: conversation.contextReferences,
  };
}
