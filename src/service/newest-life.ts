/** From a conversation's name or room to that of the newest life of its call, for those who know the call by an id. */
import { conversationIdOf, roomOf } from "../assist/conversation.ts";
import type { CallEpisodes } from "../calls/port.ts";

/** Resolves with the name as given where the conversation is no call's: calls are in the home location only. */
export function newestNameOf(
  calls: Pick<CallEpisodes, "newestLife">,
  homeLocation: string,
): (name: string) => Promise<string> {
  return async (name) => {
    const callKey = conversationIdOf(name);
    if (conversationIdOf(roomOf(name, homeLocation)) !== callKey) return name;
    return name.slice(0, name.length - callKey.length) + (await calls.newestLife(callKey)).callKey;
  };
}
