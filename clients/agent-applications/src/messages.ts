/** What is said between an application and Sidetone (docs/reference/agent-applications.md). */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
export type Metadata = Readonly<Record<string, Json>>;

/** Who the agent is. With a signed token nothing of it is needed. */
export interface Agent {
  agentId?: string;
  phoneNumber?: string;
  five9AgentId?: string;
  displayName?: string;
  metadata?: Metadata;
}

export interface Session {
  sessionId: string;
  botName: string;
  status: "waiting" | "started" | "ended";
  /** The carrier's id of the call, once there is one. */
  conversationId?: string;
  /** The conversation's name at Dialogflow, without location. */
  conversation?: string;
  /** RFC 3339. */
  startedAt?: string;
  /** Of an ended one: stopped, away, left-call, call-ended or no-call. */
  reason?: string;
}

/** The bot's value, unchanged, with its place in the call's log. */
export interface MetadataMessage {
  sessionId: string;
  sequence: number;
  metadata: Record<string, unknown>;
}

/** An event of a call that was joined; words being spoken have no sequence. */
export interface CallEvent extends Record<string, unknown> {
  sessionId: string;
  type: string;
  sequence?: number;
}

export interface Ask {
  conversationId?: string;
  botName?: string;
  metadataToBot?: Metadata;
  /** False: be refused with no-active-call instead of waiting for the next call. */
  wait?: boolean;
}
