/** A request id for Dialogflow that is the same for each post of an activity, even to another process. */
import { createHash } from "node:crypto";

/**
 * 36 characters in the form of a UUID (AnalyzeContentRequest.request_id: at most 36 ASCII characters). Made of the call
 * and the activity, since nothing says within what bounds Dialogflow compares; random where the activity has no id.
 */
export function requestIdOf(callKey: string, activityId: string | undefined): string {
  if (activityId === undefined) return crypto.randomUUID();
  const digest = createHash("sha256").update(`${callKey}\n${activityId}`, "utf8").digest("hex");
  const parts = [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ] as const;
  return parts.map(([from, to]) => digest.slice(from, to)).join("-");
}
