/** Tickets: they open the panel of one call for a short time, in an address where the launch key would last for ever. */
import { hkdfSync } from "node:crypto";
import { decodeJwt, errors, jwtVerify, SignJWT } from "jose";
import type { Clock } from "../../base/clock.ts";
import { firstKeyOf } from "../../calls/episode-key.ts";

export interface PanelTickets {
  /** For a link made by a holder of the launch key. It opens the newest life of the call whose first conversation this is. */
  forLink(firstName: string): Promise<{ ticket: string; expiresAtMs: number }>;
  /** For the address of a page that is open, as long as its desktop token lasts. Undefined for a token of another kind. */
  forPage(desktopToken: string): Promise<string | undefined>;
  /** What a ticket says, checked for a call with its first and newest conversation. */
  judge(ticket: string, call: { firstName: string; conversationName: string }): Promise<TicketVerdict>;
}

export type TicketVerdict =
  | { verdict: "expired" | "wrong" }
  /**
   * `authTimeSeconds`: when the agent was first let in, since the Unix epoch; absent in an unopened link. A page's ticket
   * stays with the conversation that the page was opened for; a link opens the newest.
   */
  | { verdict: "right"; conversationName: string; authTimeSeconds?: number };

export interface PanelTicketOptions {
  /** JWT_SECRET; tickets have a separate key derived from it. */
  secret: string;
  /** Life of a link. */
  linkLifetimeMs: number;
  clock: Clock;
}

const ALGORITHM = "HS256";
const AUDIENCE = "sidetone panel";
const KEY_BYTES = 32;
/** A ticket is well under it. */
const MAX_CHARACTERS = 2_048;

export function createPanelTickets({ secret, linkLifetimeMs, clock }: PanelTicketOptions): PanelTickets {
  // HKDF, RFC 5869: what is signed under this key says nothing to another door.
  const key = new Uint8Array(hkdfSync("sha256", secret, "", "sidetone panel ticket", KEY_BYTES));

  function sign(claims: Record<string, unknown>, expSeconds: number): Promise<string> {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM, typ: "JWT" })
      .setAudience(AUDIENCE)
      .setExpirationTime(expSeconds)
      .sign(key);
  }

  return {
    async forLink(conversation) {
      const expSeconds = Math.ceil((clock.now() + linkLifetimeMs) / 1000);
      return { ticket: await sign({ conversation }, expSeconds), expiresAtMs: expSeconds * 1000 };
    },
    async forPage(desktopToken) {
      // This process has just signed it.
      const { conversations, exp, auth_time } = decodeJwt<{ conversations?: unknown }>(desktopToken);
      const isOfOneCall = Array.isArray(conversations) && conversations.length === 1;
      if (!isOfOneCall || exp === undefined) return undefined;
      return await sign({ conversation: conversations[0], auth_time }, exp);
    },
    async judge(ticket, { firstName, conversationName: newest }) {
      if (ticket.length > MAX_CHARACTERS) return { verdict: "wrong" };
      try {
        const { payload } = await jwtVerify<{ conversation?: unknown; auth_time?: unknown }>(ticket, key, {
          algorithms: [ALGORITHM],
          audience: AUDIENCE,
          requiredClaims: ["exp"],
          currentDate: new Date(clock.now()),
        });
        const { conversation, auth_time: authTime } = payload;
        if (typeof conversation !== "string") return { verdict: "wrong" };
        const isOfCall = conversation === newest || firstKeyOf(conversation) === firstKeyOf(firstName);
        if (!isOfCall) return { verdict: "wrong" };
        return typeof authTime === "number"
          ? { verdict: "right", conversationName: conversation, authTimeSeconds: authTime }
          : { verdict: "right", conversationName: newest };
      } catch (caught) {
        return { verdict: caught instanceof errors.JWTExpired ? "expired" : "wrong" };
      }
    },
  };
}
