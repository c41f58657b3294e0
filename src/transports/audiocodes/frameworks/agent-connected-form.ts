/**
 * The event agentConnected as VoiceAI Connect tells bots of each framework ("Agent assist", Receiving agent session status):
 * for a bot of the site's own, where Sidetone is the service that agents' applications ask.
 */

/** The same form for the Bot Framework and both editions of Copilot Studio, and for both of Dialogflow. */
export const AGENT_EVENT_FORMS = [
  "bot-api",
  "bot-framework",
  "dialogflow-cx",
  "dialogflow-es",
  "copilot",
  "copilot-legacy",
] as const;
export type AgentEventForm = (typeof AGENT_EVENT_FORMS)[number];

export interface AgentConnected {
  /** Opaque; a repeat carries the same. */
  id: string;
  /** Milliseconds since the Unix epoch. */
  atMs: number;
  connected: boolean;
  agentId: string;
  metadataToBot: Readonly<Record<string, unknown>>;
}

export function agentConnectedForm(form: AgentEventForm, event: AgentConnected): Record<string, unknown> {
  const { id, atMs, connected, agentId, metadataToBot } = event;
  const name = "agentConnected";
  const value = { connected, agentId, metadataToBot };
  switch (form) {
    case "bot-api":
      return { id, timestamp: new Date(atMs).toISOString(), type: "event", name, value };
    case "bot-framework":
    case "copilot":
    case "copilot-legacy":
      return { type: "event", name, value };
    case "dialogflow-cx":
    case "dialogflow-es":
      return { queryInput: { event: { name, parameters: value } } };
  }
}
