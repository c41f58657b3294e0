/** What the list shows: filters and order, as they stand in the address so that a link shares them. */
import type { CallSummary } from "../../../contract/call-summary.ts";

export const SORTS = ["alarms", "newest", "longest"] as const;
export type CallSort = (typeof SORTS)[number];

/** "" means any. */
export interface CallFilter {
  /** Part of a call's ids, an agent, a campaign, a domain or an alarm. */
  q: string;
  live: "" | "live" | "ended";
  /** One state's name, of the media, the conversation, the assist region or a participant. */
  state: string;
  source: "" | "five9" | "audiocodes";
  /** "any", "none" or one alarm's code. */
  alarm: string;
  agent: string;
  campaign: string;
  sort: CallSort;
}

export const NO_FILTER: CallFilter = {
  q: "",
  live: "",
  state: "",
  source: "",
  alarm: "",
  agent: "",
  campaign: "",
  sort: "alarms",
};

export function readFilter(query: URLSearchParams): CallFilter {
  const text = (name: string) => (query.get(name) ?? "").slice(0, 200);
  const live = text("live");
  const source = text("source");
  return {
    q: text("q"),
    live: live === "live" || live === "ended" ? live : "",
    state: text("state"),
    source: source === "five9" || source === "audiocodes" ? source : "",
    alarm: text("alarm"),
    agent: text("agent"),
    campaign: text("campaign"),
    sort: SORTS.find((sort) => sort === text("sort")) ?? "alarms",
  };
}

/** Only what differs from the default stands in the address. */
export function writeFilter(filter: CallFilter): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (value !== NO_FILTER[name as keyof CallFilter]) query.set(name, value);
  }
  return query;
}

/** The same for GET /operators/api/calls: the order is the console's own business. */
export function serverQueryOf(filter: CallFilter): URLSearchParams {
  const query = writeFilter(filter);
  query.delete("sort");
  return query;
}

/** How many filters are on, the search and the order left out. */
export function countFilters(filter: CallFilter): number {
  const { q: _, sort: __, ...filters } = filter;
  return Object.values(filters).filter((value) => value !== "").length;
}

export function matchesFilter(call: CallSummary, filter: CallFilter): boolean {
  if (filter.live !== "" && call.live !== (filter.live === "live")) return false;
  if (filter.source !== "" && call.source !== filter.source) return false;
  if (filter.state !== "" && !statesOf(call).includes(filter.state)) return false;
  if (filter.agent !== "" && !call.agentIds.includes(filter.agent)) return false;
  if (filter.campaign !== "" && !call.campaignIds.includes(filter.campaign)) return false;
  if (filter.alarm === "any" && call.alarms.length === 0) return false;
  if (filter.alarm === "none" && call.alarms.length > 0) return false;
  if (
    !["", "any", "none"].includes(filter.alarm) &&
    call.alarms.every((alarm) => alarm.code !== filter.alarm)
  ) {
    return false;
  }
  return matchesText(call, filter.q);
}

function statesOf({ view }: CallSummary): string[] {
  return [view.media, view.conversation, view.assist, ...Object.values(view.participants)];
}

/** Every word must stand somewhere. */
function matchesText(call: CallSummary, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const haystack = [
    call.callKey,
    call.vendorCallId,
    call.domainId,
    ...call.agentIds,
    ...call.campaignIds,
    ...call.alarms.flatMap(({ code, message }) => [code, message]),
  ]
    .join(" ")
    .toLowerCase();
  return words.every((word) => haystack.includes(word));
}
