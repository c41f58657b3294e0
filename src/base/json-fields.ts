/** Reads fields of unknown JSON without trusting its shape: absent and mistyped fields read as their proto3 default. */
import { asObject, type JsonObject } from "./json.ts";

/** The value if it is an object, else an empty one. */
export function recordOf(value: unknown): JsonObject {
  return asObject(value) ?? {};
}

/** The value if it is a list, else an empty one. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The trimmed value if it is a text, else "". */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}

/** The value if it is a finite number, else undefined. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** Milliseconds since the Unix epoch of an RFC 3339 time, or undefined. */
export function timeMsOf(value: unknown): number | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  const timeMs = Date.parse(value);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

/** The address when it is http or https, else "": nothing else may become a link. */
export function webAddressOf(value: unknown): string {
  const text = textOf(value);
  if (!/^https?:\/\//i.test(text)) return "";
  return URL.canParse(text) ? text : "";
}
