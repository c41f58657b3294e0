/** What an agent took from a suggestion, under the names and in the payloads of Google's UI Modules (their events' API documentation). */

export type UsedSuggestion =
  | { name: "smart-reply-selected"; detail: { answer: { reply: string } } }
  | { name: "agent-coaching-response-selected"; detail: { selectedResponse: string } }
  /** Anything else that was copied. */
  | { name: "copy-to-clipboard"; detail: { textToCopy: string } };
