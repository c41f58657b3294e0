/**
 * Every name of the Agent Assist applications API in one table. AudioCodes publishes the path, the token in the handshake's
 * query, `init`, `getAgentAssist` and `metadataToBot` ("Agent assist" and "Agent Assist Applications API", VoiceAI Connect);
 * everything else is Sidetone's choice (docs/limits.md). A site that knows the vendor's names changes them here.
 */

/** The path of Socket.IO; a slash follows. */
export const SOCKET_PATH = "/agentAssist/socket.io";

/** Handshake: field of the query, or of `auth`. */
export const TOKEN_FIELD = "token";

/** What applications send. */
export const REQUESTS = {
  init: "init",
  ask: "getAgentAssist",
  stop: "stopAgentAssist",
  toBot: "metadataToBot",
  join: "joinCall",
  leave: "leaveCall",
} as const;
export type RequestName = keyof typeof REQUESTS;

/** What applications are sent without asking. */
export const NOTICES = {
  metadata: "metadata",
  status: "sessionStatus",
  /** Of a call's log, for those that joined it. */
  event: "callEvent",
  error: "agentAssistError",
} as const;

/** The event that answers a request which carries no acknowledgement. */
export const replyOf = (event: string): string => `${event}Reply`;

/** Fields of messages, in both directions. */
export const FIELDS = {
  ok: "ok",
  error: "error",
  code: "code",
  message: "message",
  event: "event",
  retryAfterMs: "retryAfterMs",
  requestId: "requestId",
  agentId: "agentId",
  phoneNumber: "phoneNumber",
  five9AgentId: "five9AgentId",
  displayName: "displayName",
  metadata: "metadata",
  metadataToBot: "metadataToBot",
  resume: "resume",
  after: "after",
  conversationId: "conversationId",
  conversation: "conversation",
  botName: "botName",
  wait: "wait",
  session: "session",
  sessions: "sessions",
  sessionId: "sessionId",
  sequence: "sequence",
  status: "status",
  reason: "reason",
  startedAt: "startedAt",
} as const;

export const STATUS = { waiting: "waiting", started: "started", ended: "ended" } as const;
export type SessionStatus = keyof typeof STATUS;

/** Codes of errors; docs/reference/agent-applications.md has a row for each. */
export const CODES = {
  badRequest: "bad-request",
  notInitialized: "not-initialized",
  forbidden: "forbidden",
  noBot: "no-bot",
  noActiveCall: "no-active-call",
  unknownCall: "unknown-call",
  unknownSession: "unknown-session",
  tooLarge: "too-large",
  tooManySessions: "too-many-sessions",
  tooManyMessages: "too-many-messages",
  expired: "token-expired",
  unavailable: "unavailable",
} as const;
export type CodeName = keyof typeof CODES;

/** Message of the refused connection (CONNECT_ERROR; in Socket.IO 2 the event `error`). */
export const REFUSED = "authentication failed";
