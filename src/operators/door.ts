/** The operators' door: bearer token, identity proxy or session cookie to an identity, and the ways to sign in and out. */
import type { Clock } from "../base/clock.ts";
import { roleSchema } from "../contract/access.ts";
import { FIRST_OPERATOR } from "../settings/operators.ts";
import type { Settings } from "../settings/table.ts";
import type { SignedOut } from "../storage/signed-out.ts";
import type { HeadersLike, OperatorDoor, OperatorIdentity } from "./access.ts";
import { createOperatorTokens } from "./operator-tokens.ts";
import { createProxyIdentity } from "./proxy-identity.ts";
import { sessionTextOf } from "./session-cookie.ts";
import { createSessions } from "./sessions.ts";
import { createSigner } from "./signing.ts";

export interface SignInDoor extends OperatorDoor {
  /** The bearer token's operator alone: what /metrics asks for. */
  identifyBearer(headers: HeadersLike): OperatorIdentity | null;
  /** Exchanges a token for a session's text; null for an unknown token. */
  signIn(token: string): { name: string; text: string; lifetimeMs: number } | null;
  /** Ends the session these headers carry, if any; resolves when other processes can know. */
  signOut(headers: HeadersLike): Promise<void>;
}

export type DoorSettings = Pick<
  Settings,
  | "JWT_SECRET"
  | "OPERATOR_TOKEN"
  | "OPERATOR_TOKENS"
  | "OPERATOR_SESSION_MS"
  | "OPERATOR_PROXY_HEADER"
  | "OPERATOR_PROXY_KEYS_URL"
  | "OPERATOR_PROXY_ISSUER"
  | "OPERATOR_PROXY_AUDIENCE"
  | "OPERATOR_PROXY_ROLES"
>;

export function createOperatorDoor({
  settings,
  clock,
  signedOut,
}: {
  settings: DoorSettings;
  clock: Clock;
  /** What other processes signed out; undefined where there are none. */
  signedOut?: Pick<SignedOut, "note" | "has"> | undefined;
}): SignInDoor {
  const signer = createSigner(settings.JWT_SECRET, "sessions");
  const first = { name: FIRST_OPERATOR, roles: [...roleSchema.options], token: settings.OPERATOR_TOKEN };
  const tokens = createOperatorTokens([first, ...settings.OPERATOR_TOKENS], signer);
  const lifetimeMs = settings.OPERATOR_SESSION_MS;
  const sessions = createSessions({ tokens, signer, lifetimeMs, clock });
  const proxyHeader = settings.OPERATOR_PROXY_HEADER;
  // The other settings are there wherever the header is: they are checked against each other.
  const readProxyIdentity =
    proxyHeader === undefined
      ? null
      : createProxyIdentity({
          keysUrl: settings.OPERATOR_PROXY_KEYS_URL ?? "",
          issuer: settings.OPERATOR_PROXY_ISSUER ?? "",
          audience: settings.OPERATOR_PROXY_AUDIENCE ?? "",
          roles: settings.OPERATOR_PROXY_ROLES,
          signer,
          clock,
        });

  function identifyBearer(headers: HeadersLike): OperatorIdentity | null {
    const token = /^Bearer (\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
    const operator = token === undefined ? null : tokens.ofToken(token);
    return operator && { name: operator.name, roles: operator.roles, via: "bearer" };
  }

  return {
    identifyBearer,
    async identify(headers) {
      const bearer = identifyBearer(headers);
      if (bearer !== null) return bearer;
      const vouched = proxyHeader === undefined ? null : headers.get(proxyHeader);
      if (vouched !== null && readProxyIdentity !== null) {
        const identity = await readProxyIdentity(vouched);
        if (identity !== null) return identity;
      }
      const text = sessionTextOf(headers);
      const identity = text === null ? null : sessions.read(text);
      if (text === null || identity === null) return null;
      return (await signedOut?.has(text)) === true ? null : identity;
    },
    signIn(token) {
      const operator = tokens.ofToken(token);
      return operator && { name: operator.name, text: sessions.begin(operator).text, lifetimeMs };
    },
    async signOut(headers) {
      const text = sessionTextOf(headers);
      const identity = text === null ? null : sessions.read(text);
      if (text === null || identity === null) return;
      sessions.revoke(text);
      await signedOut?.note(text, (identity.expiresAtMs ?? clock.now()) - clock.now());
    },
  };
}
