/**
 * Data of former versions in today's form. Everything that reads a stored snapshot, a history or an incident bundle
 * passes it through here first.
 *
 * Versions up to 2e2b439 (26 November 2026, bundles of format sidetone-incident-1) gave the leg of every carrier Five9's
 * fields. A leg of VoiceAI Connect had its participant in `subscriptionId` and the others empty.
 */
import { asObject, isJsonObject, type JsonObject } from "../base/json.ts";
import type { HistoryLine } from "./history-line.ts";

const FORMER_BUNDLE_FORMAT = "sidetone-incident-1";
/** Of the bundles that this version writes. Named here because bundle.ts has schemas, which no page loads. */
export const BUNDLE_FORMAT = "sidetone-incident-2";
const ORIGIN_FIELDS: ReadonlySet<string> = new Set([
  ...["domainId", "campaignId", "agentId", "skillId", "subscriptionId"],
]);

/** A persisted snapshot of a call whose `source` is known; anything else is returned unchanged. */
export function snapshotOfToday(snapshot: unknown, source: string): unknown {
  const call = asObject(snapshot);
  const context = asObject(call?.context);
  if (!Array.isArray(context?.legs)) return snapshot;
  return { ...call, context: { ...context, legs: legsOfToday(context.legs, source) } };
}

/** Lines of the history of a call whose `source` is known. */
export function linesOfToday<Line extends Pick<HistoryLine, "event" | "detail">>(
  lines: readonly Line[],
  source: string,
): Line[] {
  return lines.map((line) =>
    line.event === "leg.opened" && isJsonObject(line.detail)
      ? { ...line, detail: legOfToday(line.detail, source) }
      : line,
  );
}

/** An incident bundle as parsed, damaged or not. Anything but a bundle of a former format is returned unchanged. */
export function bundleOfToday(value: unknown): unknown {
  const bundle = asObject(value);
  if (bundle?.format !== FORMER_BUNDLE_FORMAT) return value;
  const { detail } = bundle;
  return { ...bundle, format: BUNDLE_FORMAT, detail: isJsonObject(detail) ? detailOfToday(detail) : detail };
}

function detailOfToday(detail: JsonObject): JsonObject {
  const { call, legs, history } = detail;
  const source = String(asObject(call)?.source);
  const isReadable = Array.isArray(history) && history.every(isJsonObject);
  return {
    ...detail,
    legs: Array.isArray(legs) ? legsOfToday(legs, source) : legs,
    history: isReadable ? linesOfToday(history as unknown as HistoryLine[], source) : history,
  };
}

function legsOfToday(legs: readonly unknown[], source: string): unknown[] {
  return legs.map((leg) => (isJsonObject(leg) ? legOfToday(leg, source) : leg));
}

function legOfToday(leg: JsonObject, source: string): JsonObject {
  const { encoding, sampleRateHertz, ...others } = leg;
  if (typeof encoding !== "string") return leg;
  const isText = encoding === "TEXT";
  const today: JsonObject = {
    medium: isText ? { kind: "text" } : { kind: "audio", format: { encoding, sampleRateHertz } },
  };
  const origin: JsonObject = {};
  for (const [field, value] of Object.entries(others)) {
    if (!ORIGIN_FIELDS.has(field)) today[field] = value;
    else if (value === "") continue;
    else if (source === "five9") origin[field] = value;
    else if (field === "subscriptionId") today.participant = value;
  }
  return { ...today, origin };
}
