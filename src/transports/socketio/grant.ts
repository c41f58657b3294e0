/** The rights of a desktop's token, and their duration. */

import { roomOf } from "../../assist/conversation.ts";
import type { Clock } from "../../base/clock.ts";
import { withDeadline } from "../../base/deadline.ts";
import { SidetoneError } from "../../base/errors.ts";

export interface DesktopGrant {
  /** Names of the conversations the desktop may join, with or without location; null for all of them. */
  conversations: readonly string[] | null;
  /** Milliseconds since the Unix epoch. */
  expiresAtMs: number;
  /** The session the token belongs to; a renewal elsewhere lengthens the grant. */
  sessionId?: string;
}

/** Checks a token; rejects when it is not valid. */
export type VerifyToken = (token: string) => Promise<DesktopGrant>;

/** True when the grant covers the conversation whose room this is. */
export function mayJoin(grant: DesktopGrant, room: string, homeLocation?: string): boolean {
  return (
    grant.conversations === null || grant.conversations.some((name) => roomOf(name, homeLocation) === room)
  );
}

/** Asks `verify`, within a deadline; an absent or outdated token is refused as a bad one is. */
export async function verifyGrant(
  verify: VerifyToken,
  token: string | null,
  deadlineMs: number,
  clock: Clock,
): Promise<DesktopGrant> {
  if (token === null) throw new SidetoneError("UNAUTHENTICATED", "The desktop sent no token");
  const grant = await withDeadline(clock, deadlineMs, verify(token), "Verifying a desktop token");
  if (!(grant.expiresAtMs > clock.now())) {
    throw new SidetoneError("UNAUTHENTICATED", "The desktop's token has expired");
  }
  return grant;
}
