/** Owner of the clients for calls with one answer, and the source of connections for recognition streams. */
import { v2beta1 } from "@google-cloud/dialogflow";
import { clientOptionsFor, type DialogflowEndpoint } from "./endpoint.ts";
import { createStreamStub, type ParticipantsStub } from "./stub.ts";

export interface DialogflowClientsOptions {
  endpoint: DialogflowEndpoint;
  projectId: string;
}

/** All clients share one source of credentials, so a token is fetched once for all of them. */
export class DialogflowClients {
  readonly conversations: v2beta1.ConversationsClient;
  readonly profiles: v2beta1.ConversationProfilesClient;
  readonly participants: v2beta1.ParticipantsClient;
  readonly answerRecords: v2beta1.AnswerRecordsClient;

  constructor(options: DialogflowClientsOptions) {
    const base = clientOptionsFor(options.endpoint, options.projectId);
    this.conversations = new v2beta1.ConversationsClient(base);
    const shared = { ...base, auth: this.conversations.auth };
    this.profiles = new v2beta1.ConversationProfilesClient(shared);
    this.participants = new v2beta1.ParticipantsClient(shared);
    this.answerRecords = new v2beta1.AnswerRecordsClient(shared);
  }

  /** A connection of its own, with the credentials of all. */
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
