/** Keeps the desktop's token fresh: renews it before its end, and once more when the server refuses it. */
import { numberOf, recordOf, textOf } from "../../base/json-fields.ts";

/** "renewed" has a new token, "refused" needs a new page, "unreachable" may be tried again. */
export type RenewalResult = "renewed" | "refused" | "unreachable";

export interface DesktopPass {
  token(): string;
  renew(): Promise<RenewalResult>;
  /** Hears each new token; one listener. */
  onRenewed(listener: (token: string) => void): void;
  close(): void;
}

export interface DesktopPassOptions {
  token: string;
  renewalUrl: string;
  /** Hears the ticket that comes with each new token. */
  onTicket?: (ticket: string) => void;
}

const REQUEST_DEADLINE_MS = 8_000;
const RENEW_BEFORE_END_MS = 60_000;
const RETRY_MS = 10_000;
/** The longest delay browsers' timers keep (2^31 - 1 ms). */
const LONGEST_TIMER_MS = 2_147_483_647;

export function createDesktopPass(options: DesktopPassOptions): DesktopPass {
  let token = options.token;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pending: Promise<RenewalResult> | undefined;
  let isClosed = false;
  let tellRenewed: (token: string) => void = () => {};

  function plan(delayMs: number): void {
    clearTimeout(timer);
    if (isClosed) return;
    timer = setTimeout(() => void renewOnTime(), Math.min(Math.max(0, delayMs), LONGEST_TIMER_MS));
  }

  async function renewOnTime(): Promise<void> {
    if ((await renew()) === "unreachable") plan(RETRY_MS);
  }

  function planRenewal(): void {
    const lifeMs = tokenLifeMs(token);
    if (lifeMs !== undefined) plan(Math.max(lifeMs - RENEW_BEFORE_END_MS, lifeMs / 2, 1_000));
  }

  /** Concurrent callers share one request. */
  function renew(): Promise<RenewalResult> {
    pending ??= request().finally(() => {
      pending = undefined;
    });
    return pending;
  }

  async function request(): Promise<RenewalResult> {
    try {
      const response = await fetch(options.renewalUrl, {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(REQUEST_DEADLINE_MS),
      });
      if (response.status === 401 || response.status === 403) return "refused";
      const { token: fresh, ticket } = response.ok ? recordOf(await response.json()) : {};
      if (textOf(fresh) === "") return "unreachable";
      token = textOf(fresh);
      if (textOf(ticket) !== "") options.onTicket?.(textOf(ticket));
      planRenewal();
      tellRenewed(token);
      return "renewed";
    } catch {
      // No answer, or another server's: the caller decides when to ask again.
      return "unreachable";
    }
  }

  planRenewal();
  return {
    token: () => token,
    renew,
    onRenewed: (listener) => {
      tellRenewed = listener;
    },
    close: () => {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

/**
 * How long a JWT is good from when it was made, in milliseconds; undefined when it does not say. It has just been made
 * when it comes, and the desktop's clock may be minutes ahead of the server's or behind it: its end would say nothing.
 */
export function tokenLifeMs(token: string): number | undefined {
  const body = token.split(".")[1];
  if (body === undefined) return undefined;
  try {
    const json = atob(body.replaceAll("-", "+").replaceAll("_", "/"));
    const claims = recordOf(JSON.parse(json));
    const [exp, iat] = [numberOf(claims.exp), numberOf(claims.iat)];
    return exp === undefined || iat === undefined ? undefined : (exp - iat) * 1000;
  } catch {
    return undefined;
  }
}
