/** Connections to Dialogflow: one for calls with one answer, and one for each recognition stream. */
import { Client, type ClientOptions } from "@grpc/grpc-js";
import { GrpcClient } from "google-gax";
import { clientOptionsFor, type DialogflowEndpoint } from "./endpoint.ts";

/** What Google's clients of Dialogflow ask for. */
const SCOPES = [
  "https://www.googleapis.com/auth/cloud-platform",
  "https://www.googleapis.com/auth/dialogflow",
];

/**
 * grpc-js would keep what a silent server has not answered for a retry it must not make (audio is replayed by position
 * here), so its retries are off; so are its unused accounts for channelz.
 */
const FOR_STREAMS = {
  "grpc.use_local_subchannel_pool": 1,
  "grpc.enable_retries": 0,
  "grpc.enable_channelz": 0,
};

export class DialogflowConnections {
  readonly #gax: GrpcClient;
  readonly #options: ReturnType<typeof optionsFor>;

  /** Credentials are found once, at the first connection. */
  constructor(endpoint: DialogflowEndpoint, projectId: string) {
    this.#options = optionsFor(endpoint, projectId);
    this.#gax = new GrpcClient(this.#options);
    // As Google's clients have it: a service account's key signs the tokens itself.
    this.#gax.auth.useJWTAccessWithScope = true;
    this.#gax.auth.defaultServicePath = "dialogflow.googleapis.com";
  }

  shared(): Promise<Client> {
    return this.#connect({});
  }

  forStream(): Promise<Client> {
    return this.#connect(FOR_STREAMS);
  }

  /** The library's type asks for a class of one service's methods; what it makes is any class of a client. */
  async #connect(options: ClientOptions): Promise<Client> {
    return await this.#gax.createStub(Client as never, { ...this.#options, ...options }, true);
  }
}

function optionsFor(endpoint: DialogflowEndpoint, projectId: string) {
  const { apiEndpoint, ...options } = clientOptionsFor(endpoint, projectId);
  return { ...options, servicePath: apiEndpoint, scopes: SCOPES };
}
