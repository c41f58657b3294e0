/** The bot's token for the connector service, by client credentials; kept until shortly before its end. */
import type { Clock } from "../../../base/clock.ts";
import { SidetoneError } from "../../../base/errors.ts";
import { asObject } from "../../../base/json.ts";

export interface AppTokenOptions {
  /** For example https://login.microsoftonline.com/botframework.com/oauth2/v2.0/token. */
  tokenUrl: string;
  appId: string;
  appPassword: string;
  clock: Clock;
}

export interface AppToken {
  /** Rejects with UPSTREAM_REFUSED (wrong credentials) or a retryable UPSTREAM_UNAVAILABLE. */
  get(): Promise<string>;
  /** The connector refused this one: the next `get` fetches another. */
  discard(token: string): void;
}

/** The connector service's scope (Bot Connector authentication). */
const SCOPE = "https://api.botframework.com/.default";
const TOKEN_DEADLINE_MS = 10_000;
/** Renewed this much before its end. */
const MARGIN_MS = 120_000;
const DEFAULT_LIFETIME_S = 3_600;

export function createAppToken(options: AppTokenOptions): AppToken {
  const { clock } = options;
  let held: { token: string; usableUntilMs: number } | undefined;
  let fetching: Promise<string> | undefined;

  async function fetchToken(): Promise<string> {
    const form = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: options.appId,
      client_secret: options.appPassword,
      scope: SCOPE,
    });
    const response = await ask(options.tokenUrl, form);
    const isRefusal = response.status >= 400 && response.status < 500 && response.status !== 429;
    if (isRefusal) {
      throw new SidetoneError("UPSTREAM_REFUSED", "Microsoft refuses MICROSOFT_APP_ID or its password");
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
