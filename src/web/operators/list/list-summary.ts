/** The line above the rows: how many calls there are, and what waits while the rows keep their place. */
import { html, nothing, type TemplateResult } from "lit";
import type { CallsState } from "../data/calls-state.ts";
import { countOf, formatNumber } from "../parts/format.ts";
import { icon } from "../parts/icons.ts";
import type { HeldOrder } from "./call-order.ts";

export function listSummary(
  { calls, liveCount }: CallsState,
  order: HeldOrder,
  { onRelease, actions }: { onRelease: () => void; actions: TemplateResult },
): TemplateResult {
  let alarms = 0;
  for (const call of calls.values()) if (call.live && call.alarms.length > 0) alarms += 1;
  return html`<div class="summary">
    <p>
      <b>${formatNumber(liveCount)}</b> live,
      <span class="with" ?data-some=${alarms > 0}>${icon("warning", 13)}<b>${formatNumber(alarms)}</b> of them with an alarm</span
      ><span class="sep"></span><b>${formatNumber(order.keys.length)}</b> listed
    </p>
    <div role="status">${waiting(order, onRelease)}</div>
    ${actions}
  </div>`;
}

function waiting({ newCalls, newAlarms }: HeldOrder, onRelease: () => void): TemplateResult | typeof nothing {
  const parts: string[] = [];
  if (newAlarms > 0) parts.push(countOf(newAlarms, "new alarm"));
  if (newCalls > 0) parts.push(countOf(newCalls, "new call"));
  if (parts.length === 0) return nothing;
  return html`<button class="pill" type="button" @click=${onRelease}>${icon("arrowUp", 13)}${parts.join(", ")}</button>`;
}
