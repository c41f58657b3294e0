/** google.cloud.dialogflow.v2beta1.Participants: who takes part, text messages, and the door to streams of audio. */
import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import { toCamelCase } from "../field-names.ts";
import { createParticipantMessage, toProtoMessage } from "../messages.ts";
import type { ParticipantRole } from "../record.ts";
import { invalidArgument, RpcError, unary } from "../rpc.ts";
import type { SimulatorContext } from "../simulator-context.ts";
import { fromProtoTime } from "../time-values.ts";
import { findConversation, findParticipant, type Participant, requireOpen } from "../world.ts";
import type { AudioStreams } from "./audio-streams.ts";

/** Fields a caller sets and gets back as they are; enums as names. */
interface ParticipantFields {
  name?: string;
  role?: string;
  obfuscatedExternalUserId?: string;
  documentsMetadataFilters?: Record<string, string>;
  agentDesktopSource?: string;
}

interface AnalyzeContentRequest {
  participant: string;
  textInput?: { text: string; languageCode: string };
  messageSendTime?: { seconds: string; nanos: number } | null;
  requestId: string;
}

const ROLES: readonly string[] = ["HUMAN_AGENT", "AUTOMATED_AGENT", "END_USER"];
/** Answers kept per participant to recognise a repeated request_id. */
const REMEMBERED_REQUESTS = 1000;

export function createParticipantsService(
  context: SimulatorContext,
  audioStreams: AudioStreams,
): UntypedServiceImplementation {
  const { world, faults, options, suggestions } = context;
  const answered = new Map<string, unknown>();

  function createParticipant(request: { parent: string; participant: ParticipantFields | null }) {
    if (faults.refuseParticipants !== undefined) {
      throw new RpcError(faults.refuseParticipants.code, faults.refuseParticipants.message);
    }
    const conversation = findConversation(world, request.parent);
    requireOpen(conversation);
    const fields = request.participant ?? {};
    const role = fields.role ?? "ROLE_UNSPECIFIED";
    if (!isRole(role)) throw invalidArgument("Participant role is required.");
    if ((fields.obfuscatedExternalUserId ?? "").length > 256) {
      throw invalidArgument("obfuscated_external_user_id must not exceed 256 characters.");
    }
    const givenId = fields.name?.split("/").at(-1) ?? "";
    const id = givenId === "" ? crypto.randomUUID() : givenId;
    const name = `${conversation.name}/participants/${id}`;
    const participant: Participant = {
      name,
      id,
      role,
      fields: { ...fields },
      conversation,
      record: { name, role, words: [], unknownSpeech: [], streams: [], audioMs: 0 },
    };
    conversation.participants.push(participant);
    conversation.record.participants.push(participant.record);
    return toProtoParticipant(participant);
  }

  function updateParticipant(request: {
    participant: ParticipantFields | null;
    updateMask: { paths: string[] } | null;
  }) {
    const participant = findParticipant(world, request.participant?.name ?? "");
    const paths = (request.updateMask?.paths ?? []).map(toCamelCase);
    for (const path of paths) {
      if (path === "role" || path === "name") throw invalidArgument(`Participant ${path} is immutable.`);
      participant.fields[path] = request.participant?.[path as keyof ParticipantFields];
    }
    return toProtoParticipant(participant);
  }

  function analyzeContent(request: AnalyzeContentRequest) {
    const participant = findParticipant(world, request.participant);
    requireOpen(participant.conversation);
    const text = request.textInput?.text ?? "";
    if (text === "") throw invalidArgument("Input is required: the simulator takes text_input only.");
    const requestKey = `${participant.name}/${request.requestId}`;
    const known = request.requestId === "" ? undefined : answered.get(requestKey);
    if (known !== undefined) return known;

    const sentAtMs = fromProtoTime(request.messageSendTime, options.clock.now());
    const message = createParticipantMessage(context, participant, text, sentAtMs);
    const utterance = suggestions.findUtterance(text);
    const results = utterance === undefined ? [] : suggestions.afterUtterance(utterance, message);
    const response = { message: toProtoMessage(message), humanAgentSuggestionResults: results };
    if (request.requestId !== "") {
      answered.set(requestKey, response);
      const oldest = answered.keys().next().value;
      if (answered.size > REMEMBERED_REQUESTS && oldest !== undefined) answered.delete(oldest);
    }
    return response;
  }

  return {
    createParticipant: unary(createParticipant),
    getParticipant: unary((request: { name: string }) =>
      toProtoParticipant(findParticipant(world, request.name)),
    ),
    listParticipants: unary((request: { parent: string }) => ({
      participants: findConversation(world, request.parent).participants.map(toProtoParticipant),
      nextPageToken: "",
    })),
    updateParticipant: unary(updateParticipant),
    analyzeContent: unary(analyzeContent),
    bidiStreamingAnalyzeContent: audioStreams.handleBidi,
    streamingAnalyzeContent: audioStreams.handleStreaming,
  };
}

function toProtoParticipant({ name, role, fields }: Participant) {
  return { ...fields, name, role };
}

function isRole(role: string): role is ParticipantRole {
  return ROLES.includes(role);
}
