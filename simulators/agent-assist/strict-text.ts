/**
 * Refuses requests with text that is no UTF-8, which a string of proto3 must be (protobuf.dev, language guide proto3, scalar
 * types). JavaScript's decoder would replace the bytes without a word; Google's parsers fail.
 */
import protobuf from "protobufjs";

const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** Throws where a string field of the message, or of one in it, is no UTF-8. */
export function checkText(bytes: Uint8Array, message: protobuf.Type): void {
  for (const { number, payload } of lengthDelimited(bytes)) {
    const field = message.fieldsById[number]?.resolve();
    if (field instanceof protobuf.MapField) checkEntry(payload, field);
    else if (field !== undefined) checkValue(payload, field);
  }
}

/** An entry of a map is a message with the key as field 1 and the value as field 2 (protobuf.dev, encoding, maps). */
function checkEntry(bytes: Uint8Array, field: protobuf.MapField): void {
  for (const { number, payload } of lengthDelimited(bytes)) {
    if (number === 1 && field.keyType === "string") decodeText(payload, field.name);
    if (number === 2) checkValue(payload, field);
  }
}

function checkValue(payload: Uint8Array, { type, name, resolvedType }: protobuf.FieldBase): void {
  if (type === "string") decodeText(payload, name);
  if (resolvedType instanceof protobuf.Type) checkText(payload, resolvedType);
}

function decodeText(bytes: Uint8Array, name: string): void {
  try {
    UTF8.decode(bytes);
  } catch {
    throw new Error(`String field '${name}' contains invalid UTF-8 data.`);
  }
}

/** Fields of wire type LEN (protobuf.dev, encoding). */
function* lengthDelimited(bytes: Uint8Array): Generator<{ number: number; payload: Uint8Array }> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 1; at < bytes.length; shift *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const tag = varint();
    const wire = tag % 8;
    if (wire === WIRE.varint) varint();
    else if (wire === WIRE.fixed64) at += 8;
    else if (wire === WIRE.fixed32) at += 4;
    else if (wire === WIRE.bytes) {
      const length = varint();
      yield { number: Math.floor(tag / 8), payload: bytes.subarray(at, at + length) };
      at += length;
    } else throw new Error(`wire type ${wire} is not known`);
  }
}
