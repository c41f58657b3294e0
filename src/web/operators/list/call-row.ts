/** One call as a row of the list: cells of a grid where there is room, a card where there is not. */
import { html, nothing, type TemplateResult } from "lit";
import type { CallSummary } from "../../../contract/call-summary.ts";
import { labelOfSource } from "../data/carrier-labels.ts";
import { clockTime, dateTime, formatLength, formatNumber, shortId } from "../parts/format.ts";
import { icon } from "../parts/icons.ts";
import { regionLooks } from "../parts/state-looks.ts";
import { callHref } from "../router.ts";
import { durationMsOf } from "./call-order.ts";
import "../parts/copy-button.ts";

export interface RowContext {
  /** Place in the whole list, from 0. */
  index: number;
  nowMs: number;
  /** The one row in the tab order. */
  isCurrent: boolean;
  isSelected: boolean;
}

/** Columns in order, with the words of the header row. */
export const COLUMNS = ["Alarm", "Call", "Agent", "States", "Suggestions", "Length"] as const;

export function callRow(
  call: CallSummary,
  { index, nowMs, isCurrent, isSelected }: RowContext,
): TemplateResult {
  return html`<div
    class="row"
    role="row"
    tabindex=${isCurrent ? 0 : -1}
    aria-rowindex=${index + 2}
    data-key=${call.callKey}
    aria-selected=${isSelected}
    data-gravity=${gravityWord(call)}
    ?data-ended=${!call.live}
  >
    <div role="gridcell" class="alarm">${alarmCell(call)}</div>
    <div role="gridcell" class="call">
      <span class="source"
        >${labelOfSource(call.source)}${(call.episode ?? 1) === 1 ? nothing : html`, <b>episode ${call.episode}</b>`}</span
      >
      <span class="id"
        ><input
          class="pick"
          type="checkbox"
          aria-label=${`Select call ${call.vendorCallId}`}
          tabindex=${isCurrent ? 0 : -1}
          .checked=${isSelected}
        /><a href=${callHref(call.callKey)} tabindex="-1" title=${call.vendorCallId}>${shortId(call.vendorCallId, 9)}</a
        ><copy-button .text=${call.vendorCallId} label="call id" .tab=${isCurrent ? 0 : -1}></copy-button
      ></span>
    </div>
    <div role="gridcell" class="people">
      <span class="agents" title="Agent">${icon("person", 13)}<span>${listOf(call.agentIds, "no agent")}</span></span>
      <span class="campaigns" title="Campaign">${listOf(call.campaignIds, "no campaign")}</span>
    </div>
    <div role="gridcell" class="states">${regionLooks(call.view, call.live).map(
      (look) =>
        html`<span class="lamp" data-tone=${look.tone} title="${look.region}: ${look.word}"
          ><span class="region">${look.region}</span
          ><span class="value">${icon(look.icon, 12)}<span>${look.word}</span></span></span
        >`,
    )}</div>
    <div role="gridcell" class="counts">
      <span title="Suggestions">${icon("bulb", 13)}<b>${formatNumber(call.suggestions)}</b><span class="unseen">suggestions</span></span>
      <span title=${call.live ? "Desktops connected" : "Desktops connected at the end"}
        >${icon("desktop", 13)}<b>${call.desktops}</b><span class="unseen">${call.live ? "desktops" : "desktops at the end"}</span></span
      >
    </div>
    <div role="gridcell" class="age">
      <b class="length">${formatLength(durationMsOf(call, nowMs))}</b>
      <span class="began" title=${dateTime(call.startedAtMs)}
        >${call.endedAtMs === null ? html`since ${clockTime(call.startedAtMs)}` : html`ended ${clockTime(call.endedAtMs)}`}</span
      >
    </div>
  </div>`;
}

function gravityWord(call: CallSummary): string {
  if (call.alarms.some(({ severity }) => severity === "serious")) return "serious";
  return call.alarms.length > 0 ? "warning" : "none";
}

function alarmCell(call: CallSummary): TemplateResult {
  const worst = call.alarms.find(({ severity }) => severity === "serious") ?? call.alarms[0];
  if (worst === undefined) {
    return call.live
      ? html`<span class="calm">${icon("check", 13)}No alarm</span>`
      : html`<span class="calm">${icon("stop", 9)}Ended</span>`;
  }
  const others = call.alarms.length - 1;
  return html`<span class="chip" data-tone=${worst.severity === "serious" ? "bad" : "warn"}
      >${icon(worst.severity === "serious" ? "serious" : "warning", 13)}<span class="unseen">${worst.severity}: </span>${worst.code}${
        others > 0 ? html`<span> +${others}</span>` : nothing
      }</span
    ><span class="why" title=${worst.message}>${worst.message}</span>`;
}

function listOf(values: readonly string[], none: string): TemplateResult | string {
  const [first, ...rest] = values.filter((value) => value !== "");
  if (first === undefined) return html`<i>${none}</i>`;
  return rest.length === 0 ? first : `${first} +${rest.length}`;
}
