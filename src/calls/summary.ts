/** A call as one row of the operators' list, from a live call's snapshot or a stored one. */
import type { CallContext } from "../actors/call/context.ts";
import type { CallRef } from "../contract/call-ref.ts";
import type { CallSummary } from "../contract/call-summary.ts";
import type { StoredCall } from "../storage/port.ts";
import { alarmsOf } from "./alarms.ts";
import { episodeNumberOf } from "./episode-key.ts";
import { readStored } from "./stored-snapshot.ts";
import { type CallStateView, viewFrom } from "./view.ts";

export interface SummaryFacts {
  ref: CallRef;
  /** The one that has it, where instances share calls. */
  instance?: string;
  startedAtMs: number;
  endedAtMs: number | null;
  changedAtMs: number;
  view: CallStateView;
  context: CallContext;
}

export function summaryOf(facts: SummaryFacts): CallSummary {
  const { ref, instance, startedAtMs, endedAtMs, changedAtMs, view, context } = facts;
  const { callKey, source, vendorCallId } = ref;
  const { legs } = context;
  const episode = episodeNumberOf(callKey);
  const live = endedAtMs === null;
  const { failure, participantIds: _, facts: __, ...states } = view;
  return {
    callKey,
    source,
    vendorCallId,
    ...(episode === 1 ? {} : { episode }),
    ...(instance === undefined ? {} : { instance }),
    live,
    startedAtMs,
    endedAtMs,
    changedAtMs,
    view: { ...states, participants: { ...view.participants }, ...(failure ? { failure } : {}) },
    alarms: alarmsOf({ context, view, live }),
    domainId: originsOf(legs, "domainId")[0] ?? "",
    agentIds: originsOf(legs, "agentId"),
    campaignIds: originsOf(legs, "campaignId"),
    desktops: context.desktops.length,
    suggestions: context.suggestions,
    endReason: context.endReason,
  };
}

/** The one it was stored with; else one made from its snapshot; null if this version cannot read that. */
export function summaryOfStored(stored: StoredCall): CallSummary | null {
  if (stored.summary !== undefined) return stored.summary;
  const read = readStored(stored);
  if (read === null) return null;
  const { callKey, vendorCallId, startedAtMs, endedAtMs } = stored;
  return summaryOf({
    ref: { callKey, vendorCallId, source: stored.source },
    startedAtMs,
    endedAtMs,
    changedAtMs: endedAtMs ?? startedAtMs,
    view: viewFrom(read, read.childOf),
    context: read.context,
  });
}

/** The record of an unfinished call that goes on no more. */
export function endedCall(stored: StoredCall, endedAtMs: number): StoredCall {
  const { summary } = stored;
  return { ...stored, endedAtMs, ...(summary ? { summary: { ...summary, live: false, endedAtMs } } : {}) };
}

/** What the legs say of their origin under a name, each once. */
function originsOf(legs: CallContext["legs"], name: string): string[] {
  return [...new Set(legs.flatMap(({ origin }) => origin[name] ?? []))];
}
