/** Whether a desktop may speak about a conversation that it names in a request's body. */
import { SidetoneError } from "../../base/errors.ts";
import type { DesktopClaims } from "../panel/desktop-token.ts";
import { covers, isServed, type NameRules, parseConversationName } from "./dialogflow-names.ts";

/** Throws FORBIDDEN unless the token covers the conversation and this server serves it. */
export function checkCovered(rules: NameRules, claims: DesktopClaims, conversationName: string): void {
  const name = parseConversationName(conversationName);
  if (name === null || !isServed(rules, name) || !covers(rules, claims.conversations, name)) {
    throw new SidetoneError("FORBIDDEN", "Your token does not cover this conversation.");
  }
}
