/** Sessions of operators who signed in on the page: a signed text that says who and until when, and nothing secret. */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../base/clock.ts";
import type { OperatorIdentity } from "./access.ts";
import type { Operator, OperatorTokens } from "./operator-tokens.ts";
import type { Signer } from "./signing.ts";

export interface Sessions {
  /** Makes the session's text for the cookie. */
  begin(operator: Operator): { text: string; expiresAtMs: number };
  /** Null for a text that is not a session, is too old, was revoked, or whose operator has another token by now. */
  read(text: string): OperatorIdentity | null;
  /** From now on `read` refuses it, in this process. */
  revoke(text: string): void;
}

export interface SessionsOptions {
  tokens: OperatorTokens;
  signer: Signer;
  lifetimeMs: number;
  clock: Clock;
}

const ID_BYTES = 16;
/** Longer texts are not sessions and are not even hashed. */
const MAX_TEXT_CHARACTERS = 1_024;
/** Beyond it the revoked session that would end first is forgotten: it is valid again for the rest of its time. */
const MAX_REVOKED = 10_000;

const claimsSchema = z.object({
  id: z.string(),
  name: z.string(),
  fingerprint: z.string(),
  expiresAtMs: z.number(),
});

export function createSessions({ tokens, signer, lifetimeMs, clock }: SessionsOptions): Sessions {
  /** Session id to its end. */
  const revoked = new Map<string, number>();

  function claimsOf(text: string): z.infer<typeof claimsSchema> | null {
    if (text.length > MAX_TEXT_CHARACTERS) return null;
    const [body = "", signature = "", ...rest] = text.split(".");
    if (rest.length > 0 || !signer.isSigned(`session ${body}`, signature)) return null;
    const claims = claimsSchema.parse(JSON.parse(Buffer.from(body, "base64url").toString("utf8")));
    return claims.expiresAtMs > clock.now() ? claims : null;
  }

  function forgetSome(): void {
    for (const [id, expiresAtMs] of revoked) if (expiresAtMs <= clock.now()) revoked.delete(id);
    if (revoked.size < MAX_REVOKED) return;
    const [first] = [...revoked].toSorted(([, a], [, b]) => a - b);
    if (first !== undefined) revoked.delete(first[0]);
  }

  return {
    begin({ name, fingerprint }) {
      const expiresAtMs = clock.now() + lifetimeMs;
      const claims = { id: randomBytes(ID_BYTES).toString("base64url"), name, fingerprint, expiresAtMs };
      const body = Buffer.from(JSON.stringify(claims)).toString("base64url");
      return { text: `${body}.${signer.sign(`session ${body}`)}`, expiresAtMs };
    },
    read(text) {
      const claims = claimsOf(text);
      if (claims === null || revoked.has(claims.id)) return null;
      const operator = tokens.named(claims.name);
      if (operator === null || operator.fingerprint !== claims.fingerprint) return null;
      return {
        name: operator.name,
        roles: operator.roles,
        via: "cookie",
        csrfToken: signer.sign(`csrf ${claims.id}`),
        expiresAtMs: claims.expiresAtMs,
      };
    },
    revoke(text) {
      const claims = claimsOf(text);
      if (claims === null) return;
      if (revoked.size >= MAX_REVOKED) forgetSome();
      revoked.set(claims.id, claims.expiresAtMs);
    },
  };
}
