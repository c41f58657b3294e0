/** The Socket.IO doors: each namespace and event as registered, and what another call's bearer gets from each. */

export interface SocketRow {
  namespace: string;
  event: string;
  /** What it does for a client admitted to another call (or with the right to look only). */
  forAnother: string;
}

export const SOCKET_ROWS: readonly SocketRow[] = [
  {
    namespace: "/",
    event: "join-conversation",
    forAnother: "refused: the token does not cover the conversation",
  },
  {
    namespace: "/",
    event: "leave-conversation",
    forAnother: "leaves what the desktop itself has joined, nothing else",
  },
  { namespace: "/", event: "renew-token", forAnother: "refused for a token that is not valid" },
  {
    namespace: "/",
    event: "stream-request",
    forAnother: "refused: the token does not cover the conversation",
  },
  {
    namespace: "/",
    event: "suggestion-used",
    forAnother: "refused: only desktops that are in the conversation tell the others",
  },
  { namespace: "/", event: "end-stream", forAnother: "ends the desktop's own streams, nothing else" },
  { namespace: "/operators", event: "watch.calls", forAnother: "every operator may look" },
  { namespace: "/operators", event: "unwatch.calls", forAnother: "ends the console's own watch" },
  { namespace: "/operators", event: "watch.call", forAnother: "every operator may look" },
  { namespace: "/operators", event: "unwatch.call", forAnother: "ends the console's own watch" },
  {
    namespace: "/supervisors",
    event: "join-conversation",
    forAnother:
      "every supervisor may read each live call; each time is in the audit and in the call's history",
  },
  { namespace: "/supervisors", event: "leave-conversation", forAnother: "ends the page's own reading" },
];
