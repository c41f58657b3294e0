/** The figures of a call that two calls are compared by, in words. */
import type { LoadedCall } from "../call/call-model.ts";
import type { Tally } from "../call/story/moment.ts";
import { labelOfSource } from "../data/carrier-labels.ts";
import { dateTime, formatLength, formatMs, formatNumber } from "../parts/format.ts";

export function figuresOf({ summary, story }: LoadedCall): (readonly [name: string, value: string])[] {
  const moment = story.momentAt(story.lines.length);
  const latencies = moment.latencies.map(({ ms }) => ms).sort((a, b) => a - b);
  const sumOf = (tallies: Readonly<Record<string, Tally>>) =>
    Object.values(tallies).reduce((sum, { ms }) => sum + ms, 0);
  const middle = latencies[Math.floor((latencies.length - 1) / 2)];
  const endMs = summary.endedAtMs ?? (summary.live ? Date.now() : summary.changedAtMs);
  return [
    ["Source", labelOfSource(summary.source)],
    ["Agent", summary.agentIds.join(", ") || "none"],
    ["Campaign", summary.campaignIds.join(", ") || "none"],
    ["Began", dateTime(summary.startedAtMs)],
    ["Length", formatLength(endMs - summary.startedAtMs)],
    ["Alarms", summary.alarms.map(({ code }) => code).join(", ") || "none"],
    ["Conversation", summary.view.conversation],
    ["Suggestions", formatNumber(summary.suggestions)],
    ["Word to screen, half within", middle === undefined ? "not measured" : formatMs(middle)],
    ["Word to screen, slowest", latencies.length === 0 ? "not measured" : formatMs(latencies.at(-1) ?? 0)],
    ["Audio that never came", formatMs(sumOf(moment.gaps))],
    ["Audio that was lost", formatMs(sumOf(moment.missing))],
    ["Lines of history", formatNumber(story.lines.length)],
    ["Ended because", summary.endReason ?? (summary.live ? "it is live" : "unknown")],
  ];
}
