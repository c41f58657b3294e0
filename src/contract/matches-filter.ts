/** Whether a call matches an operator's filter, by the same rules for the server's lists and the console's live one. */
import type { CallFilter } from "./call-filter.ts";
import type { CallSummary } from "./call-summary.ts";

export function matchesFilter(call: CallSummary, filter: CallFilter): boolean {
  const { live, source, state, agent, campaign, from, to } = filter;
  return (
    (live === "" || call.live === (live === "live")) &&
    (from === "" || call.startedAtMs >= Number(from)) &&
    (to === "" || call.startedAtMs < Number(to)) &&
    (source === "" || call.source === source) &&
    (state === "" || statesOf(call).includes(state)) &&
    (agent === "" || call.agentIds.includes(agent)) &&
    (campaign === "" || call.campaignIds.includes(campaign)) &&
    matchesAlarm(call, filter.alarm) &&
    matchesText(call, filter.q)
  );
}

function statesOf({ view }: CallSummary): string[] {
  return [view.media, view.conversation, view.assist, ...Object.values(view.participants)];
}

function matchesAlarm({ alarms }: CallSummary, wanted: string): boolean {
  if (wanted === "" || wanted === "none") return wanted === "" || alarms.length === 0;
  return alarms.some(({ code }) => wanted === "any" || code === wanted);
}

function matchesText(call: CallSummary, query: string): boolean {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const { callKey, vendorCallId, domainId, agentIds, campaignIds } = call;
  const alarms = call.alarms.flatMap(({ code, message }) => [code, message]);
  const haystack = [callKey, vendorCallId, domainId, ...agentIds, ...campaignIds, ...alarms]
    .join(" ")
    .toLowerCase();
  return words.every((word) => haystack.includes(word));
}
