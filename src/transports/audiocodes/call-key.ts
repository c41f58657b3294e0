/** From VoiceAI Connect's conversation id to the call key, which is also the conversation id at Dialogflow. */
import { createHash } from "node:crypto";
import { isId } from "../../base/text-safety.ts";
import type { CallRef } from "../../contract/call-ref.ts";

export const AUDIOCODES_SOURCE = "audiocodes";

const PREFIX = "vaic-";
/** Dialogflow takes 3 to 64 characters (CreateConversationRequest.conversation_id). */
const LONGEST_KEY = 64;
const LONGEST_CONVERSATION_ID = 200;
const DIGEST_LENGTH = 12;
const PLAIN_ID = /^[A-Za-z0-9_-]+$/;

/**
 * `vaic-` and the id as it is, where Dialogflow allows that (a UUID). Any other id keeps what is allowed of it and gets
 * a digest of the whole, so that two ids never meet in one call: "a b" -> vaic-a_b-c8687a08aa5d.
 */
function audiocodesCallKey(conversationId: string): string {
  if (PLAIN_ID.test(conversationId) && PREFIX.length + conversationId.length <= LONGEST_KEY) {
    return `${PREFIX}${conversationId}`;
  }
  const digest = createHash("sha256").update(conversationId, "utf8").digest("hex").slice(0, DIGEST_LENGTH);
  const roomLeft = LONGEST_KEY - PREFIX.length - DIGEST_LENGTH - 1;
  const readable = conversationId.replace(/[^A-Za-z0-9_-]/g, "_").slice(0, roomLeft);
  return `${PREFIX}${readable}-${digest}`;
}

/** True for an id that VoiceAI Connect may give a conversation. */
export function isConversationId(id: string): boolean {
  return isId(id, LONGEST_CONVERSATION_ID);
}

/** Names a call for the directory. */
export function audiocodesCallRef(conversationId: string): CallRef {
  return {
    callKey: audiocodesCallKey(conversationId),
    source: AUDIOCODES_SOURCE,
    vendorCallId: conversationId,
  };
}
