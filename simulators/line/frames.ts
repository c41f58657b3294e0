/** Follows the frames of an HTTP/2 byte stream, so that a line can speak between two of them as the server would. */
import { CLIENT_PREFACE, FRAME, FRAME_HEADER_BYTES, http2Frame } from "./http2-frame.ts";

const GREATEST_STREAM_ID = 0x7fffffff;

/** Error codes of HTTP/2 (RFC 9113, 7). */
export const HTTP2_ERROR = {
  none: 0,
  internal: 2,
  refusedStream: 7,
  cancel: 8,
  enhanceYourCalm: 11,
} as const;

export interface FrameFollower {
  /** Returns what of the chunk is to be passed on: frames of muted streams are left out. */
  pass(chunk: Buffer): Buffer;
  /** True if something may be said without cutting a frame in two. */
  isBetweenFrames(): boolean;
  /** The newest stream that any frame was about; 0 before the first. */
  newestStream(): number;
  /** Leaves out every later frame of this stream. */
  mute(stream: number): void;
}

/** Follows what one side of a connection sends, from its first byte. */
export function createFrameFollower(sender: "client" | "server"): FrameFollower {
  const muted = new Set<number>();
  let header = Buffer.alloc(0);
  let bodyLeft = sender === "client" ? CLIENT_PREFACE.length : 0;
  let isMutedBody = false;
  let newest = 0;

  return {
    pass(chunk) {
      const passed: Buffer[] = [];
      for (let at = 0; at < chunk.length; ) {
        if (bodyLeft > 0) {
          const part = chunk.subarray(at, at + bodyLeft);
          if (!isMutedBody) passed.push(part);
          bodyLeft -= part.length;
          at += part.length;
          continue;
        }
        const part = chunk.subarray(at, at + FRAME_HEADER_BYTES - header.length);
        header = Buffer.concat([header, part]);
        at += part.length;
        if (header.length < FRAME_HEADER_BYTES) continue;
        const stream = header.readUInt32BE(5) & GREATEST_STREAM_ID;
        newest = Math.max(newest, stream);
        isMutedBody = muted.has(stream);
        bodyLeft = header.readUIntBE(0, 3);
        if (!isMutedBody) passed.push(header);
        header = Buffer.alloc(0);
      }
      return Buffer.concat(passed);
    },
    // A header that has begun is held back until it is whole, so only a body can be cut.
    isBetweenFrames: () => bodyLeft === 0,
    newestStream: () => newest,
    mute: (stream) => void muted.add(stream),
  };
}

/** A server's wish that no new stream be opened here (RFC 9113, 6.8). Streams above `lastStream` count as not heard. */
export function goAwayFrame(errorCode: number, lastStream = GREATEST_STREAM_ID): Buffer {
  return http2Frame(FRAME.goAway, 0, 0, Buffer.concat([uint32(lastStream), uint32(errorCode)]));
}

/** The abrupt end of one stream (RFC 9113, 6.4). */
export function resetFrame(stream: number, errorCode: number): Buffer {
  return http2Frame(FRAME.resetStream, 0, stream, uint32(errorCode));
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
