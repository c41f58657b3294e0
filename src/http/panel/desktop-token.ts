/** Issues, checks and renews the tokens that let a desktop see one conversation, or those it was registered for. */
import { randomUUID } from "node:crypto";
import { errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";

/** Tokens are well under 4 kB, even for many conversations. */
const MAX_TOKEN_CHARACTERS = 8_192;
/** The shortest signing secret accepted; HS256 keys below the hash's own size weaken it (RFC 7518 section 3.2). */
const MIN_SECRET_CHARACTERS = 32;

/** What a desktop token says. The `gcp_` names are those of Google's UI connector, so its clients can read them. */
export interface DesktopClaims {
  /** Seconds since the Unix epoch. */
  exp: number;
  iat: number;
  jti: string;
  /** When the desktop was first let in, in seconds; a renewal keeps it. */
  auth_time: number;
  /** The session that began then; a renewal keeps it too. */
  sid: string;
  gcp_agent_assist_project: string;
  gcp_agent_assist_user: string;
  /** Names of the conversations the bearer may see; null, in the token an absent claim, for all of the project. */
  conversations: string[] | null;
}

export interface DesktopTokens {
  /**
   * Makes a token for one conversation; `user` is for the record only. `authTimeSeconds`: when the desktop was first let
   * in, where that was earlier; rejects with UNAUTHENTICATED if that is as long ago as a session may last.
   */
  issue(grant: { conversationName: string; user?: string; authTimeSeconds?: number }): Promise<string>;
  /** Makes a token for these conversations, or for all where the list is null. */
  register(grant: { conversations: readonly string[] | null; user: string }): Promise<string>;
  /** Returns the claims of a bare or `Bearer `-prefixed token, or throws SidetoneError UNAUTHENTICATED. */
  verify(token: string): Promise<DesktopClaims>;
  /**
   * Exchanges a token for a fresh one with the same rights. A token that ran out within `refreshGraceMs` still counts,
   * so that a desktop waking from sleep stays in; nothing is renewed past `sessionLimitMs` after the first issue.
   */
  refresh(token: string): Promise<string>;
}

export interface DesktopTokenOptions {
  secret: string;
  /** Google Cloud project id; tokens of another project are refused. */
  project: string;
  lifetimeMs: number;
  clock: Clock;
  /** Called at each renewal: connections of the session's earlier token may continue. */
  onRenewed?: (renewal: { sessionId: string; expiresAtMs: number }) => void;
  /** Default 10 minutes. */
  refreshGraceMs?: number;
  /** Default 12 hours: longer than any shift's call. */
  sessionLimitMs?: number;
}

const ALGORITHM = "HS256";
const DEFAULT_REFRESH_GRACE_MS = 10 * 60_000;
const DEFAULT_SESSION_LIMIT_MS = 12 * 3_600_000;

/** Makes the token office; throws CONFIG_INVALID for a secret under 32 characters or a lifetime that is not positive. */
export function createDesktopTokens(options: DesktopTokenOptions): DesktopTokens {
  const { project, lifetimeMs, clock } = options;
  if (options.secret.length < MIN_SECRET_CHARACTERS) {
    throw new SidetoneError(
      "CONFIG_INVALID",
      `The desktop token secret needs ${MIN_SECRET_CHARACTERS} or more characters`,
    );
  }
  if (!(lifetimeMs > 0))
    throw new SidetoneError("CONFIG_INVALID", "The desktop token lifetime must be positive");
  const key = new TextEncoder().encode(options.secret);
  const graceMs = options.refreshGraceMs ?? DEFAULT_REFRESH_GRACE_MS;
  const sessionLimitMs = options.sessionLimitMs ?? DEFAULT_SESSION_LIMIT_MS;

  const hasLasted = (authTimeSeconds: number) => clock.now() - authTimeSeconds * 1000 >= sessionLimitMs;

  async function sign(grant: {
    conversations: readonly string[] | null;
    user: string;
    authTime: number;
    sessionId?: string;
  }): Promise<string> {
    const nowSeconds = Math.floor(clock.now() / 1000);
    const tokenId = randomUUID();
    return await new SignJWT({
      auth_time: grant.authTime,
      sid: grant.sessionId ?? tokenId,
      gcp_agent_assist_project: project,
      gcp_agent_assist_user: grant.user,
      ...(grant.conversations === null ? {} : { conversations: grant.conversations }),
    })
      .setProtectedHeader({ alg: ALGORITHM, typ: "JWT" })
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + Math.ceil(lifetimeMs / 1000))
      .setJti(tokenId)
      .sign(key);
  }

  async function read(token: string, toleranceMs: number): Promise<DesktopClaims> {
    const bare = token.startsWith("Bearer ") ? token.slice("Bearer ".length) : token;
    if (bare === "") throw refused("Token is missing.");
    if (bare.length > MAX_TOKEN_CHARACTERS) throw refused("Failed to parse your token.");
    try {
      const { payload } = await jwtVerify(bare, key, {
        algorithms: [ALGORITHM],
        currentDate: new Date(clock.now()),
        clockTolerance: toleranceMs / 1000,
      });
      return claimsOf(payload, project);
    } catch (caught) {
      if (caught instanceof SidetoneError) throw caught;
      const isExpired = caught instanceof errors.JWTExpired;
      throw refused(isExpired ? "Your token has expired." : "Failed to parse your token.", caught);
    }
  }

  return {
    issue: async ({ conversationName, user = "", authTimeSeconds }) => {
      const authTime = authTimeSeconds ?? Math.floor(clock.now() / 1000);
      if (hasLasted(authTime)) throw refused("Your session has expired.");
      return await sign({ conversations: [conversationName], user, authTime });
    },
    register: (grant) => sign({ ...grant, authTime: Math.floor(clock.now() / 1000) }),
    verify: (token) => read(token, 0),
    refresh: async (token) => {
      const claims = await read(token, graceMs);
      if (hasLasted(claims.auth_time)) throw refused("Your token has expired.");
      const renewed = await sign({
        conversations: claims.conversations,
        user: claims.gcp_agent_assist_user,
        authTime: claims.auth_time,
        sessionId: claims.sid,
      });
      options.onRenewed?.({ sessionId: claims.sid, expiresAtMs: clock.now() + lifetimeMs });
      return renewed;
    },
  };
}

function claimsOf(payload: JWTPayload, project: string): DesktopClaims {
  const { exp, iat, jti } = payload;
  const tokenProject = payload.gcp_agent_assist_project;
  const user = payload.gcp_agent_assist_user;
  const { auth_time: authTime, sid } = payload;
  const conversations = payload.conversations ?? null;
  if (tokenProject === undefined) throw refused("The target project in your token is missing.");
  if (tokenProject !== project) throw refused("The target project in your token is invalid.");
  if (exp === undefined) throw refused("The expiration time in your token is missing.");
  if (iat === undefined || jti === undefined || !(conversations === null || isNameList(conversations))) {
    throw refused("Failed to parse your token.");
  }
  return {
    exp,
    iat,
    jti,
    auth_time: typeof authTime === "number" ? authTime : iat,
    sid: typeof sid === "string" ? sid : jti,
    gcp_agent_assist_project: project,
    gcp_agent_assist_user: typeof user === "string" ? user : "",
    conversations,
  };
}

function isNameList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === "string" && name !== "");
}

function refused(message: string, cause?: unknown): SidetoneError {
  return new SidetoneError("UNAUTHENTICATED", message, cause === undefined ? {} : { cause });
}
