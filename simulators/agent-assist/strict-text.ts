/**
 * Refuses requests with text that is no UTF-8, which a string of proto3 must be (protobuf.dev, language guide proto3, scalar
 * types). JavaScript's decoder would replace the bytes without a word; Google's parsers fail.
 */
import type { MethodDefinition, ServiceDefinition } from "@grpc/grpc-js";
import type { PackageDefinition } from "@grpc/proto-loader";

/** The part of a descriptor that is read (google.protobuf.DescriptorProto and FieldDescriptorProto). */
interface MessageDescriptor {
  field: { name: string; number: number; type: string; typeName: string }[];
}

const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** The service with requests that are checked before they are decoded. */
export function withStrictText(service: ServiceDefinition, definition: PackageDefinition): ServiceDefinition {
  const strict = Object.entries(service).map(([name, method]) => [name, strictMethod(method, definition)]);
  return Object.fromEntries(strict) as ServiceDefinition;
}

function strictMethod(
  method: MethodDefinition<unknown, unknown>,
  definition: PackageDefinition,
): MethodDefinition<unknown, unknown> {
  const { requestType } = method as unknown as { requestType: { type: MessageDescriptor } };
  const scope = method.path.slice(1, method.path.indexOf("/", 1)).split(".").slice(0, -1).join(".");
  return {
    ...method,
    requestDeserialize(bytes) {
      checkText(bytes, { ...requestType.type, scope }, definition);
      return method.requestDeserialize(bytes);
    },
  };
}

/** Throws where a string field of the message, or of one in it, is no UTF-8. */
function checkText(
  bytes: Uint8Array,
  message: MessageDescriptor & { scope: string },
  definition: PackageDefinition,
): void {
  for (const { number, payload } of lengthDelimited(bytes)) {
    const field = message.field.find((known) => known.number === number);
    if (field?.type === "TYPE_STRING") {
      try {
        UTF8.decode(payload);
      } catch {
        throw new Error(`String field '${field.name}' contains invalid UTF-8 data.`);
      }
    }
    const inner =
      field?.type === "TYPE_MESSAGE" ? messageNamed(field.typeName, message.scope, definition) : undefined;
    if (inner !== undefined) checkText(payload, inner, definition);
  }
}

/** Names are relative to the scope in which they are used, or one around it. */
function messageNamed(typeName: string, scope: string, definition: PackageDefinition) {
  const scopes = scope.split(".").map((_, at, parts) => parts.slice(0, parts.length - at).join("."));
  for (const name of [...scopes.map((outer) => `${outer}.${typeName}`), typeName.replace(/^\./, "")]) {
    const found = definition[name];
    if (found === undefined || !("type" in found)) continue;
    return { ...(found.type as unknown as MessageDescriptor), scope: name };
  }
  return undefined;
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
