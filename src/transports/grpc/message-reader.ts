/**
 * Splits what comes on a gRPC stream into its messages: a flag, four bytes with the length, and the message
 * (Length-Prefixed-Message of "gRPC over HTTP2", grpc/doc/PROTOCOL-HTTP2.md).
 */
import { status } from "@grpc/grpc-js";
import { decompress } from "./compression.ts";
import { GrpcError } from "./grpc-error.ts";

/** Flag and length before each message. */
export const PREFIX_BYTES = 5;

export interface MessageReaderOptions {
  /** Longer ones are refused, compressed or not. */
  maxMessageBytes: number;
  /** The header grpc-encoding of the stream. */
  encoding?: string | undefined;
  /** Each message, in its order: a view on what was read. */
  onMessage(message: Buffer): void;
}

/** Copies only messages that come in more than one piece, each once. */
export class MessageReader {
  readonly #options: MessageReaderOptions;
  #pieces: Buffer[] = [];
  #heldBytes = 0;
  /** So many must be there to go on. */
  #neededBytes = PREFIX_BYTES;

  constructor(options: MessageReaderOptions) {
    this.#options = options;
  }

  /** Throws GrpcError where the stream cannot be read on. */
  read(bytes: Buffer): void {
    if (this.#heldBytes + bytes.length < this.#neededBytes) {
      this.#hold(bytes, this.#neededBytes);
      return;
    }
    const all = this.#heldBytes === 0 ? bytes : Buffer.concat([...this.#pieces, bytes]);
    this.#pieces = [];
    this.#heldBytes = 0;
    let at = 0;
    let needed = PREFIX_BYTES;
    for (; at + needed <= all.length; needed = PREFIX_BYTES) {
      needed += this.#lengthAt(all, at);
      if (at + needed > all.length) break;
      this.#give(all.subarray(at + PREFIX_BYTES, at + needed), all[at] ?? 0);
      at += needed;
    }
    this.#neededBytes = PREFIX_BYTES;
    if (at < all.length) this.#hold(all.subarray(at), needed);
  }

  #hold(bytes: Buffer, neededBytes: number): void {
    this.#neededBytes = neededBytes;
    if (bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.#heldBytes += bytes.length;
  }

  #lengthAt(bytes: Buffer, at: number): number {
    const length = bytes.readUInt32BE(at + 1);
    const { maxMessageBytes } = this.#options;
    if (length > maxMessageBytes)
      throw new GrpcError(
        status.RESOURCE_EXHAUSTED,
        `a message of ${length} bytes, more than ${maxMessageBytes}`,
      );
    return length;
  }

  #give(message: Buffer, flag: number): void {
    const { encoding, maxMessageBytes, onMessage } = this.#options;
    onMessage(flag === 0 ? message : decompress(message, encoding, maxMessageBytes));
  }
}
