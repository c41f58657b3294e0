/** Names of conversations and of the rooms desktops join. */

/** Separates a room's name from a location other than the home location; no id contains it. */
const ELSEWHERE = "@";

/**
 * Google's room name: the location is left out.
 * projects/p/locations/l/conversations/c -> projects/p/conversations/c.
 *
 * Two locations of a project may have conversations of the same id. Where `homeLocation` is given, the room of a
 * conversation elsewhere differs: projects/p/conversations/c@l. What desktops see is `publicRoomOf` that.
 */
export function roomOf(conversationName: string, homeLocation?: string): string {
  const segments = conversationName.split("/");
  if (!conversationName.includes("/locations/") || segments.length < 6) return conversationName;
  const room = [segments[0], segments[1], segments.at(-2), segments.at(-1)].join("/");
  const location = segments[3] ?? "";
  return homeLocation === undefined || location === homeLocation ? room : `${room}${ELSEWHERE}${location}`;
}

/** The room's name as Google's front end knows it. */
export function publicRoomOf(room: string): string {
  const at = room.indexOf(ELSEWHERE);
  return at < 0 ? room : room.slice(0, at);
}

/** The conversation id, which is also the call key: the last segment of either form. */
export function conversationIdOf(conversationName: string): string {
  return conversationName.slice(conversationName.lastIndexOf("/") + 1);
}

/** One conversation by all its names. */
export interface ConversationRef {
  /** The key of its call. A conversation outside of the home location has no call: no call has such a key. */
  callKey: string;
  /** As the provider names it: projects/P/conversations/C, or with locations/L. */
  name: string;
  /** What its desktops join and its log is kept under. */
  room: string;
}

export function conversationRefOf(name: string, homeLocation?: string): ConversationRef {
  const room = roomOf(name, homeLocation);
  return { callKey: conversationIdOf(room), name, room };
}
