/** Bytes of gRPC and protobuf, written without a library. */

export const GRPC_PREFIX_BYTES = 5;

/** gRPC's prefix before a message: one byte for compression, four for the length. */
export function grpcMessage(message: Uint8Array): Buffer {
  const bytes = Buffer.alloc(GRPC_PREFIX_BYTES + message.length);
  bytes.writeUInt32BE(message.length, 1);
  bytes.set(message, GRPC_PREFIX_BYTES);
  return bytes;
}

/** A number of at most 53 bits as protobuf writes it: seven bits to a byte, the lowest first. */
export function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
}
