/** Reads fields of Five9's payloads, whose types are not documented. */
import { cutText } from "../../base/text-safety.ts";

/** A string as it is, a number in digits, anything else as the empty string; cut at `maxLength` characters. */
export function asText(value: unknown, maxLength: number): string {
  if (typeof value === "string") return cutText(value, maxLength);
  return typeof value === "number" && Number.isFinite(value) ? String(value) : "";
}
