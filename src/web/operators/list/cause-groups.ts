/** The calls of the list by their causes: how many calls each alarm has, the newest, and an example of its words. */
import { html, type TemplateResult } from "lit";
import type { Alarm, CallSummary } from "../../../contract/call-summary.ts";
import { clockTime, countOf, dateTime, formatNumber } from "../parts/format.ts";
import { icon } from "../parts/icons.ts";
import { callHref } from "../router.ts";

interface CauseGroup {
  code: string;
  severity: Alarm["severity"];
  calls: number;
  live: number;
  /** Of the newest call that has it. */
  newest: CallSummary;
  message: string;
}

/** A call counts for each of its alarms; the most frequent cause comes first. */
function causeGroups(calls: Iterable<CallSummary>): CauseGroup[] {
  const groups = new Map<string, CauseGroup>();
  for (const call of calls) {
    for (const { code, severity, message } of call.alarms) {
      const known = groups.get(code);
      const isNewest = known === undefined || call.startedAtMs > known.newest.startedAtMs;
      groups.set(code, {
        code,
        severity: known?.severity === "serious" ? "serious" : severity,
        calls: (known?.calls ?? 0) + 1,
        live: (known?.live ?? 0) + Number(call.live),
        newest: isNewest ? call : known.newest,
        message: isNewest ? message : known.message,
      });
    }
  }
  return [...groups.values()].sort((a, b) => b.calls - a.calls || (a.code < b.code ? -1 : 1));
}

export function causeGroupsView(
  keys: readonly string[],
  all: ReadonlyMap<string, CallSummary>,
  onChosen: (code: string) => void,
): TemplateResult {
  const calls = callsOf(keys, all);
  const groups = causeGroups(calls);
  if (groups.length === 0)
    return html`<p class="end">None of the ${countOf(calls.length, "listed call")} has an alarm.</p>`;
  return html`<ol class="causes" aria-label="Causes">
    ${groups.map(
      ({ code, severity, calls: count, live, newest, message }) => html`<li>
        <b class="count">${formatNumber(count)}</b>
        <div>
          <span class="chip" data-tone=${severity === "serious" ? "bad" : "warn"}
            >${icon(severity === "serious" ? "serious" : "warning", 13)}<span class="unseen">${severity}: </span>${code}</span
          >
          <p>${message}</p>
          <p class="newest">
            ${live === 0 ? "None of them is live." : `${countOf(live, "is", "are")} live.`} Newest:
            <a href=${callHref(newest.callKey)} title=${dateTime(newest.startedAtMs)}>${newest.vendorCallId}</a>, began
            ${clockTime(newest.startedAtMs)}
          </p>
        </div>
        <button class="button" type="button" @click=${() => onChosen(code)}>Show ${countOf(count, "call")}</button>
      </li>`,
    )}
  </ol>`;
}

/** Those that are still known, in the order of their keys. */
export function callsOf(keys: readonly string[], all: ReadonlyMap<string, CallSummary>): CallSummary[] {
  return keys.map((key) => all.get(key)).filter((call) => call !== undefined);
}
