/** Parses a WebChannel server's messages: length-prefixed pieces of JSON, each a list of numbered arrays. */
import { SidetoneError } from "../../base/errors.ts";
import { asObject } from "../../base/json.ts";
import { camelCaseKeys } from "./camel-case.ts";

/** One array of the server's. Its id counts up within the session; the client acknowledges by it (AID). */
export type ChannelFrame =
  | { id: number; kind: "session"; sid: string }
  | { id: number; kind: "data"; payload: unknown }
  | { id: number; kind: "error"; message: string }
  | { id: number; kind: "close" }
  | { id: number; kind: "other" };

export interface FrameReader {
  /** Returns the frames that are complete now. Throws PROTOCOL_VIOLATION or LIMIT_EXCEEDED. */
  push(text: string): ChannelFrame[];
}

const LENGTH_LINE = /^\d{1,9}$/;

/** Lengths count UTF-16 code units, as the clients of the protocol are browsers. */
export function createFrameReader(maxPieceCharacters: number): FrameReader {
  let buffer = "";
  return {
    push: (text) => {
      buffer += text;
      const frames: ChannelFrame[] = [];
      for (;;) {
        const end = buffer.indexOf("\n");
        if (end === -1) {
          if (buffer.length > maxPieceCharacters) throw tooLong();
          return frames;
        }
        const line = buffer.slice(0, end).trim();
        if (!LENGTH_LINE.test(line)) {
          // Padding before a piece is allowed; anything else would be skipped with it.
          buffer = buffer.slice(end + 1);
          continue;
        }
        const length = Number(line);
        if (length > maxPieceCharacters) throw tooLong();
        const piece = buffer.slice(end + 1, end + 1 + length);
        if (piece.length < length) return frames;
        buffer = buffer.slice(end + 1 + length);
        frames.push(...readPiece(piece));
      }
    },
  };
}

/** Reads one piece, `[[id, array], ...]`; also what the handshake answers without a length. */
export function readPiece(piece: string): ChannelFrame[] {
  const arrays = parse(piece);
  if (!Array.isArray(arrays)) throw garbled();
  return arrays.map((entry) => {
    const [id, array] = Array.isArray(entry) ? entry : [];
    if (typeof id !== "number" || !Array.isArray(array)) throw garbled();
    return readArray(id, array);
  });
}

function readArray(id: number, array: unknown[]): ChannelFrame {
  const [first, second] = array;
  if (first === "c") return { id, kind: "session", sid: typeof second === "string" ? second : "" };
  if (first === "close" || first === "stop") return { id, kind: "close" };
  if (typeof first !== "object" || first === null) return { id, kind: "other" };
  const message = errorIn(Array.isArray(first) ? first[0] : first);
  return message === null
    ? { id, kind: "data", payload: camelCaseKeys(first) }
    : { id, kind: "error", message };
}

function errorIn(value: unknown): string | null {
  const object = asObject(value);
  if (object === undefined || !("error" in object)) return null;
  const message = asObject(object.error)?.message;
  return typeof message === "string" ? message : "The stream failed";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (caught) {
    throw garbled(caught);
  }
}

function garbled(cause?: unknown): SidetoneError {
  const message = "The channel's server sent what is no WebChannel";
  return new SidetoneError("PROTOCOL_VIOLATION", message, cause === undefined ? {} : { cause });
}

function tooLong(): SidetoneError {
  return new SidetoneError("LIMIT_EXCEEDED", "The channel's server sent a piece beyond the limit");
}
