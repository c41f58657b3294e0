/** Google's own clients, pointed at a simulator, with the few steps every test takes. */
import { v2beta1 } from "@google-cloud/dialogflow";
import { PubSub } from "@google-cloud/pubsub";
import { credentials } from "@grpc/grpc-js";
import type { AgentAssistSimulator } from "../simulator.ts";

export interface GoogleClients {
  conversations: v2beta1.ConversationsClient;
  participants: v2beta1.ParticipantsClient;
  profiles: v2beta1.ConversationProfilesClient;
  answerRecords: v2beta1.AnswerRecordsClient;
  pubsub: PubSub;
  close(): Promise<void>;
}

export const PARENT = "projects/demo-project/locations/us-central1";

export function connectClients({ port, address }: AgentAssistSimulator): GoogleClients {
  const options = {
    apiEndpoint: "127.0.0.1",
    port,
    sslCreds: credentials.createInsecure(),
    projectId: "demo-project",
    // Never used; without any, the library looks for some at the cloud's metadata server.
    credentials: { client_email: "nobody@simulator.invalid", private_key: "none" },
  };
  const conversations = new v2beta1.ConversationsClient(options);
  const participants = new v2beta1.ParticipantsClient(options);
  const profiles = new v2beta1.ConversationProfilesClient(options);
  const answerRecords = new v2beta1.AnswerRecordsClient(options);
  const pubsub = new PubSub({
    projectId: "demo-project",
    apiEndpoint: address,
    emulatorMode: true,
    // With a value here, the library does not ask the cloud's metadata server for one.
    clientOptions: { universeDomain: "googleapis.com" },
  });
  return {
    conversations,
    participants,
    profiles,
    answerRecords,
    pubsub,
    async close() {
      await Promise.all([
        conversations.close(),
        participants.close(),
        profiles.close(),
        answerRecords.close(),
        pubsub.close(),
      ]);
    },
  };
}

export interface TestCall {
  conversation: string;
  agent: string;
  customer: string;
}

export function createConversation(
  clients: GoogleClients,
  conversationId: string,
  conversationProfile: string,
) {
  return clients.conversations.createConversation({
    parent: PARENT,
    conversationId,
    conversation: { conversationProfile },
  });
}

/** Creates a conversation with both participants. */
export async function openCall(
  clients: GoogleClients,
  { conversationProfileName }: AgentAssistSimulator,
  conversationId: string,
): Promise<TestCall> {
  const [conversation] = await createConversation(clients, conversationId, conversationProfileName);
  const name = conversation.name ?? "";
  const participant = async (role: "HUMAN_AGENT" | "END_USER") => {
    const [created] = await clients.participants.createParticipant({ parent: name, participant: { role } });
    return created.name ?? "";
  };
  return {
    conversation: name,
    agent: await participant("HUMAN_AGENT"),
    customer: await participant("END_USER"),
  };
}

export type RecognitionRpc = "bidi" | "streaming";

export interface RecognizeOptions {
  participant: string;
  /** Default bidi. */
  rpc?: RecognitionRpc;
  /** Further fields of the streaming rpc's first message; by default utterances are kept apart. */
  streaming?: { outputMultipleUtterances?: boolean; enableExtendedStreaming?: boolean };
  encoding?: "AUDIO_ENCODING_LINEAR_16" | "AUDIO_ENCODING_MULAW" | "AUDIO_ENCODING_FLAC";
  sampleRateHertz?: number;
  chunkBytes?: number;
  /** Leave the stream open after the audio, until it is ended from the other side. */
  keepOpen?: boolean;
}

export interface FinalResult {
  transcript: string;
  endMs: number;
}

export interface RecognizeOutcome {
  finals: FinalResult[];
  interims: string[];
  /** Messages of the answers. */
  messages: string[];
  /** Bodies of SuggestionResult in the answers. */
  suggestions: object[];
  /** gRPC code of the error that ended the stream; undefined after a normal end. */
  errorCode: number | undefined;
  errorMessage: string | undefined;
}

/** How each rpc is opened and fed. */
const WORDS_OF = {
  bidi: {
    open: (api: v2beta1.ParticipantsClient) => api.bidiStreamingAnalyzeContent(),
    first: ({ participant, encoding, sampleRateHertz }: RecognizeOptions) => ({
      config: {
        participant,
        voiceSessionConfig: {
          inputAudioEncoding: encoding ?? "AUDIO_ENCODING_LINEAR_16",
          inputAudioSampleRateHertz: sampleRateHertz ?? 8000,
        },
      },
    }),
    requestOf: (audio: Uint8Array): object => ({ input: { audio } }),
  },
  streaming: {
    open: (api: v2beta1.ParticipantsClient) => api.streamingAnalyzeContent(),
    first: ({ participant, encoding, sampleRateHertz, streaming }: RecognizeOptions) => ({
      participant,
      audioConfig: {
        audioEncoding: encoding ?? "AUDIO_ENCODING_LINEAR_16",
        sampleRateHertz: sampleRateHertz ?? 8000,
      },
      outputMultipleUtterances: true,
      ...streaming,
    }),
    requestOf: (audio: Uint8Array): object => ({ inputAudio: audio }),
  },
} satisfies Record<RecognitionRpc, object>;

/** A stream whose configuration is sent: LINEAR16 at 8000 Hz unless told otherwise. */
export function openStream(clients: GoogleClients, options: RecognizeOptions) {
  const { open, first } = WORDS_OF[options.rpc ?? "bidi"];
  const stream = open(clients.participants);
  stream.write(first(options));
  return stream;
}

/** Sends the audio as fast as it is taken, half-closes, and collects what comes until the stream ends. */
export function recognize(
  clients: GoogleClients,
  audio: Uint8Array,
  options: RecognizeOptions,
): Promise<RecognizeOutcome> {
  const { requestOf } = WORDS_OF[options.rpc ?? "bidi"];
  const stream = openStream(clients, options);
  const outcome: RecognizeOutcome = {
    finals: [],
    interims: [],
    messages: [],
    suggestions: [],
    errorCode: undefined,
    errorMessage: undefined,
  };
  const ended = new Promise<RecognizeOutcome>((resolve) => {
    stream.on("data", (response) => {
      const result = response.recognitionResult;
      if (result?.isFinal) {
        const { seconds, nanos } = result.speechEndOffset;
        outcome.finals.push({ transcript: result.transcript, endMs: Number(seconds) * 1000 + nanos / 1e6 });
      } else if (result) outcome.interims.push(result.transcript);
      const answer = response.analyzeContentResponse ?? response;
      if (answer.message) outcome.messages.push(answer.message.content);
      outcome.suggestions.push(...(answer.humanAgentSuggestionResults ?? []));
    });
    stream.on("error", (error: { code?: number; details?: string }) => {
      outcome.errorCode = error.code;
      outcome.errorMessage = error.details;
      resolve(outcome);
    });
    stream.on("end", () => resolve(outcome));
  });
  const chunkBytes = options.chunkBytes ?? 1600;
  for (let at = 0; at < audio.length; at += chunkBytes) {
    stream.write(requestOf(audio.subarray(at, at + chunkBytes)));
  }
  if (!options.keepOpen) stream.end();
  return ended;
}
