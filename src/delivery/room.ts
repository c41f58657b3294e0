/** Names of conversations and of the rooms desktops join. */

/**
 * Google's room name: the location is left out (agent-assist.md 1.5, room name rule).
 * projects/p/locations/l/conversations/c -> projects/p/conversations/c.
 */
export function roomOf(conversationName: string): string {
  const segments = conversationName.split("/");
  if (!conversationName.includes("/locations/") || segments.length < 6) return conversationName;
  return [segments[0], segments[1], segments[segments.length - 2], segments[segments.length - 1]].join("/");
}

/** The conversation id, which is also our call key: the last segment of either form. */
export function conversationIdOf(conversationName: string): string {
  return conversationName.slice(conversationName.lastIndexOf("/") + 1);
}
