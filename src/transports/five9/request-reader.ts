/**
 * Reads the requests of a call from its HTTP/2 stream. grpc-js would pause and resume the stream around each message, copy it,
 * and pass it through two promises and a second stream: a third of what a chunk of audio costs in all.
 */
import type { ServerHttp2Stream } from "node:http2";
import { status } from "@grpc/grpc-js";
import { GrpcError } from "../grpc/grpc-error.ts";
import { MessageReader } from "../grpc/message-reader.ts";
import type { StreamingVoiceMethod, WireRequest } from "./voice-proto.ts";

export interface RequestListener {
  message(wire: WireRequest): void;
  /** No message follows. */
  ended(): void;
  /** What came is no message: nothing is read any more. */
  failed(error: GrpcError): void;
}

export interface RequestReaderOptions {
  stream: ServerHttp2Stream;
  /** Its header grpc-encoding. */
  encoding: string | undefined;
  maxMessageBytes: number;
  deserialize: StreamingVoiceMethod["requestDeserialize"];
}

export class RequestReader {
  readonly #options: RequestReaderOptions;
  readonly #stream: ServerHttp2Stream;
  #isDeaf = false;

  /** Takes the reading over from grpc-js, which goes on to answer and to end the stream. */
  constructor(options: RequestReaderOptions) {
    this.#options = options;
    this.#stream = options.stream;
    this.#stream.removeAllListeners("data");
  }

  /** Begins to read. */
  start({ message, ended, failed }: RequestListener): void {
    const reader = new MessageReader({
      ...this.#options,
      onMessage: (bytes) => message(this.#decode(bytes)),
    });
    this.#stream.on("data", (bytes: Buffer) => {
      if (this.#isDeaf) return;
      try {
        reader.read(bytes);
      } catch (error) {
        if (!(error instanceof GrpcError)) throw error;
        this.#isDeaf = true;
        failed(error);
      }
    });
    this.#stream.on("end", () => {
      if (!this.#isDeaf) ended();
    });
    this.#stream.resume();
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  #decode(bytes: Buffer): WireRequest {
    try {
      return this.#options.deserialize(bytes);
    } catch {
      throw new GrpcError(status.INTERNAL, "a message is no StreamingVoiceRequest");
    }
  }
}
