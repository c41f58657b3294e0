/** Room for a gRPC message behind its flag and length, so that it is written in its place and never copied. */
import { PREFIX_BYTES } from "./message-reader.ts";

/** The message begins at PREFIX_BYTES; its bytes are to be filled in. */
export function messageFrame(messageBytes: number): Buffer {
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + messageBytes);
  frame[0] = 0;
  frame.writeUInt32BE(messageBytes, 1);
  return frame;
}

/** The message alone. */
export function messageIn(frame: Buffer): Buffer {
  return frame.subarray(PREFIX_BYTES);
}
