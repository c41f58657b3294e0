/** One batch of feedback on its way to the server. */
import type { KeptSummary } from "../../assist/feedback.ts";
import type { SuggestionOrigin } from "../../assist/suggestion.ts";
import { listOf, recordOf } from "../../base/json-fields.ts";
import type { DesktopPass } from "./desktop-pass.ts";
import type { Reason, Verdict } from "./state/card.ts";

export interface FeedbackDoor {
  /** Where batches go; "" for nowhere. */
  url: string;
  conversationName: string;
  pass: Pick<DesktopPass, "token">;
}

/** All that is known about one record; each post has all of it. */
export interface Told {
  displayed: boolean;
  clicked: boolean;
  copied: boolean;
  verdict: Verdict | "none" | null;
  reason: Reason | null;
  /** Repeated with each post: the server keeps no words of a call. */
  summary: KeptSummary | null;
  /** Links opened since the last telling: the server appends them to those it has. */
  openedUris: string[];
  detail: SuggestionOrigin["detail"];
}

const REQUEST_DEADLINE_MS = 10_000;

/**
 * Resolves with the records to send again, and takes off `known` what the server has of the others. What the server refuses
 * for good is not repeated.
 */
export async function postFeedback(
  { url, conversationName, pass }: FeedbackDoor,
  records: string[],
  known: ReadonlyMap<string, Told>,
): Promise<string[]> {
  const items = records.map((answerRecord) => ({ answerRecord, ...known.get(answerRecord) }));
  const uriCounts = items.map(({ openedUris }) => openedUris?.length ?? 0);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { authorization: `Bearer ${pass.token()}`, "content-type": "application/json" },
      body: JSON.stringify({ conversationName, items }),
      // A page that is being closed may still tell.
      keepalive: true,
      signal: AbortSignal.timeout(REQUEST_DEADLINE_MS),
    });
    if (!response.ok) return response.status === 401 || response.status >= 500 ? records : [];
    const retry = listOf(recordOf(await response.json()).retry);
    records.forEach((record, index) => {
      // Links opened while this was on its way stay for the next telling.
      if (!retry.includes(record)) known.get(record)?.openedUris.splice(0, uriCounts[index]);
    });
    return records.filter((record) => retry.includes(record));
  } catch {
    // No answer: the next try is planned with its back-off.
    return records;
  }
}
