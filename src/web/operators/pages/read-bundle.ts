/** Reads an incident bundle from a file's text, with a reason an operator understands where that fails. */
import { isJsonObject } from "../../../base/json.ts";
import type { Bundle } from "../../../contract/bundle.ts";
import { BUNDLE_FORMAT, bundleOfToday } from "../../../contract/former-versions.ts";

const FAMILY = "sidetone-incident-";

/** Larger files are not read; a call of a day has some 10 MB. */
export const MAX_BUNDLE_BYTES = 64 * 1024 * 1024;

/** A server keeps far fewer of a call. */
const MAX_LINES = 100_000;

/** Several bundles in one file, as the list of calls makes it. */
export const BUNDLES_FORMAT = "sidetone-bundles-1";

/** The bundles of a file: of one call, or of several. Throws as `readBundle` does. */
export function readBundles(text: string): Bundle[] {
  const value: unknown = text.includes(BUNDLES_FORMAT) ? parsed(text) : undefined;
  if (!isJsonObject(value) || value.format !== BUNDLES_FORMAT) return [readBundle(text)];
  const { bundles } = value;
  if (!Array.isArray(bundles) || bundles.length === 0)
    throw new Error("This file of bundles is empty or damaged.");
  return bundles.map((bundle) => readBundle(JSON.stringify(bundle)));
}

/** Throws an Error whose message is for the operator. Lists and objects are looked at as far as the page reads them. */
export function readBundle(text: string): Bundle {
  const value = bundleOfToday(parsed(text));
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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("This file is not JSON: it is not an incident bundle, or it was cut short.");
  }
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
