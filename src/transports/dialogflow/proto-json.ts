/** Well-known protobuf types and 32-bit floats as proto3 JSON writes them; protobufjs writes them its own way. */
import { Message } from "protobufjs";

/** Seconds arrive as number or as protobufjs' 64-bit form, whose text is the number. */
interface Moment {
  seconds?: unknown;
  nanos?: number;
}

interface Struct {
  fields?: Record<string, Value>;
}

interface Value {
  structValue?: Struct;
  listValue?: { values?: Value[] };
  numberValue?: number;
  stringValue?: string;
  boolValue?: boolean;
}

const WRITERS: Record<string, (message: never) => unknown> = {
  Timestamp: timestampText,
  Duration: durationText,
  Struct: structObject,
  Value: plainValue,
  ListValue: ({ values }: { values?: Value[] }) => (values ?? []).map(plainValue),
  FieldMask: ({ paths }: { paths?: string[] }) => (paths ?? []).map(camelCase).join(","),
  Any: ({ type_url: url, value }: { type_url?: string; value?: unknown }) => ({
    "@type": url ?? "",
    value: base64(value),
  }),
};
const WELL_KNOWN = ".google.protobuf.";

/**
 * Writes a decoded message as proto3 JSON.
 *
 * @param message the decoded message, whose parts still know their types
 * @param plain the same as `toObject` gives it, with enums, 64-bit numbers and bytes as text
 */
export function toProtoJson(message: unknown, plain: unknown): unknown {
  const write = writerOf(message);
  if (write !== undefined) return write(message as never);
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

function writerOf(message: unknown): ((message: never) => unknown) | undefined {
  if (!(message instanceof Message)) return undefined;
  const { fullName } = message.$type;
  return fullName.startsWith(WELL_KNOWN) ? WRITERS[fullName.slice(WELL_KNOWN.length)] : undefined;
}

/** RFC 3339 with 0, 3, 6 or 9 digits of fraction. */
function timestampText({ seconds, nanos }: Moment): string {
  const whole = new Date(Number(seconds ?? 0) * 1000).toISOString().slice(0, 19);
  return `${whole}${fraction(nanos ?? 0)}Z`;
}

/** Seconds with 0, 3, 6 or 9 digits of fraction, and an s. */
function durationText({ seconds, nanos }: Moment): string {
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

function structObject(struct: Struct): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(struct.fields ?? {}).map(([name, value]) => [name, plainValue(value)]),
  );
}

function plainValue(value: Value): unknown {
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
