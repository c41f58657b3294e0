/** Counts each call into the trends when it ends, and its suggestions when agents use them. */
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";
import type { Signal } from "../base/signal.ts";
import type { LocalCall } from "../calls/local-call.ts";
import type { CallConsole } from "../calls/port.ts";
import type { CallSummary } from "../contract/call-summary.ts";
import { latenciesOf } from "../contract/words-to-screen.ts";
import { countsOf, pointsOf } from "../operators/trends/trend-counts.ts";
import type { CallStore, Trends } from "../storage/port.ts";
import { recognitionOf } from "./call-meters.ts";
import type { Part } from "./part.ts";

/** `ending` tells each call of this process that has ended, while all is known of it. */
export function startTrends({
  ending,
  directory,
  trends,
  calls,
  logger,
}: {
  ending: Pick<Signal<LocalCall>, "on">;
  directory: Pick<CallConsole, "watched">;
  trends: Pick<Trends, "add">;
  calls: Pick<CallStore, "get">;
  logger: Logger;
}): Part & { onSuggestionUsed(conversationName: string): void } {
  function add(summary: CallSummary, counts: Record<string, number>): void {
    trends.add(pointsOf(summary, counts)).catch((caught: unknown) => missed(summary.callKey, caught));
  }
  function missed(callKey: string, caught: unknown): void {
    const { code } = SidetoneError.from(caught);
    logger.warn({ code, callKey }, "call is missing in the trends");
  }
  /** Agents use suggestions after the call's end, too. */
  async function countUse(callKey: string): Promise<void> {
    const stored = async () => (await calls.get(callKey))?.summary;
    const summary = (await (await directory.watched(callKey))?.summary()) ?? (await stored());
    if (summary !== undefined) add(summary, { used: 1 });
  }
  ending.on((call) => {
    const summary = call.summary();
    const recoveries = recognitionOf(call).reduce((sum, facts) => sum + facts.recoveries, 0);
    const latenciesMs = latenciesOf(call.history()).map(({ ms }) => ms);
    add(summary, countsOf({ summary, recoveries, latenciesMs }));
  });
  return {
    name: "trends",
    onSuggestionUsed(conversationName) {
      const callKey = conversationName.slice(conversationName.lastIndexOf("/") + 1);
      countUse(callKey).catch((caught: unknown) => missed(callKey, caught));
    },
  };
}
