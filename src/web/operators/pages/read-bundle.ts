/** Reads an incident bundle from a file's text, with a reason an operator understands where that fails. */
import { isJsonObject } from "../../../base/json.ts";
import type { Bundle } from "../../../contract/bundle.ts";
import { BUNDLE_FORMAT, bundleOfToday } from "../../../contract/former-versions.ts";

const FAMILY = "sidetone-incident-";

/** Larger files are not read; a call of a day has some 10 MB. */
export const MAX_BUNDLE_BYTES = 64 * 1024 * 1024;

/** A server keeps far fewer of a call. */
const MAX_LINES = 100_000;

/** Throws an Error whose message is for the operator. Lists and objects are looked at as far as the page reads them. */
export function readBundle(text: string): Bundle {
  let value: unknown;
  try {
    value = bundleOfToday(JSON.parse(text));
  } catch {
    throw new Error("This file is not JSON: it is not an incident bundle, or it was cut short.");
  }
  const { format, detail, masked } = (value ?? {}) as Partial<Bundle>;
  if (typeof format === "string" && format !== BUNDLE_FORMAT && `${format}`.startsWith(FAMILY)) {
    throw new Error(`This bundle has the format ${format}; this console reads ${BUNDLE_FORMAT}.`);
  }
  if (format !== BUNDLE_FORMAT) throw new Error("This file is JSON, but no incident bundle of Sidetone.");
  const hasCall = typeof detail?.call?.callKey === "string" && Array.isArray(detail.history);
  if (!hasCall || !Array.isArray(masked?.entries)) {
    throw new Error("This bundle is damaged: its call or its history is missing.");
  }
  const bundle = value as Bundle;
  if (detail.history.length > MAX_LINES) {
    throw new Error(
      `This bundle has more than ${MAX_LINES.toLocaleString("en")} lines of history, too many for a page.`,
    );
  }
  const part = damagedPartOf(bundle);
  if (part !== null) throw new Error(`This bundle is damaged: its ${part} cannot be read.`);
  return bundle;
}

/** The first part that the page could not show, in an operator's words; null if there is none. */
function damagedPartOf({ detail, masked, revealed, jobs, audit }: Bundle): string | null {
  const { history, actors, legs, desktopIds, ledgers, gapsMs } = detail;
  if (!history.every(isLine)) return "history";
  if (!areObjects(actors) || !areObjects(legs) || !legs.every(({ medium }) => isJsonObject(medium)))
    return "list of actors or legs";
  if (!Array.isArray(desktopIds) || !isJsonObject(ledgers) || !isJsonObject(gapsMs)) return "accounts";
  if (!areObjects(masked.entries)) return "transcript";
  if (revealed !== null && !(isJsonObject(revealed) && areObjects(revealed.entries)))
    return "revealed transcript";
  return areObjects(jobs) && areObjects(audit) ? null : "list of jobs or of operators' actions";
}

function isLine(line: unknown): boolean {
  if (!isJsonObject(line)) return false;
  const { line: number, atMs, actor, event, took, effects, detail } = line;
  const isTold = typeof number === "number" && typeof actor === "string" && typeof event === "string";
  const hasLists = [took, effects].every((list) => list === undefined || areObjects(list));
  return isTold && Number.isFinite(atMs) && hasLists && (detail === undefined || isJsonObject(detail));
}

function areObjects(list: unknown): boolean {
  return Array.isArray(list) && list.every(isJsonObject);
}
