/** A Five9 leg made of bare HTTP/2: no gRPC library and no protobuf library, only the bytes the contract asks for. */
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from "node:http2";

/** How protobuf writes a field: tag, then its value (wire types 0, varint, and 2, length and bytes). */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
}

const number = (field: number, value: number): Buffer =>
  Buffer.from([...varint(field * 8), ...varint(value)]);
const bytes = (field: number, value: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([...varint(field * 8 + 2), ...varint(value.byteLength)]), value]);
const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value));

/** StreamingVoiceRequest.streaming_config: LINEAR16 at 8000 Hz. */
export function configMessage(config: { callId: string; domainId: string; leg: number }): Buffer {
  const voiceConfig = Buffer.concat([number(1, 1), number(2, 8000)]);
  const fields = [
    bytes(1, voiceConfig),
    text(2, config.callId),
    text(3, config.domainId),
    number(6, config.leg),
  ];
  return bytes(1, Buffer.concat(fields));
}

/** StreamingVoiceRequest with audio_content and send_time. */
export function audioMessage(audio: Uint8Array, sentAtMs: number): Buffer {
  const seconds = Math.floor(sentAtMs / 1000);
  const sendTime = Buffer.concat([number(1, seconds), number(2, Math.round(sentAtMs % 1000) * 1_000_000)]);
  return Buffer.concat([bytes(2, audio), bytes(4, sendTime)]);
}

export function statusMessage(code: number): Buffer {
  return bytes(3, number(1, code));
}

/** gRPC's frame: one byte for compression, four for the length. */
function frame(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.byteLength, 1);
  return Buffer.concat([head, message]);
}

export interface RawGrpcCall {
  /** Codes of the responses' status, in order. */
  readonly codes: number[];
  /** Resolves once this code is here. */
  heard(code: number): Promise<void>;
  /** Writes a message; `pieceBytes` cuts its frame into so many bytes per write. Resolves when it has left. */
  send(message: Buffer, pieceBytes?: number): Promise<void>;
  halfClose(): void;
  /** Resolves with the status grpc-status. */
  readonly ended: Promise<number>;
  close(): void;
}

export function openRawGrpcCall(address: string, trustToken: string): RawGrpcCall {
  const session: ClientHttp2Session = connect(`http://${address}`);
  const stream: ClientHttp2Stream = session.request({
    ":method": "POST",
    ":path": "/five9.voicestream.Voice/StreamingVoice",
    "content-type": "application/grpc+proto",
    te: "trailers",
    "x-five9-trust-token": trustToken,
  });
  const codes: number[] = [];
  const listeners = new Set<() => void>();
  let unread = Buffer.alloc(0);
  stream.on("data", (chunk: Buffer) => {
    unread = Buffer.concat([unread, chunk]);
    while (unread.byteLength >= 5 && unread.byteLength >= 5 + unread.readUInt32BE(1)) {
      const length = unread.readUInt32BE(1);
      codes.push(statusCodeOf(unread.subarray(5, 5 + length)));
      unread = unread.subarray(5 + length);
    }
    for (const listener of listeners) listener();
  });
  const ended = new Promise<number>((resolve, reject) => {
    const look = (headers: Record<string, unknown>) => {
      if (headers["grpc-status"] !== undefined) resolve(Number(headers["grpc-status"]));
    };
    // A refusal may come as trailers only: then they are the response's headers.
    stream.on("response", look);
    stream.on("trailers", look);
    stream.on("error", reject);
    session.on("error", reject);
  });
  return {
    codes,
    ended,
    heard: (code) =>
      new Promise((resolve) => {
        const look = () => {
          if (codes.includes(code)) resolve();
        };
        listeners.add(look);
        look();
      }),
    async send(message, pieceBytes = Number.POSITIVE_INFINITY) {
      const framed = frame(message);
      for (let from = 0; from < framed.byteLength; from += pieceBytes) {
        const piece = framed.subarray(from, Math.min(framed.byteLength, from + pieceBytes));
        await new Promise<void>((resolve) => stream.write(piece, () => resolve()));
      }
    },
    halfClose: () => stream.end(),
    close: () => session.close(),
  };
}

/** StreamingVoiceResponse{status{code}}: two tags and lengths of one byte each, then the code as a varint. */
function statusCodeOf(message: Buffer): number {
  if (message[0] !== 0x0a || message[2] !== 0x08) return 0;
  return (message[3] ?? 0) & 0x80 ? ((message[4] ?? 0) << 7) | ((message[3] ?? 0) & 0x7f) : (message[3] ?? 0);
}
