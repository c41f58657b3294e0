/** The list as CSV (RFC 4180), for a spreadsheet: a cell never becomes a formula there. */
import type { CallSummary } from "../../../contract/call-summary.ts";

type Column = readonly [name: string, of: (call: CallSummary) => string | number];

const time = (ms: number | null) => (ms === null ? "" : new Date(ms).toISOString());

const COLUMNS: readonly Column[] = [
  ["call", ({ callKey }) => callKey],
  ["source", ({ source }) => source],
  ["vendor id", ({ vendorCallId }) => vendorCallId],
  ["episode", ({ episode }) => episode ?? 1],
  ["live", ({ live }) => (live ? "yes" : "no")],
  ["began", ({ startedAtMs }) => time(startedAtMs)],
  ["ended", ({ endedAtMs }) => time(endedAtMs)],
  [
    "length s",
    ({ startedAtMs, endedAtMs }) => (endedAtMs === null ? "" : Math.round((endedAtMs - startedAtMs) / 1_000)),
  ],
  ["agents", ({ agentIds }) => agentIds.join(" ")],
  ["campaigns", ({ campaignIds }) => campaignIds.join(" ")],
  ["domain", ({ domainId }) => domainId],
  ["alarms", ({ alarms }) => alarms.map(({ code }) => code).join(" ")],
  ["causes", ({ alarms }) => alarms.map(({ message }) => message).join(" ")],
  ["conversation", ({ view }) => view.conversation],
  ["suggestions", ({ suggestions }) => suggestions],
  ["desktops", ({ desktops }) => desktops],
  ["ended because", ({ endReason }) => endReason ?? ""],
  ["instance", ({ instance }) => instance ?? ""],
];

/** How spreadsheets begin a formula (owasp.org/www-community/attacks/CSV_Injection). */
const FORMULA = /^[=+\-@\t\r]/;
/** Without it spreadsheets read UTF-8 as something else. */
const BYTE_ORDER_MARK = "\uFEFF";

export function csvOf(calls: Iterable<CallSummary>): string {
  const lines = [COLUMNS.map(([name]) => name).join(",")];
  for (const call of calls) lines.push(COLUMNS.map(([, of]) => cellOf(of(call))).join(","));
  return `${BYTE_ORDER_MARK}${lines.join("\r\n")}\r\n`;
}

function cellOf(value: string | number): string {
  if (typeof value === "number") return String(value);
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
