/** Whether a token covers this request to Dialogflow. */
import type { DesktopClaims } from "../../panel/desktop-token.ts";
import type { AnswerRecordIndex } from "../answer-record-index.ts";
import { type ConversationName, covers, isServed, type NameRules } from "../dialogflow-names.ts";
import { namedResources } from "./named-resources.ts";
import type { ProxyTarget } from "./target.ts";

export interface PermissionOptions {
  rules: NameRules;
  /** Id of the configured conversation profile. */
  profileId: string;
  answerRecords: AnswerRecordIndex;
}

export interface ProxyRequest {
  target: ProxyTarget;
  query: URLSearchParams;
  /** The parsed body; undefined if there is none. */
  body: unknown;
  claims: DesktopClaims;
}

/** Null if it may, else why not, as a sentence for the page's developer. Rejects if storage gives no answer. */
export async function reasonAgainst(
  options: PermissionOptions,
  request: ProxyRequest,
): Promise<string | null> {
  const { rules } = options;
  const { target, body, claims } = request;
  if (!isServed(rules, target)) return "This server does not serve that project or location.";
  const named = namedResources(body);
  if (named === null) return "The body is nested too deeply.";
  if (!named.every((resource) => isServed(rules, resource))) {
    return "The body names a project or location this server does not serve.";
  }
  if (claims.conversations === null) return null;
  const conversations = named.filter(({ collection }) => collection === "conversations");
  if (!conversations.every((name) => covers(rules, claims.conversations, name))) {
    return "The body names a conversation your token does not cover.";
  }
  return await scopeRefusal(options, request);
}

async function scopeRefusal(options: PermissionOptions, request: ProxyRequest): Promise<string | null> {
  const { rules, profileId, answerRecords } = options;
  const { target, query, claims } = request;
  const { ids, project, location } = target;
  const mayUse = (name: ConversationName) => covers(rules, claims.conversations, name);
  switch (target.rule.subject) {
    case "conversation":
      return mayUse({ project, location, id: ids.conversation ?? "" }) ? null : NOT_COVERED;
    case "new-conversation": {
      const id = query.get("conversationId") ?? query.get("conversation_id") ?? "";
      return mayUse({ project, location, id }) ? null : NOT_COVERED;
    }
    case "answer-record": {
      const record = `projects/${project}/locations/${location}/answerRecords/${ids.answerRecord ?? ""}`;
      for (const conversation of claims.conversations ?? []) {
        if (await answerRecords.isOf(conversation, record)) return null;
      }
      return "That answer record was not shown in a conversation your token covers.";
    }
    case "profile":
      return ids.profile === profileId ? null : "Your token covers the configured conversation profile only.";
    case "configuration":
    case "project":
      return null;
  }
}

const NOT_COVERED = "Your token does not cover this conversation.";
