/** The bytes a Five9 leg sends, made without a gRPC library: HTTP/2 frames around protobuf messages. */
import { GRPC_PREFIX_BYTES, grpcMessage, varint } from "../../simulators/line/grpc-bytes.ts";
import {
  CLIENT_PREFACE,
  FLAG,
  FRAME,
  FRAME_HEADER_BYTES,
  http2Frame,
} from "../../simulators/line/http2-frame.ts";
import { streamingVoiceMethod, type WireRequest } from "../../src/transports/five9/voice-proto.ts";
import { BYTES_PER_MS, fillByte, STAMP_BYTES, writeStamp } from "./stamped-audio.ts";

/** The only stream of its connection. */
const STREAM_ID = 1;

export const settingsAck = () => http2Frame(FRAME.settings, FLAG.ack, 0);
export const pingAck = (payload: Uint8Array) => http2Frame(FRAME.ping, FLAG.ack, 0, payload);
export const isAck = (flags: number) => (flags & FLAG.ack) !== 0;
/** Of a DATA or HEADERS frame: the server says no more on the stream. */
export const endsStream = (flags: number) => (flags & FLAG.endStream) !== 0;

/** Preface, settings and request headers of a StreamingVoice call. */
export function opening(authority: string, trustToken: string): Buffer {
  const headers: [string, string][] = [
    [":method", "POST"],
    [":scheme", "http"],
    [":path", streamingVoiceMethod().path],
    [":authority", authority],
    ["content-type", "application/grpc"],
    ["te", "trailers"],
    ["x-five9-trust-token", trustToken],
  ];
  // Literal fields without indexing (RFC 7541, 6.2.2), no Huffman coding: lengths below 127 take one byte.
  const block = Buffer.concat(
    headers.flatMap(([name, value]) => [
      Buffer.from([0, name.length]),
      Buffer.from(name),
      Buffer.from([value.length]),
      Buffer.from(value),
    ]),
  );
  const headersFrame = http2Frame(FRAME.headers, FLAG.endHeaders, STREAM_ID, block);
  return Buffer.concat([CLIENT_PREFACE, http2Frame(FRAME.settings, 0, 0), headersFrame]);
}

/** Any request as a DATA frame. */
export function dataFrame(request: WireRequest): Buffer {
  return messageFrame(streamingVoiceMethod().requestSerialize(request));
}

function messageFrame(message: Uint8Array): Buffer {
  return http2Frame(FRAME.data, 0, STREAM_ID, grpcMessage(message));
}

/** One audio message that gets a new stamp for each use: making a message costs no allocation. */
export class AudioFrame {
  readonly bytes: Buffer;
  /** Of the audio alone. */
  readonly audioBytes: number;
  /** What it takes of the peer's flow-control windows. */
  readonly windowBytes: number;
  readonly #view: DataView;
  readonly #audioAt: number;
  readonly #secondsAt: number;

  constructor(chunkMs: number) {
    this.audioBytes = chunkMs * BYTES_PER_MS;
    const head = [0x12, ...varint(this.audioBytes)];
    // send_time: seconds and nanoseconds, each as a varint of five bytes.
    const tail = [0x22, 12, 0x08, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0];
    const message = new Uint8Array(head.length + this.audioBytes + tail.length);
    message.set(head);
    message.set(tail, head.length + this.audioBytes);
    this.bytes = messageFrame(message);
    this.windowBytes = GRPC_PREFIX_BYTES + message.length;
    this.#audioAt = FRAME_HEADER_BYTES + GRPC_PREFIX_BYTES + head.length;
    this.#secondsAt = this.#audioAt + this.audioBytes + 3;
    this.#view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
  }

  /** `isFilled`: the audio between the stamps depends on its place too. `spokenAtMs` becomes send_time. */
  stamp(
    stamp: { leg: number; position: number; sentAtMs: number },
    spokenAtMs: number,
    isFilled = false,
  ): void {
    const length = this.audioBytes;
    writeStamp(this.#view, this.#audioAt, { ...stamp, length });
    if (isFilled) {
      for (let at = STAMP_BYTES; at < length; at += 1) {
        this.bytes[this.#audioAt + at] = fillByte(stamp.position + at);
      }
    }
    const seconds = Math.floor(spokenAtMs / 1000);
    putVarint5(this.bytes, this.#secondsAt, seconds);
    putVarint5(this.bytes, this.#secondsAt + 6, Math.round(spokenAtMs - seconds * 1000) * 1_000_000);
  }
}

/** A varint padded to five bytes, which decoders take as well. */
function putVarint5(bytes: Uint8Array, at: number, value: number): void {
  let rest = value;
  for (let index = 0; index < 5; index += 1) {
    bytes[at + index] = (rest % 128) | (index < 4 ? 0x80 : 0);
    rest = Math.floor(rest / 128);
  }
}
