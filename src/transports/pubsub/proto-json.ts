/** Well-known protobuf types and 32-bit floats as proto3 JSON writes them; protobufjs writes them its own way. */
import { protos } from "@google-cloud/dialogflow";

const { Timestamp, Duration, Struct, Value, ListValue, Any, FieldMask } = protos.google.protobuf;

/**
 * Writes a decoded message as proto3 JSON.
 *
 * @param message the decoded message, whose parts still know their types
 * @param plain the same as `toObject` gives it, with enums, 64-bit numbers and bytes as text
 */
export function toProtoJson(message: unknown, plain: unknown): unknown {
  if (message instanceof Timestamp) return timestampText(message);
  if (message instanceof Duration) return durationText(message);
  if (message instanceof Struct) return structObject(message);
  if (message instanceof Value) return plainValue(message);
  if (message instanceof ListValue) return (message.values ?? []).map(plainValue);
  if (message instanceof FieldMask) return (message.paths ?? []).map(camelCase).join(",");
  if (message instanceof Any) return { "@type": message.type_url ?? "", value: base64(message.value) };
  // Outside of Struct every number with a fraction in these messages is a 32-bit float.
  if (typeof plain === "number") return shortestFloat(plain);
  if (Array.isArray(plain)) {
    return plain.map((item, index) => toProtoJson(Array.isArray(message) ? message[index] : undefined, item));
  }
  if (typeof plain !== "object" || plain === null) return plain;
  const typed = message as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(plain).map(([name, value]) => [name, toProtoJson(typed[name], value)]),
  );
}

/** RFC 3339 with 0, 3, 6 or 9 digits of fraction. */
function timestampText({ seconds, nanos }: protos.google.protobuf.ITimestamp): string {
  const whole = new Date(Number(seconds ?? 0) * 1000).toISOString().slice(0, 19);
  return `${whole}${fraction(nanos ?? 0)}Z`;
}

/** Seconds with 0, 3, 6 or 9 digits of fraction, and an s. */
function durationText({ seconds, nanos }: protos.google.protobuf.IDuration): string {
  const wholeSeconds = Number(seconds ?? 0);
  const isNegative = wholeSeconds < 0 || (nanos ?? 0) < 0;
  return `${isNegative ? "-" : ""}${Math.abs(wholeSeconds)}${fraction(Math.abs(nanos ?? 0))}s`;
}

function fraction(nanos: number): string {
  if (nanos === 0) return "";
  const digits = String(nanos).padStart(9, "0");
  if (digits.endsWith("000000")) return `.${digits.slice(0, 3)}`;
  return digits.endsWith("000") ? `.${digits.slice(0, 6)}` : `.${digits}`;
}

function structObject(struct: protos.google.protobuf.IStruct): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(struct.fields ?? {}).map(([name, value]) => [name, plainValue(value)]),
  );
}

function plainValue(value: protos.google.protobuf.IValue): unknown {
  if (value.structValue != null) return structObject(value.structValue);
  if (value.listValue != null) return (value.listValue.values ?? []).map(plainValue);
  // What a message does not hold shows as the default of its prototype; only what it holds counts.
  for (const kind of ["numberValue", "stringValue", "boolValue"] as const) {
    if (Object.hasOwn(value, kind)) return value[kind];
  }
  return null;
}

/** The shortest decimal that is the same 32-bit float: 0.9, not 0.8999999761581421. */
function shortestFloat(value: number): number | string {
  // proto3 JSON writes these as text, as JSON has no numbers for them.
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value)) return value;
  for (let digits = 1; digits <= 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

function base64(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : "";
}

function camelCase(path: string): string {
  return path.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
