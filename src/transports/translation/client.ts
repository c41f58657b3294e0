/** Cloud Translation's TranslateText over Google's gRPC client, connected when the first words come. */
import type { protos } from "@google-cloud/translate";
import { Client, Metadata, type MethodDefinition } from "@grpc/grpc-js";
import { GrpcClient } from "google-gax";
import protobuf from "protobufjs";
import { clientOptionsFor } from "../dialogflow/endpoint.ts";
import type { AttemptOptions } from "../dialogflow/unary.ts";
import { rpcMethod } from "../rpc-method.ts";
import { describeTranslation, TRANSLATE_TEXT, TRANSLATION_SERVICE } from "./description.ts";
import type { TranslationPlace } from "./place.ts";

type V3 = typeof protos.google.cloud.translation.v3;

/** As far as it is used; `sourceLanguageCode` "": Google detects it. */
export type TranslateTextRequest = Pick<
  V3["TranslateTextRequest"]["prototype"],
  "contents" | "mimeType" | "sourceLanguageCode" | "targetLanguageCode"
>;

/** As many as the contents, in their order. */
export interface TranslateTextResponse {
  translations: Pick<V3["Translation"]["prototype"], "translatedText" | "detectedLanguageCode">[];
}

export interface TranslationApi {
  translateText(request: TranslateTextRequest, options: AttemptOptions): Promise<TranslateTextResponse>;
}

type Rpc = MethodDefinition<TranslateTextRequest & { parent: string }, TranslateTextResponse>;

/** Google's clients give defaults for what a message lacks. */
const AS_OBJECTS = { longs: String, enums: String, defaults: true };
const SCOPES = ["https://www.googleapis.com/auth/cloud-translation"];

export class TranslationClient implements TranslationApi {
  readonly #place: TranslationPlace;
  #connection: Promise<Client> | undefined;
  #rpc: Rpc | undefined;
  #isClosed = false;

  constructor(place: TranslationPlace) {
    this.#place = place;
  }

  /** Rejects with what grpc-js reports. */
  async translateText(
    request: TranslateTextRequest,
    { timeout }: AttemptOptions,
  ): Promise<TranslateTextResponse> {
    const client = await this.#connected();
    if (this.#isClosed) throw new Error("the client is closed");
    const { parent } = this.#place;
    this.#rpc ??= rpcMethod(
      protobuf.Root.fromJSON(describeTranslation()),
      ...([TRANSLATION_SERVICE, TRANSLATE_TEXT, AS_OBJECTS] as const),
    ) as Rpc;
    const { path, requestSerialize, responseDeserialize } = this.#rpc;
    const metadata = new Metadata();
    metadata.set("x-goog-request-params", `parent=${encodeURIComponent(parent)}`);
    const { promise, resolve, reject } = Promise.withResolvers<TranslateTextResponse>();
    client.makeUnaryRequest(
      ...([path, requestSerialize, responseDeserialize, { ...request, parent }, metadata] as const),
      { deadline: Date.now() + timeout },
      (error, answer) => (error === null && answer !== undefined ? resolve(answer) : reject(error)),
    );
    return await promise;
  }

  /** A call that is on its way fails with CANCELLED, a later one at once. */
  async close(): Promise<void> {
    this.#isClosed = true;
    (await this.#connection?.catch(() => undefined))?.close();
  }

  #connected(): Promise<Client> {
    if (this.#connection === undefined) {
      const opening = connect(this.#place);
      this.#connection = opening;
      // Credentials that could not be found may be there with the next words.
      opening.catch(() => {
        this.#connection = undefined;
      });
    }
    return this.#connection;
  }
}

async function connect({ endpoint, projectId }: TranslationPlace): Promise<Client> {
  const { apiEndpoint, ...rest } = clientOptionsFor(endpoint, projectId);
  const options = { ...rest, servicePath: apiEndpoint, scopes: SCOPES };
  const gax = new GrpcClient(options);
  // As Google's clients have it: a service account's key signs the tokens itself.
  gax.auth.useJWTAccessWithScope = true;
  gax.auth.defaultServicePath = "translate.googleapis.com";
  // The library's type asks for a class of one service's methods; what it makes is any class of a client.
  return (await gax.createStub(Client as never, options, true)) as unknown as Client;
}
