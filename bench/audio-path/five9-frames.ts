/** The bytes a Five9 leg sends, made without a gRPC library: HTTP/2 frames around protobuf messages. */
import { streamingVoiceMethod, type WireRequest } from "../../src/transports/five9/voice-proto.ts";
import { BYTES_PER_MS, fillByte, STAMP_BYTES, writeStamp } from "./stamped-audio.ts";

export const FRAME_HEADER_BYTES = 9;
export const FRAME = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goAway: 7, windowUpdate: 8 };
const FLAG_ACK = 1;
const FLAG_END_STREAM = 1;
const FLAG_END_HEADERS = 4;
/** The only stream of its connection. */
const STREAM_ID = 1;
const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const GRPC_PREFIX_BYTES = 5;

export function frame(type: number, flags: number, streamId: number, payload: Uint8Array): Buffer {
  const bytes = Buffer.alloc(FRAME_HEADER_BYTES + payload.length);
  bytes.writeUIntBE(payload.length, 0, 3);
  bytes[3] = type;
  bytes[4] = flags;
  bytes.writeUInt32BE(streamId, 5);
  bytes.set(payload, FRAME_HEADER_BYTES);
  return bytes;
}

export const settingsAck = () => frame(FRAME.settings, FLAG_ACK, 0, new Uint8Array(0));
export const pingAck = (payload: Uint8Array) => frame(FRAME.ping, FLAG_ACK, 0, payload);
export const isAck = (flags: number) => (flags & FLAG_ACK) !== 0;
/** Of a DATA or HEADERS frame: the server says no more on the stream. */
export const endsStream = (flags: number) => (flags & FLAG_END_STREAM) !== 0;

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
  const settings = frame(FRAME.settings, 0, 0, new Uint8Array(0));
  return Buffer.concat([
    Buffer.from(PREFACE),
    settings,
    frame(FRAME.headers, FLAG_END_HEADERS, STREAM_ID, block),
  ]);
}

/** Any request as a DATA frame. */
export function dataFrame(request: WireRequest): Buffer {
  return grpcFrame(streamingVoiceMethod().requestSerialize(request));
}

function grpcFrame(message: Uint8Array): Buffer {
  const payload = Buffer.alloc(GRPC_PREFIX_BYTES + message.length);
  payload.writeUInt32BE(message.length, 1);
  payload.set(message, GRPC_PREFIX_BYTES);
  return frame(FRAME.data, 0, STREAM_ID, payload);
}

/** One audio message that is stamped anew for each use: making a message costs no allocation. */
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
    this.bytes = grpcFrame(message);
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

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
}

/** A varint padded to five bytes, which decoders take as well. */
function putVarint5(bytes: Uint8Array, at: number, value: number): void {
  let rest = value;
  for (let index = 0; index < 5; index += 1) {
    bytes[at + index] = (rest % 128) | (index < 4 ? 0x80 : 0);
    rest = Math.floor(rest / 128);
  }
}
