/** The server's names, as far as the client uses them. A test compares them with the server's own table. */

export const SOCKET_PATH = "/agentAssist/socket.io";

export const REQUESTS = {
  init: "init",
  ask: "getAgentAssist",
  stop: "stopAgentAssist",
  toBot: "metadataToBot",
  join: "joinCall",
  leave: "leaveCall",
} as const;

export const NOTICES = {
  metadata: "metadata",
  status: "sessionStatus",
  event: "callEvent",
  error: "agentAssistError",
} as const;

/** Message of a refused connection. */
export const REFUSED = "authentication failed";
