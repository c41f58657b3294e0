/**
 * The bot's tokens for those it answers, by client credentials; each kept until shortly before its end. A channel's connector
 * service takes one for itself, a bot that called Sidetone as its skill one for its own app id (botframework-connector,
 * auth/parameterizedBotFrameworkAuthentication.ts, connectorFactoryImpl.ts and msalAppCredentials.ts, which adds /.default).
 */
import type { Clock } from "../../../base/clock.ts";
import { SidetoneError } from "../../../base/errors.ts";
import { asObject } from "../../../base/json.ts";

export interface AppTokensOptions {
  /** For example https://login.microsoftonline.com/botframework.com/oauth2/v2.0/token. */
  tokenUrl: string;
  appId: string;
  appPassword: string;
  clock: Clock;
}

export interface AppTokens {
  /** `audience`: CHANNEL_AUDIENCE, or the app id of a bot. */
  for(audience: string): AppToken;
}

export interface AppToken {
  /** Rejects with UPSTREAM_REFUSED (wrong credentials) or a retryable UPSTREAM_UNAVAILABLE. */
  get(): Promise<string>;
  /** The connector refused this one: the next `get` fetches another. */
  discard(token: string): void;
}

/** Bots whose tokens are kept; the one made first goes first. */
const MAX_AUDIENCES = 100;
const TOKEN_DEADLINE_MS = 10_000;
/** Renewed this much before its end. */
const MARGIN_MS = 120_000;
const DEFAULT_LIFETIME_S = 3_600;

export function createAppTokens(options: AppTokensOptions): AppTokens {
  const tokens = new Map<string, AppToken>();
  return {
    for(audience) {
      const known = tokens.get(audience);
      if (known !== undefined) return known;
      const token = createAppToken(options, audience);
      tokens.set(audience, token);
      const oldest = tokens.keys().next();
      if (tokens.size > MAX_AUDIENCES && !oldest.done) tokens.delete(oldest.value);
      return token;
    },
  };
}

function createAppToken(options: AppTokensOptions, audience: string): AppToken {
  const { clock } = options;
  let held: { token: string; usableUntilMs: number } | undefined;
  let fetching: Promise<string> | undefined;

  async function fetchToken(): Promise<string> {
    const form = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: options.appId,
      client_secret: options.appPassword,
      scope: `${audience}/.default`,
    });
    const response = await ask(options.tokenUrl, form);
    const isRefusal = response.status >= 400 && response.status < 500 && response.status !== 429;
    if (isRefusal) {
      throw new SidetoneError(
        "UPSTREAM_REFUSED",
        "Microsoft gives no token: MICROSOFT_APP_ID, its password or the audience is refused",
      );
    }
    if (!response.ok) throw unavailable(new Error(`the token endpoint answered ${response.status}`));
    const answer = asObject(await response.json().catch(() => undefined));
    const token = answer?.access_token;
    if (typeof token !== "string") throw unavailable(new Error("the answer has no access_token"));
    const lifetimeS = typeof answer?.expires_in === "number" ? answer.expires_in : DEFAULT_LIFETIME_S;
    held = { token, usableUntilMs: clock.now() + lifetimeS * 1000 - MARGIN_MS };
    return token;
  }

  return {
    get() {
      if (held !== undefined && clock.now() < held.usableUntilMs) return Promise.resolve(held.token);
      fetching ??= fetchToken().finally(() => {
        fetching = undefined;
      });
      return fetching;
    },
    discard(token) {
      if (held?.token === token) held = undefined;
    },
  };
}

async function ask(url: string, form: URLSearchParams): Promise<Response> {
  try {
    const signal = AbortSignal.timeout(TOKEN_DEADLINE_MS);
    return await fetch(url, { method: "POST", body: form, redirect: "error", signal });
  } catch (caught) {
    throw unavailable(caught);
  }
}

function unavailable(cause: unknown): SidetoneError {
  return new SidetoneError("UPSTREAM_UNAVAILABLE", "Microsoft gives no token", { retryable: true, cause });
}
