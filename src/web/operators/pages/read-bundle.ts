/** Reads an incident bundle from a file's text, with a reason an operator understands where that fails. */
import type { Bundle } from "../../../contract/bundle.ts";

/** The same as BUNDLE_FORMAT of the contract, of which a page may import types only. */
const FORMAT: Bundle["format"] = "sidetone-incident-1";
const FAMILY = "sidetone-incident-";

/** Larger files are not read; a call of a day has some 10 MB. */
export const MAX_BUNDLE_BYTES = 64 * 1024 * 1024;

/** Throws an Error whose message is for the operator. Fields beyond those the page begins with are not looked at. */
export function readBundle(text: string): Bundle {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error("This file is not JSON, so it is no incident bundle, or it was cut short.");
  }
  const { format, detail, masked } = (value ?? {}) as Partial<Bundle>;
  if (typeof format === "string" && format !== FORMAT && `${format}`.startsWith(FAMILY)) {
    throw new Error(`This bundle has the format ${format}; this console reads ${FORMAT}.`);
  }
  if (format !== FORMAT) throw new Error("This file is JSON, but no incident bundle of Sidetone.");
  const hasCall = typeof detail?.call?.callKey === "string" && Array.isArray(detail.history);
  if (!hasCall || !Array.isArray(masked?.entries)) {
    throw new Error("This bundle is damaged: its call or its history is missing.");
  }
  return value as Bundle;
}
