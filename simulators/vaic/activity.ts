/**
 * Activities as VoiceAI Connect's own Bot API writes them; every framework's link translates from and to this form. Written
 * from the vendor's pages apart from the server's reading, so that the two check each other.
 */

/** What VoiceAI Connect sends. */
export interface VaicActivity {
  id: string;
  /** ISO 8601, UTC, with milliseconds. */
  timestamp: string;
  type: "event" | "message";
  language?: string;
  name?: string;
  text?: string;
  parameters?: Record<string, unknown>;
  value?: unknown;
}

/** What a bot sends, after its shape was checked. */
export interface BotActivity {
  id?: string;
  timestamp?: string;
  type: "event" | "message";
  name?: string;
  text?: string;
  activityParams?: Record<string, unknown>;
  sessionParams?: Record<string, unknown>;
  value?: unknown;
}

/** A recorded party, as the start event announces it. */
export interface VaicParticipant {
  participant: string;
  uriUser: string;
  uriHost: string;
  displayName?: string;
}

/** Which way an activity of the bot came: in the answer to a request, over a socket, or to the connector service. */
export type BotWay = "answer" | "socket" | "connector";

/** The encodings and ways VoiceAI Connect can be told to use. */
export const FRAMEWORKS = [
  "bot-api-http",
  "bot-api-websocket",
  "bot-api-streaming",
  "bot-framework",
  "dialogflow-cx",
  "dialogflow-es",
  "copilot",
  "copilot-legacy",
] as const;

export type VaicFramework = (typeof FRAMEWORKS)[number];
