/** One upstream connection for one recognition stream at a time. The boundary to the client library's untyped stub. */
import type { protos, v2beta1 } from "@google-cloud/dialogflow";
import type { Client, ClientDuplexStream } from "@grpc/grpc-js";

export type BidiRequest = protos.google.cloud.dialogflow.v2beta1.IBidiStreamingAnalyzeContentRequest;
export type BidiResponse = protos.google.cloud.dialogflow.v2beta1.IBidiStreamingAnalyzeContentResponse;
export type BidiCall = ClientDuplexStream<BidiRequest, BidiResponse>;

/** What Google's client builds from the service definition: a grpc-js client with a method for each rpc. */
type ParticipantsStub = Client & {
  bidiStreamingAnalyzeContent(options: { deadline: number }): BidiCall;
};

/**
 * Streams are opened on the client's own stub, which alone can be asked whether the connection is up. The proxy stream
 * that the client's method returns would also put a queue of its own before the connection's back-pressure.
 */
export class UpstreamConnection {
  readonly #client: v2beta1.ParticipantsClient;
  #stub: ParticipantsStub | undefined;

  constructor(client: v2beta1.ParticipantsClient) {
    this.#client = client;
  }

  /** Resolves when the connection is up; rejects after `deadlineMs`. */
  async ready(deadlineMs: number): Promise<void> {
    const stub = (await this.#client.initialize()) as unknown as ParticipantsStub;
    this.#stub = stub;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    stub.waitForReady(Date.now() + deadlineMs, (error) => (error == null ? resolve() : reject(error)));
    await promise;
  }

  /** Opens a stream on a ready connection. */
  analyze(deadlineMs: number): BidiCall {
    if (this.#stub === undefined) throw new Error("the connection is not ready");
    return this.#stub.bidiStreamingAnalyzeContent({ deadline: Date.now() + deadlineMs });
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}
