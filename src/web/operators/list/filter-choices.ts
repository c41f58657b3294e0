/** The filter values of the loaded calls, remembered until those calls change. */
import type { CallSummary } from "../../../contract/call-summary.ts";
import type { FilterChoices } from "./list-filters.ts";

/** A select with more entries than this is useless: the search finds the others. */
const MOST = 300;
/** Choices need not follow every event. */
const FRESH_MS = 2_000;

let kept: { choices: FilterChoices; atMs: number; count: number } | undefined;

export function choicesOf(calls: ReadonlyMap<string, CallSummary>): FilterChoices {
  const nowMs = performance.now();
  if (kept !== undefined && nowMs - kept.atMs < FRESH_MS && kept.count === calls.size) return kept.choices;
  const alarms = new Set<string>();
  const agents = new Set<string>();
  const campaigns = new Set<string>();
  for (const call of calls.values()) {
    for (const { code } of call.alarms) alarms.add(code);
    for (const id of call.agentIds) if (id !== "") agents.add(id);
    for (const id of call.campaignIds) if (id !== "") campaigns.add(id);
  }
  const next: FilterChoices = {
    alarms: sorted(alarms),
    agents: sorted(agents),
    campaigns: sorted(campaigns),
  };
  const choices = kept !== undefined && isSame(kept.choices, next) ? kept.choices : next;
  kept = { choices, atMs: nowMs, count: calls.size };
  return choices;
}

function sorted(values: ReadonlySet<string>): string[] {
  return [...values].sort().slice(0, MOST);
}

function isSame(a: FilterChoices, b: FilterChoices): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
