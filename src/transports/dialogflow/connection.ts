/** One upstream connection for one recognition stream at a time. */
import type { Client } from "@grpc/grpc-js";
import { methodOf } from "./methods.ts";
import type { RecognitionApi } from "./recognition-api.ts";
import { RecognitionCall, type RecognitionCallListener } from "./recognition-call.ts";

/**
 * Streams are opened on a client, which alone can be asked whether the connection is up. The proxy stream
 * that the client's method returns would also put a queue of its own before the connection's back-pressure.
 */
export class UpstreamConnection {
  /** Counts this process's connections from 1. */
  readonly number: number;
  readonly #connect: () => Promise<Client>;
  #client: Client | undefined;
  #opening: Promise<Client> | undefined;
  #isClosed = false;

  constructor(connect: () => Promise<Client>, number: number) {
    this.#connect = connect;
    this.number = number;
  }

  /** Resolves when the connection is up; rejects after `deadlineMs`. */
  async ready(deadlineMs: number): Promise<void> {
    this.#opening ??= this.#connect();
    const client = await this.#opening;
    this.#client = client;
    // Closed while its credentials were being fetched.
    if (this.#isClosed) client.close();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    client.waitForReady(Date.now() + deadlineMs, (error) => (error == null ? resolve() : reject(error)));
    await promise;
  }

  /** Opens a stream on a ready connection. */
  analyze({ rpc, deadlineMs }: RecognitionApi, listener: RecognitionCallListener): RecognitionCall {
    if (this.#client === undefined) throw new Error("the connection is not ready");
    return new RecognitionCall(
      this.#client,
      methodOf("Participants", rpc),
      Date.now() + deadlineMs,
      listener,
    );
  }

  close(): void {
    this.#isClosed = true;
    this.#client?.close();
  }
}
