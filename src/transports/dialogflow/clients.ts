/**
 * Dialogflow's calls with one answer, in the form of Google's clients, and the connections of recognition streams. Google's
 * own classes would build descriptions of the whole API at each start, for retries and operations that are not used here.
 */
import { type Client, Metadata } from "@grpc/grpc-js";
import type { AnswerRecordsApi } from "./answer-records.ts";
import { DialogflowConnections } from "./connections.ts";
import type { ConversationsApi } from "./conversations.ts";
import type { DialogflowEndpoint } from "./endpoint.ts";
import { type DialogflowService, methodOf } from "./methods.ts";
import type { ParticipantsApi } from "./participants.ts";
import type { ProfilesApi } from "./profile-watch.ts";
import type { TextApi } from "./text-messages.ts";
import type { AttemptOptions } from "./unary.ts";

export interface DialogflowClientsOptions {
  endpoint: DialogflowEndpoint;
  projectId: string;
}

/** Google's clients give the answer as the first of a list. */
type Ask = (request: object, options: AttemptOptions) => Promise<[object]>;

/** The request's field by which Google's front end finds the server (annotations google.api.http of the rpc). */
type Route = "name" | "parent" | "participant" | "answer_record.name";

interface Routed {
  name?: string;
  parent?: string;
  participant?: string;
  answerRecord?: { name?: string };
}

/** Each has 100 participants or more: a list that goes on has lost its end. */
const MOST_PAGES = 20;

export class DialogflowClients {
  readonly #connections: DialogflowConnections;
  #shared: Promise<Client> | undefined;
  #isClosed = false;

  readonly conversations: ConversationsApi;
  readonly profiles: ProfilesApi;
  readonly participants: ParticipantsApi & TextApi;
  readonly answerRecords: AnswerRecordsApi;

  /** Connects to nothing yet. */
  constructor({ endpoint, projectId }: DialogflowClientsOptions) {
    this.#connections = new DialogflowConnections(endpoint, projectId);
    this.conversations = {
      createConversation: this.#rpc("Conversations", "CreateConversation", "parent"),
      getConversation: this.#rpc("Conversations", "GetConversation", "name"),
      completeConversation: this.#rpc("Conversations", "CompleteConversation", "name"),
    } as unknown as ConversationsApi;
    this.participants = {
      listParticipants: allPages(this.#rpc("Participants", "ListParticipants", "parent"), "participants"),
      createParticipant: this.#rpc("Participants", "CreateParticipant", "parent"),
      analyzeContent: this.#rpc("Participants", "AnalyzeContent", "participant"),
    } as unknown as ParticipantsApi & TextApi;
    this.profiles = {
      getConversationProfile: this.#rpc("ConversationProfiles", "GetConversationProfile", "name"),
    } as unknown as ProfilesApi;
    this.answerRecords = {
      updateAnswerRecord: this.#rpc("AnswerRecords", "UpdateAnswerRecord", "answer_record.name"),
    } as unknown as AnswerRecordsApi;
  }

  /** A connection of its own, with the shared credentials. */
  connectStream(): Promise<Client> {
    return this.#connections.forStream();
  }

  /** Finds the credentials before the first call needs them. */
  async warmUp(): Promise<void> {
    await this.#connection();
  }

  /** A call that is on its way fails with CANCELLED, a later one at once. */
  async close(): Promise<void> {
    this.#isClosed = true;
    (await this.#shared?.catch(() => undefined))?.close();
  }

  #connection(): Promise<Client> {
    if (this.#shared === undefined) {
      const opening = this.#connections.shared();
      this.#shared = opening;
      // Credentials that could not be found may be there at the next call.
      opening.catch(() => {
        this.#shared = undefined;
      });
    }
    return this.#shared;
  }

  #rpc(service: DialogflowService, name: string, route: Route): Ask {
    return async (request, { timeout }) => {
      const client = await this.#connection();
      if (this.#isClosed) throw new Error("the client is closed");
      const { path, requestSerialize, responseDeserialize } = methodOf(service, name);
      const metadata = new Metadata();
      metadata.set("x-goog-request-params", `${route}=${encodeURIComponent(routeValueOf(request, route))}`);
      const { promise, resolve, reject } = Promise.withResolvers<[object]>();
      const deadline = Date.now() + timeout;
      client.makeUnaryRequest(
        ...([path, requestSerialize, responseDeserialize, request, metadata, { deadline }] as const),
        (error, answer) => (error === null && answer !== undefined ? resolve([answer]) : reject(error)),
      );
      return await promise;
    };
  }
}

function routeValueOf(request: Routed, route: Route): string {
  return (route === "answer_record.name" ? request.answerRecord?.name : request[route]) ?? "";
}

/** Asks for one page after the other, and gives what is in all of them. */
function allPages(ask: Ask, field: string) {
  return async (request: object, options: AttemptOptions): Promise<[object[]]> => {
    const found: object[] = [];
    let pageToken = "";
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const [answer] = await ask({ ...request, pageToken }, options);
      const { nextPageToken, [field]: items } = answer as Record<string, unknown>;
      found.push(...((items ?? []) as object[]));
      pageToken = String(nextPageToken ?? "");
      if (pageToken === "") break;
    }
    return [found];
  };
}
