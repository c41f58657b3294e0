/** One signed post to a recipient's webhook. */
import { createHmac } from "node:crypto";
import type { Clock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";

export interface WebhookTarget {
  url: string;
  /** Shared with the recipient. */
  secret: string;
  deadlineMs: number;
}

export const TIMESTAMP_HEADER = "sidetone-timestamp";
export const SIGNATURE_HEADER = "sidetone-signature";

/** `v1=` and the lower-case hex HMAC-SHA256 of the timestamp (Unix seconds), a dot and the body. */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac("sha256", secret).update(`${timestamp}.${body}`, "utf8").digest("hex")}`;
}

/**
 * Resolves for any 2xx. Rejects with a retryable UPSTREAM_UNAVAILABLE for a recipient that is away, slow, overloaded or
 * broken (408, 425, 429, 5xx), and with UPSTREAM_REFUSED for any other answer. Redirects are not followed.
 */
export async function postSigned(target: WebhookTarget, body: string, clock: Clock): Promise<void> {
  const timestamp = String(Math.floor(clock.now() / 1000));
  const giveUp = new AbortController();
  const timer = clock.setTimeout(() => giveUp.abort(), target.deadlineMs);
  let status: number;
  try {
    const response = await fetch(target.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        [TIMESTAMP_HEADER]: timestamp,
        [SIGNATURE_HEADER]: signatureOf(target.secret, timestamp, body),
      },
      body,
      redirect: "manual",
      signal: giveUp.signal,
    });
    status = response.status;
    await response.body?.cancel();
  } catch (cause) {
    throw new SidetoneError("UPSTREAM_UNAVAILABLE", "the webhook does not answer", {
      retryable: true,
      cause,
    });
  } finally {
    clock.clearTimeout(timer);
  }
  if (status >= 200 && status < 300) return;
  const mayPass = status >= 500 || status === 408 || status === 425 || status === 429;
  throw new SidetoneError(
    mayPass ? "UPSTREAM_UNAVAILABLE" : "UPSTREAM_REFUSED",
    `the webhook answered ${status}`,
    { retryable: mayPass },
  );
}
