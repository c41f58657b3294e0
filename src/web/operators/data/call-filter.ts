/** What the list shows: filters, order and groups, as in the address, so that a link shares them. */
import type { CallFilter as CallFilterContract } from "../../../contract/call-filter.ts";
import { knownCarriers } from "./carrier-labels.ts";

const SORTS = ["alarms", "newest", "longest"] as const;
export type CallSort = (typeof SORTS)[number];

/** "" means any. */
export interface CallFilter extends CallFilterContract {
  sort: CallSort;
  /** "cause": one line for each alarm in the place of rows. */
  group: "" | "cause";
}

export const NO_FILTER: CallFilter = {
  q: "",
  live: "",
  state: "",
  source: "",
  alarm: "",
  agent: "",
  campaign: "",
  from: "",
  to: "",
  sort: "alarms",
  group: "",
};

export function readFilter(query: URLSearchParams): CallFilter {
  const text = (name: string) => (query.get(name) ?? "").slice(0, 200);
  const time = (name: string) => (/^\d{1,16}$/.test(text(name)) ? text(name) : "");
  const live = text("live");
  return {
    q: text("q"),
    live: live === "live" || live === "ended" ? live : "",
    state: text("state"),
    source: knownCarriers().find(({ source }) => source === text("source"))?.source ?? "",
    alarm: text("alarm"),
    agent: text("agent"),
    campaign: text("campaign"),
    from: time("from"),
    to: time("to"),
    sort: SORTS.find((sort) => sort === text("sort")) ?? "alarms",
    group: text("group") === "cause" ? "cause" : "",
  };
}

/** The address has only differences from the default. */
export function writeFilter(filter: CallFilter): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (value !== NO_FILTER[name as keyof CallFilter]) query.set(name, value);
  }
  return query;
}

/** The same for GET /operators/api/calls: order and groups are the console's own business. */
export function serverQueryOf(filter: CallFilter): URLSearchParams {
  const query = writeFilter(filter);
  query.delete("sort");
  query.delete("group");
  return query;
}

/** How many filters are on, the search, the order and the groups left out. */
export function countFilters(filter: CallFilter): number {
  const { q: _, sort: __, group: ___, ...filters } = filter;
  return Object.values(filters).filter((value) => value !== "").length;
}
