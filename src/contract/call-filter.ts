/** Which calls an operator asked for. The console filters live calls by the same rules while they change. */
import { z } from "zod";
import type { CallSummary } from "./call-summary.ts";

const text = z.string().max(200).default("");

/** "" means any. */
export const callFilterSchema = z.object({
  /** Words that must each stand somewhere in a call's ids, agents, campaigns, domain or alarms. */
  q: text,
  live: z.enum(["", "live", "ended"]).default(""),
  /** One state's name: of the media, the conversation, the assist region or a participant. */
  state: text,
  source: z.enum(["", "five9", "audiocodes"]).default(""),
  /** "any", "none" or one alarm's code. */
  alarm: text,
  agent: text,
  campaign: text,
});

export type CallFilter = z.infer<typeof callFilterSchema>;

export function matchesFilter(call: CallSummary, filter: CallFilter): boolean {
  const { live, source, state, agent, campaign } = filter;
  return (
    (live === "" || call.live === (live === "live")) &&
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
