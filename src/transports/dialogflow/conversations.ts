/** A call's conversation at Dialogflow: opened once for any number of requests, completed once the call is over. */
import type { v2beta1 } from "@google-cloud/dialogflow";
import { status } from "@grpc/grpc-js";
import { SidetoneError } from "../../base/errors.ts";
import { grpcFailureOf, saysCompleted } from "./errors.ts";
import { conversationNameOf, type ProfileName } from "./resource-names.ts";
import type { Standing } from "./standing.ts";
import { type AttemptOptions, callUnary, type UnaryContext } from "./unary.ts";

/** The part of Google's ConversationsClient that is used. */
export type ConversationsApi = Pick<
  v2beta1.ConversationsClient,
  "createConversation" | "getConversation" | "completeConversation"
>;

export interface ConversationsOptions extends UnaryContext {
  api: ConversationsApi;
  profile: ProfileName;
  standing: Pick<Standing, "conversationOpened" | "conversationRefused">;
}

export interface OpenedConversation {
  /** Full name, projects/P/locations/L/conversations/C. */
  name: string;
  /** False if it existed already: a reconnect, a restart, or another program's. */
  isNew: boolean;
}

export class Conversations {
  readonly #options: ConversationsOptions;

  constructor(options: ConversationsOptions) {
    this.#options = options;
  }

  /**
   * Creates the conversation, or finds the one of that id. Fails with CONFLICT, not retryable, if it has been
   * completed: Dialogflow never reopens an id.
   */
  async openConversation(request: {
    conversationId: string;
    signal?: AbortSignal;
  }): Promise<OpenedConversation> {
    const { profile, standing } = this.#options;
    const name = conversationNameOf(profile, request.conversationId);
    return await callUnary(
      this.#options,
      "opening the conversation",
      async (options) => {
        const isNew = await this.#create(request.conversationId, options);
        standing.conversationOpened();
        if (!isNew) await this.#requireInProgress(name, options);
        return { name, isNew };
      },
      request.signal,
    );
  }

  /** Resolves also where the conversation is completed already. */
  async completeConversation(request: { name: string; signal?: AbortSignal }): Promise<void> {
    await callUnary(
      this.#options,
      "completing the conversation",
      async (options) => {
        try {
          await this.#options.api.completeConversation({ name: request.name }, options);
        } catch (caught) {
          if (!saysCompleted(grpcFailureOf(caught))) throw caught;
        }
      },
      request.signal,
    );
  }

  /** False if the id is taken: another leg was quicker, or an earlier attempt's answer was lost. */
  async #create(conversationId: string, options: AttemptOptions): Promise<boolean> {
    const { api, profile } = this.#options;
    try {
      await api.createConversation(
        { parent: profile.parent, conversationId, conversation: { conversationProfile: profile.name } },
        options,
      );
      return true;
    } catch (caught) {
      const { code } = grpcFailureOf(caught);
      if (code === status.ALREADY_EXISTS) return false;
      this.#options.standing.conversationRefused(code);
      throw caught;
    }
  }

  async #requireInProgress(name: string, options: AttemptOptions): Promise<void> {
    const [conversation] = await this.#options.api.getConversation({ name }, options);
    if (conversation.lifecycleState === "COMPLETED") {
      throw new SidetoneError("CONFLICT", "the conversation of this call is completed already");
    }
  }
}
