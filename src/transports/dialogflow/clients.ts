/** Owner of the clients for calls with one answer, and the source of connections for recognition streams. */
import { AnswerRecordsClient } from "@google-cloud/dialogflow/build/src/v2beta1/answer_records_client.js";
import { ConversationProfilesClient } from "@google-cloud/dialogflow/build/src/v2beta1/conversation_profiles_client.js";
import { ConversationsClient } from "@google-cloud/dialogflow/build/src/v2beta1/conversations_client.js";
import { ParticipantsClient } from "@google-cloud/dialogflow/build/src/v2beta1/participants_client.js";
import { clientOptionsFor, type DialogflowEndpoint } from "./endpoint.ts";
import { leanGax } from "./lean-gax.ts";
import { createStreamStub, type ParticipantsStub } from "./stub.ts";

export interface DialogflowClientsOptions {
  endpoint: DialogflowEndpoint;
  projectId: string;
}

/**
 * All clients share one source of credentials, so a token is fetched once for all of them. Each is imported by its file: the
 * package's entry loads the other forty clients too.
 */
export class DialogflowClients {
  readonly conversations: ConversationsClient;
  readonly profiles: ConversationProfilesClient;
  readonly participants: ParticipantsClient;
  readonly answerRecords: AnswerRecordsClient;

  constructor(options: DialogflowClientsOptions) {
    const base = clientOptionsFor(options.endpoint, options.projectId);
    this.conversations = new ConversationsClient(base, leanGax);
    const shared = { ...base, auth: this.conversations.auth };
    this.profiles = new ConversationProfilesClient(shared, leanGax);
    this.participants = new ParticipantsClient(shared, leanGax);
    this.answerRecords = new AnswerRecordsClient(shared, leanGax);
  }

  /** A separate connection with the shared credentials. */
  createStreamStub(): Promise<ParticipantsStub> {
    return createStreamStub(this.participants);
  }

  /** Builds the stubs before the first call needs them: they cost some 100 ms of a call's first second. */
  async warmUp(): Promise<void> {
    await Promise.all([
      this.conversations.initialize(),
      this.profiles.initialize(),
      this.participants.initialize(),
    ]);
  }

  async close(): Promise<void> {
    await Promise.all([
      this.conversations.close(),
      this.profiles.close(),
      this.participants.close(),
      this.answerRecords.close(),
    ]);
  }
}
