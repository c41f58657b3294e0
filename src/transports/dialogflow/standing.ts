/** Whether Dialogflow refuses this installation as such: its credentials, its role or its profile. */
import { status } from "@grpc/grpc-js";
import type { Clock } from "../../base/clock.ts";

export interface Standing {
  /** The profile was read. */
  profileRead(): void;
  /** Reading it was refused with this gRPC status. */
  profileRefused(code: number): void;
  conversationOpened(): void;
  conversationRefused(code: number): void;
  isRefused(): boolean;
}

/** No call can pass these: nobody is known by the credentials, or there is no such profile. */
const PROVED_BY_PROFILE: ReadonlySet<number> = new Set([status.UNAUTHENTICATED, status.NOT_FOUND]);
/** A role may allow conversations and not the reading of profiles, so that this is proved by a conversation only. */
const PROVED_BY_CONVERSATION: ReadonlySet<number> = new Set([...PROVED_BY_PROFILE, status.PERMISSION_DENIED]);

/**
 * `tryAgainMs`: so long a refused conversation counts. Calls may stay away meanwhile, so the next one is the test whether
 * somebody has mended it.
 */
export function createStanding({ clock, tryAgainMs }: { clock: Clock; tryAgainMs: number }): Standing {
  let isProfileRefused = false;
  let refusedUntilMs = Number.NEGATIVE_INFINITY;
  return {
    profileRead() {
      isProfileRefused = false;
    },
    profileRefused(code) {
      isProfileRefused = PROVED_BY_PROFILE.has(code);
    },
    conversationOpened() {
      isProfileRefused = false;
      refusedUntilMs = Number.NEGATIVE_INFINITY;
    },
    conversationRefused(code) {
      if (PROVED_BY_CONVERSATION.has(code)) refusedUntilMs = clock.now() + tryAgainMs;
    },
    isRefused: () => isProfileRefused || clock.now() < refusedUntilMs,
  };
}
