/** The settings this bot asks VoiceAI Connect for at the start of a conversation. */
import type { SessionParams } from "./activity.ts";
import type { ConversationSettings } from "./conversation-parts.ts";
import type { BotFramework } from "./conversation-port.ts";

/** Frameworks without a disconnect call: the end comes only as an event, and only when it is asked for. */
const ENDS_BY_EVENT: ReadonlySet<BotFramework> = new Set(["dialogflow-cx", "dialogflow-es"]);

export function sessionParamsOf(
  settings: Pick<ConversationSettings, "speechDetection" | "hypotheses">,
  framework: BotFramework,
): SessionParams {
  const events = ["agentConnected"];
  if (settings.hypotheses) events.push("speechHypothesis");
  if (ENDS_BY_EVENT.has(framework)) events.push("conversationEnd");
  return {
    ...(settings.speechDetection ? { speechDetection: "enabled" as const } : {}),
    sendEventsToBot: events,
  };
}
