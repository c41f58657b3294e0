/** Compressed messages: they are allowed to each peer and sent by hardly any, so they are unpacked at once and not beside. */
import { gunzipSync, inflateSync } from "node:zlib";
import { status } from "@grpc/grpc-js";
import { GrpcError } from "./grpc-error.ts";

/** By the header grpc-encoding (grpc/doc/compression.md). */
const UNPACK = new Map([
  ["gzip", gunzipSync],
  ["deflate", inflateSync],
]);

/** A message whose flag says that it is compressed. Throws GrpcError; `maxBytes` is how large it may become. */
export function decompress(message: Buffer, encoding: string | undefined, maxBytes: number): Buffer {
  if (encoding === undefined || encoding === "identity")
    throw new GrpcError(status.INTERNAL, "a message is compressed and the stream has no grpc-encoding");
  const unpack = UNPACK.get(encoding);
  if (unpack === undefined)
    throw new GrpcError(status.UNIMPLEMENTED, `messages in the encoding ${encoding} cannot be read`);
  try {
    return unpack(message, { maxOutputLength: maxBytes });
  } catch (error) {
    const isTooLarge = (error as { code?: unknown }).code === "ERR_BUFFER_TOO_LARGE";
    if (isTooLarge)
      throw new GrpcError(status.RESOURCE_EXHAUSTED, `a message unpacks to more than ${maxBytes} bytes`);
    throw new GrpcError(status.INTERNAL, "a message cannot be decompressed");
  }
}
