/** From Five9's call id to the call key, which is also the conversation id at Dialogflow. */
import type { CallRef } from "../../contract/call-ref.ts";

export const FIVE9_SOURCE = "five9";

const CALL_ID_PATTERN = /^[A-Za-z0-9_-]{1,50}$/;
const PADDED_LENGTH = 10;

/** True for an id that can be part of a conversation id. Five9's ids are strings; digits are usual, not promised. */
export function isFive9CallId(callId: string): boolean {
  return CALL_ID_PATTERN.test(callId);
}

/**
 * `five9-` and the id, left padded with zeros to ten characters, as Google's integration and its desktop page name
 * conversations. Longer ids are kept whole: "42" -> five9-0000000042, "600000000054602" -> five9-600000000054602.
 */
export function five9CallKey(callId: string): string {
  return `five9-${callId.padStart(PADDED_LENGTH, "0")}`;
}

/** Names a Five9 call for the directory. */
export function five9CallRef(vendorCallId: string): CallRef {
  return { callKey: five9CallKey(vendorCallId), source: FIVE9_SOURCE, vendorCallId };
}
