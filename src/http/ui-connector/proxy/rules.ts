/** The methods of Dialogflow that desktops may call, as a table. What is not in it is not routed. */

/** The permission that a method needs: for a conversation, for an answer record, or only registration. */
export type ProxySubject =
  | "conversation"
  | "new-conversation"
  | "answer-record"
  | "profile"
  | "configuration"
  | "project";

export interface ProxyRule {
  method: "GET" | "POST" | "PATCH";
  /** What follows projects/P/locations/L/; names in braces are one id each. */
  pattern: string;
  subject: ProxySubject;
  /** Whether the request's body is forwarded. */
  hasBody: boolean;
}

const get = (pattern: string, subject: ProxySubject): ProxyRule => ({
  method: "GET",
  pattern,
  subject,
  hasBody: false,
});
const post = (pattern: string, subject: ProxySubject): ProxyRule => ({
  method: "POST",
  pattern,
  subject,
  hasBody: true,
});
const patch = (pattern: string, subject: ProxySubject): ProxyRule => ({
  method: "PATCH",
  pattern,
  subject,
  hasBody: true,
});

const CONVERSATION = "conversations/{conversation}";
const PARTICIPANT = `${CONVERSATION}/participants/{participant}`;

/** The list of Google's UI connector (aa-integration-backend, ui-connector), each method by its own name. */
export const PROXY_RULES: readonly ProxyRule[] = [
  post("conversations", "new-conversation"),
  get(CONVERSATION, "conversation"),
  { ...post(`${CONVERSATION}:complete`, "conversation"), hasBody: false },
  post(`${CONVERSATION}:ingestContextReferences`, "conversation"),
  get(`${CONVERSATION}/messages`, "conversation"),
  post(`${CONVERSATION}/messages:batchCreate`, "conversation"),
  get(`${CONVERSATION}/participants`, "conversation"),
  post(`${CONVERSATION}/participants`, "conversation"),
  get(PARTICIPANT, "conversation"),
  patch(PARTICIPANT, "conversation"),
  post(`${PARTICIPANT}:analyzeContent`, "conversation"),
  post(`${PARTICIPANT}/suggestions:suggestArticles`, "conversation"),
  post(`${PARTICIPANT}/suggestions:suggestFaqAnswers`, "conversation"),
  post(`${PARTICIPANT}/suggestions:suggestSmartReplies`, "conversation"),
  post(`${PARTICIPANT}/suggestions:suggestKnowledgeAssist`, "conversation"),
  post(`${CONVERSATION}/suggestions:suggestConversationSummary`, "conversation"),
  post(`${CONVERSATION}/suggestions:generate`, "conversation"),
  post(`${CONVERSATION}/suggestions:searchKnowledge`, "conversation"),
  patch("answerRecords/{answerRecord}", "answer-record"),
  get("conversationProfiles/{profile}", "profile"),
  get("conversationModels/{model}", "configuration"),
  get("generators/{generator}", "configuration"),
  post("suggestions:searchKnowledge", "project"),
  post("statelessSuggestion:generate", "project"),
];
