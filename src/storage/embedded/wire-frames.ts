/** Cuts PostgreSQL wire bytes into whole frames, both ways. (PostgreSQL manual, Message Formats.) */

const HEADER_BYTES = 5;
/** StartupMessage, SSLRequest and the like carry no type byte. */
const UNTYPED_HEADER_BYTES = 8;

/** A frame from a client. `type` is its type character, or "" for the untyped ones that open a connection. */
export interface ClientFrame {
  type: string;
  /** Whole frame with its header. */
  bytes: Buffer;
}

/** Collects what arrives on one connection and gives whole frames. Throws RangeError past `maxFrameBytes`. */
export class ClientFrameReader {
  readonly #maxFrameBytes: number;
  #chunks: Buffer[] = [];
  #bufferedBytes = 0;
  /** Bytes needed before the next frame can be cut; keeps a large frame from being joined once per chunk. */
  #neededBytes = UNTYPED_HEADER_BYTES;
  #started = false;

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  push(chunk: Buffer): ClientFrame[] {
    this.#chunks.push(chunk);
    this.#bufferedBytes += chunk.length;
    const frames: ClientFrame[] = [];
    if (this.#bufferedBytes < this.#neededBytes) return frames;
    let rest: Buffer = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    for (;;) {
      const lengthOffset = this.#started ? 1 : 0;
      const headerBytes = this.#started ? HEADER_BYTES : UNTYPED_HEADER_BYTES;
      if (rest.length < headerBytes) {
        this.#neededBytes = headerBytes;
        break;
      }
      const frameBytes = rest.readInt32BE(lengthOffset) + lengthOffset;
      if (frameBytes < headerBytes || frameBytes > this.#maxFrameBytes) {
        throw new RangeError("a database client sent a frame of an impossible length");
      }
      if (rest.length < frameBytes) {
        this.#neededBytes = frameBytes;
        break;
      }
      const type = this.#started ? String.fromCharCode(rest[0] ?? 0) : "";
      frames.push({ type, bytes: rest.subarray(0, frameBytes) });
      rest = rest.subarray(frameBytes);
      if (!this.#started && isStartup(frames.at(-1)?.bytes)) this.#started = true;
    }
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#bufferedBytes = rest.length;
    return frames;
  }
}

/** Protocol 3.x in a StartupMessage; SSLRequest and CancelRequest use codes above 1234 << 16. */
function isStartup(frame: Buffer | undefined): boolean {
  return frame !== undefined && frame.readUInt16BE(4) === 3;
}

/** What the database answered to one unit of work, with the asynchronous notices taken out. */
export interface ServerOutput {
  /** For the client that asked. */
  reply: Buffer[];
  /** NotificationResponse frames, for every client. */
  notifications: Buffer[];
  /** From the last ReadyForQuery: I idle, T in a transaction, E in a failed one. Null if none came. */
  transactionStatus: "I" | "T" | "E" | null;
  /** The first ErrorResponse frame; null if there is none. */
  error: Buffer | null;
}

/** Sorts the frames of one answer. */
export function splitServerOutput(output: Uint8Array): ServerOutput {
  const bytes = Buffer.from(output.buffer, output.byteOffset, output.byteLength);
  const result: ServerOutput = { reply: [], notifications: [], transactionStatus: null, error: null };
  let offset = 0;
  let replyStart = 0;
  while (offset + HEADER_BYTES <= bytes.length) {
    const end = offset + 1 + bytes.readInt32BE(offset + 1);
    const type = String.fromCharCode(bytes[offset] ?? 0);
    if (type === "A") {
      if (offset > replyStart) result.reply.push(bytes.subarray(replyStart, offset));
      result.notifications.push(bytes.subarray(offset, end));
      replyStart = end;
    } else if (type === "E") {
      result.error ??= bytes.subarray(offset, end);
    } else if (type === "Z") {
      const status = String.fromCharCode(bytes[offset + HEADER_BYTES] ?? 0);
      result.transactionStatus = status === "T" || status === "E" ? status : "I";
    }
    offset = end;
  }
  if (bytes.length > replyStart) result.reply.push(bytes.subarray(replyStart));
  return result;
}
