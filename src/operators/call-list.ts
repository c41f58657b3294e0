/** The operators' list: live calls of this process first, then kept ones, newest first. */
import type { CallFilter } from "../contract/call-filter.ts";
import type { CallList, CallSummary } from "../contract/call-summary.ts";
import { matchesFilter } from "../contract/matches-filter.ts";
import type { SummaryQuery } from "../storage/port.ts";

/** Null for one that this version cannot read. */
export interface KeptCall {
  startedAtMs: number;
  summary: CallSummary | null;
}

export interface CallListSources {
  /** Calls of this process; one that is over stays among them until it is stored. */
  live(): Promise<readonly CallSummary[]>;
  /** Kept calls that began before `before`, newest first. */
  stored(query: SummaryQuery): Promise<KeptCall[]>;
}

export interface CallListQuery {
  filter: CallFilter;
  /** Kept calls at most; live ones are all given, unless this is a further page. */
  limit: number;
  /** Live calls are given whether or not they pass the filter: a console filters these itself, as they change. */
  allLive?: boolean;
  /** Milliseconds since the Unix epoch: continues a list at its `nextBefore`. */
  before?: number;
  /** Only calls with any of these marks of their parties' addresses. */
  addressMarks?: readonly string[];
}

const PAGE = 500;
/** Kept calls one request looks through; with a filter that few calls pass, the next page continues from there. */
const MAX_LOOKED_AT = 5_000;

export async function listCalls(sources: CallListSources, query: CallListQuery): Promise<CallList> {
  const { filter, before, allLive = false, addressMarks } = query;
  if (addressMarks !== undefined) return await markedCalls(sources, query);
  const live = (await sources.live()).toSorted((a, b) => b.startedAtMs - a.startedAtMs);
  const liveKeys = new Set(live.map(({ callKey }) => callKey));
  const listed =
    before === undefined ? live.filter((call) => (allLive && call.live) || matchesFilter(call, filter)) : [];
  const kept =
    filter.live === "live" ? { calls: [], nextBefore: null } : await keptCalls(sources, query, liveKeys);
  const liveCount = live.filter((call) => call.live).length;
  return { calls: [...listed, ...kept.calls], liveCount, nextBefore: kept.nextBefore };
}

/** The store finds live calls, too, as their marks are stored with them; their rows are those of now. */
async function markedCalls({ live, stored }: CallListSources, query: CallListQuery): Promise<CallList> {
  const now = new Map((await live()).map((call) => [call.callKey, call]));
  const newest = async (asked: SummaryQuery) =>
    (await stored(asked)).map(({ startedAtMs, summary }) => ({
      startedAtMs,
      summary: summary && (now.get(summary.callKey) ?? summary),
    }));
  const kept = await keptCalls({ stored: newest }, query, new Set());
  return { ...kept, liveCount: [...now.values()].filter((call) => call.live).length };
}

async function keptCalls(
  sources: Pick<CallListSources, "stored">,
  { filter, limit, before, addressMarks }: CallListQuery,
  liveKeys: ReadonlySet<string>,
): Promise<{ calls: CallSummary[]; nextBefore: number | null }> {
  const calls: CallSummary[] = [];
  const until = filter.to === "" ? Number.POSITIVE_INFINITY : Number(filter.to);
  let position = Math.min(before ?? Number.POSITIVE_INFINITY, until);
  for (let lookedAt = 0; lookedAt < MAX_LOOKED_AT; lookedAt += PAGE) {
    const page = await sources.stored({
      limit: PAGE,
      ...(position === Number.POSITIVE_INFINITY ? {} : { before: position }),
      ...(addressMarks === undefined ? {} : { addressMarks }),
    });
    for (const { startedAtMs, summary } of page) {
      // Calls that began in the same millisecond stay together: `before` could not tell them apart.
      if (startedAtMs < Number(filter.from)) return { calls, nextBefore: null };
      if (calls.length >= limit && startedAtMs !== position) return { calls, nextBefore: position };
      position = startedAtMs;
      if (summary === null || liveKeys.has(summary.callKey) || !matchesFilter(summary, filter)) continue;
      calls.push(summary);
    }
    if (page.length < PAGE) return { calls, nextBefore: null };
  }
  return { calls, nextBefore: position };
}
