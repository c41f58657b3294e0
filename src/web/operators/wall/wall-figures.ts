/** What the wall shows, from the live calls and from the counters of those that have ended. Pure. */
import type { CallSummary } from "../../../contract/call-summary.ts";
import type { TrendReport } from "../../../contract/trends.ts";

export interface WallCampaign {
  name: string;
  liveCalls: number;
  /** Live calls with an alarm, and those of them with a serious one. */
  alarmed: number;
  serious: number;
  /** The alarm that most of them have; "" where none has any. */
  cause: string;
}

export interface WallFigures {
  liveCalls: number;
  alarmed: number;
  serious: number;
  /** Of live calls so far, and of those that the counters have. */
  suggestions: number;
  /** Those with alarms first, the gravest on top; then by their calls. */
  campaigns: WallCampaign[];
}

/** A call that has ended is left to the counters, but for one that ended after these were read. */
export function wallFigures(
  calls: Iterable<CallSummary>,
  counted: Pick<TrendReport, "toMs" | "total"> | undefined,
): WallFigures {
  const live: CallSummary[] = [];
  let suggestions = counted?.total.suggestions ?? 0;
  for (const call of calls) {
    if (call.live) live.push(call);
    else if (counted === undefined || (call.endedAtMs ?? 0) <= counted.toMs) continue;
    suggestions += call.suggestions;
  }
  const byCampaign = new Map<string, CallSummary[]>();
  for (const call of live) {
    const names = call.campaignIds.filter((name) => name !== "");
    for (const name of names.length === 0 ? [NO_CAMPAIGN] : new Set(names)) {
      const those = byCampaign.get(name) ?? [];
      those.push(call);
      byCampaign.set(name, those);
    }
  }
  const campaigns = [...byCampaign].map(([name, those]): WallCampaign => ({ name, ...alarmsOf(those) }));
  const { liveCalls, alarmed, serious } = alarmsOf(live);
  return { liveCalls, alarmed, serious, suggestions, campaigns: campaigns.sort(byAlarms) };
}

const NO_CAMPAIGN = "Without a campaign";

function alarmsOf(calls: readonly CallSummary[]): Omit<WallCampaign, "name"> {
  const alarmed = calls.filter(({ alarms }) => alarms.length > 0);
  const serious = alarmed.filter(({ alarms }) => alarms.some(({ severity }) => severity === "serious"));
  return {
    liveCalls: calls.length,
    alarmed: alarmed.length,
    serious: serious.length,
    cause: mostFrequentCause(serious.length > 0 ? serious : alarmed),
  };
}

function mostFrequentCause(calls: readonly CallSummary[]): string {
  const counts = new Map<string, number>();
  for (const { alarms } of calls)
    for (const code of new Set(alarms.map(({ code }) => code))) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? "";
}

function byAlarms(a: WallCampaign, b: WallCampaign): number {
  return (
    b.serious - a.serious || b.alarmed - a.alarmed || b.liveCalls - a.liveCalls || (a.name < b.name ? -1 : 1)
  );
}
