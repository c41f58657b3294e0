/** What agents take from suggestions, told by their desktops to the others of the call. Lost where none is there. */
import { publicRoomOf } from "../../assist/conversation.ts";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { UsedSuggestion } from "../../contract/used-suggestion.ts";
import type { DesktopLine } from "./desktop-line.ts";
import type { JoinedConversations } from "./joined-conversations.ts";
import { type NoticeCode, readUse } from "./messages.ts";

/** As other instances hear of it. */
export interface SharedUse {
  room: string;
  used: UsedSuggestion;
}

export interface UsesOfDesktop {
  /** The desktop tells of one. */
  take(args: readonly unknown[]): void;
  /** Another desktop in this room did. */
  hear(room: string, used: UsedSuggestion): void;
}

export interface UsesOptions {
  joined: Pick<JoinedConversations, "rooms" | "heardIn">;
  line: Pick<DesktopLine, "send">;
  notify(code: NoticeCode, message: string): void;
  /** To the other desktops. */
  tellUse(room: string, used: UsedSuggestion): void;
  homeLocation: string | undefined;
  clock: Clock;
}

/** A person copies no faster. */
const MAX_PER_SECOND = 20;

export function usesOf(options: UsesOptions): UsesOfDesktop {
  const { joined, line, notify, clock } = options;
  let second = { atMs: 0, count: 0 };

  function isTooMany(): boolean {
    const nowMs = clock.now();
    if (nowMs - second.atMs >= 1_000) second = { atMs: nowMs, count: 0 };
    second.count += 1;
    return second.count > MAX_PER_SECOND;
  }

  return {
    take(args) {
      if (isTooMany())
        return notify("LIMIT_EXCEEDED", `A desktop may tell of ${MAX_PER_SECOND} uses a second`);
      const use = readUse(args, options.homeLocation);
      if (use === null) {
        notify("PROTOCOL_VIOLATION", "suggestion-used takes a conversation name and {name, detail}");
        return;
      }
      const heard = joined.heardIn(use.room);
      if (heard === undefined) notify("FORBIDDEN", "You are not in this conversation");
      else options.tellUse(heard, use.used);
    },
    hear(room, { name, detail }) {
      for (const asked of joined.rooms) {
        if (joined.heardIn(asked) !== room) continue;
        try {
          line.send(name, { conversation_name: publicRoomOf(asked), detail });
        } catch (caught) {
          // It reads too slowly and was cut off: that must not fail the desktop that tells.
          if (SidetoneError.from(caught).code !== "LIMIT_EXCEEDED") throw caught;
        }
      }
    },
  };
}
