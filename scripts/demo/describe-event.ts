/** One line of terminal for what appears on the agent's screen. */
import type { DesktopEvent } from "../../simulators/stage/desktop-client.ts";

const SPEAKER: Record<string, string> = { HUMAN_AGENT: "agent", END_USER: "customer" };

/** Null for what is not worth a line: interim results and results that a message repeats. */
export function describeEvent(event: DesktopEvent): string | null {
  switch (event.dataType) {
    case "new-message-event": {
      const message = event.data.newMessagePayload as
        | { content?: string; participantRole?: string }
        | undefined;
      return `${(SPEAKER[message?.participantRole ?? ""] ?? "?").padEnd(8)}  ${message?.content ?? ""}`;
    }
    case "human-agent-assistant-event": {
      const results = (event.data.suggestionResults ?? []) as Record<string, unknown>[];
      return results.map((result) => `   -> suggestion: ${nameOf(result)}`).join("\n           ");
    }
    case "conversation-lifecycle-event":
      return `-- ${String(event.data.type).toLowerCase().replaceAll("_", " ")} --`;
    case "sidetone-translation-event": {
      const { content, cause } = (event.data.translationPayload ?? {}) as {
        content?: string;
        cause?: string;
      };
      return `   -> translation: ${content || cause || ""}`;
    }
    default:
      return null;
  }
}

/** suggestSmartRepliesResponse -> "smart replies", generateSuggestionsResponse -> its kind. */
function nameOf(result: Record<string, unknown>): string {
  const key = Object.keys(result)[0] ?? "nothing";
  const answers = (
    result[key] as { generatorSuggestionAnswers?: { generatorSuggestion?: object }[] } | undefined
  )?.generatorSuggestionAnswers;
  const kind = Object.keys(answers?.[0]?.generatorSuggestion ?? {})[0] ?? key;
  return kind
    .replace(/^suggest(?=[A-Z])|Response$|Suggestion$/g, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
}
