/** One upstream connection for one recognition stream at a time. */
import type { RecognitionApi } from "./recognition-api.ts";
import { RecognitionCall, type RecognitionCallListener } from "./recognition-call.ts";
import { methodOf, type ParticipantsStub } from "./stub.ts";

/**
 * Streams are opened on a stub of Google's client, which alone can be asked whether the connection is up. The proxy stream
 * that the client's method returns would also put a queue of its own before the connection's back-pressure.
 */
export class UpstreamConnection {
  /** Counts this process's connections from 1. */
  readonly number: number;
  readonly #createStub: () => Promise<ParticipantsStub>;
  #stub: ParticipantsStub | undefined;
  #opening: Promise<ParticipantsStub> | undefined;
  #isClosed = false;

  constructor(createStub: () => Promise<ParticipantsStub>, number: number) {
    this.#createStub = createStub;
    this.number = number;
  }

  /** Resolves when the connection is up; rejects after `deadlineMs`. */
  async ready(deadlineMs: number): Promise<void> {
    this.#opening ??= this.#createStub();
    const stub = await this.#opening;
    this.#stub = stub;
    // Closed while its credentials were being fetched.
    if (this.#isClosed) stub.close();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    stub.waitForReady(Date.now() + deadlineMs, (error) => (error == null ? resolve() : reject(error)));
    await promise;
  }

  /** Opens a stream on a ready connection. */
  analyze({ rpc, deadlineMs }: RecognitionApi, listener: RecognitionCallListener): RecognitionCall {
    if (this.#stub === undefined) throw new Error("the connection is not ready");
    return new RecognitionCall(this.#stub, methodOf(this.#stub, rpc), Date.now() + deadlineMs, listener);
  }

  close(): void {
    this.#isClosed = true;
    this.#stub?.close();
  }
}
