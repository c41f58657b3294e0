/** Partial results that a desktop got after a newer final of their speaker: they would cover a finished sentence. */
import type { DesktopEvent } from "../../simulators/stage/desktop-client.ts";

/** One sentence for each role that has any. */
export function latePartialProblems(events: readonly DesktopEvent[]): string[] {
  const lastFinalMs = new Map<string, number>();
  const late = new Map<string, number>();
  for (const { dataType, participantRole: role = "nobody", publishTime, data } of events) {
    if (dataType !== "new-recognition-result-notification-event") continue;
    const { isFinal } = data.newRecognitionResultPayload as { isFinal?: boolean };
    const publishedMs = Date.parse(publishTime);
    const finalMs = lastFinalMs.get(role) ?? 0;
    if (isFinal === true) lastFinalMs.set(role, Math.max(finalMs, publishedMs));
    else if (publishedMs < finalMs) late.set(role, (late.get(role) ?? 0) + 1);
  }
  return [...late].map(([role, count]) => `${count} partial results of ${role} came after a newer final`);
}
