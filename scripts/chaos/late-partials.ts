/** Partial results that reached a desktop after a newer final of their participant: they would cover a finished sentence. */
import type { ConversationRecord, EventRecord } from "../../simulators/agent-assist/record.ts";
import type { DesktopEvent } from "../../simulators/stage/desktop-client.ts";

interface Result extends EventRecord {
  participantId: string;
  isFinal: boolean;
}

/** What is wrong on a desktop of this conversation, as sentences: one for each participant that has any. */
export function latePartialProblems(
  desktop: readonly DesktopEvent[],
  conversation: ConversationRecord | undefined,
): string[] {
  const results = new Map(resultsOf(conversation).map((result) => [result.messageId, result]));
  const lastFinalMs = new Map<string, number>();
  const late = new Map<string, number>();
  for (const { messageId, publishTime } of desktop) {
    const result = results.get(messageId);
    if (result === undefined) continue;
    const { participantId, isFinal } = result;
    const publishedMs = Date.parse(publishTime);
    const finalMs = lastFinalMs.get(participantId) ?? 0;
    if (isFinal) lastFinalMs.set(participantId, Math.max(finalMs, publishedMs));
    else if (publishedMs < finalMs) late.set(participantId, (late.get(participantId) ?? 0) + 1);
  }
  return [...late].map(([id, count]) => `${count} partial results of ${id} came after a newer final`);
}

/** How many partial results the cloud told of only after a newer final. */
export function countLatePartials(conversation: ConversationRecord): number {
  const results = resultsOf(conversation);
  return results.filter(
    ({ lateMs, publishedAtMs, participantId, isFinal }) =>
      lateMs > 0 &&
      !isFinal &&
      results.some(
        (other) =>
          other.isFinal &&
          other.participantId === participantId &&
          other.publishedAtMs > publishedAtMs &&
          other.publishedAtMs < publishedAtMs + lateMs,
      ),
  ).length;
}

function resultsOf(conversation: ConversationRecord | undefined): Result[] {
  return (conversation?.events ?? []).flatMap((event) => {
    if (event.type !== "NEW_RECOGNITION_RESULT") return [];
    const { newRecognitionResultPayload } = JSON.parse(event.data);
    const participantId = event.attributes.participant_id ?? "";
    return [{ ...event, participantId, isFinal: newRecognitionResultPayload.isFinal === true }];
  });
}
