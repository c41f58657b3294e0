/** Asks an identity service over HTTPS: within a deadline, never along a redirect, and no more than a small reply. */
import type { Clock } from "../../../base/clock.ts";
import { SidetoneError } from "../../../base/errors.ts";
import { asObject } from "../../../base/json.ts";
import { abortAfter } from "../timed-signal.ts";

export interface IdentityServiceOptions {
  /** Scheme and host, for example https://api.mypurecloud.com. */
  baseUrl: string;
  clock: Clock;
  /** Default 5 seconds. */
  deadlineMs?: number;
}

export interface IdentityRequest {
  method: "GET" | "POST";
  /** With the query, if any. */
  path: string;
  headers: Record<string, string>;
  body?: string;
}

/** The reply of a service that answered 2xx. `fields` is empty if its body is not a JSON object. */
export interface IdentityReply {
  fields: Record<string, unknown>;
}

const DEFAULT_DEADLINE_MS = 5_000;
const MAX_REPLY_BYTES = 64 * 1024;

/**
 * The reply, or null if the service refused (4xx) or tried to redirect. Throws UPSTREAM_UNAVAILABLE or
 * DEADLINE_EXCEEDED, both retryable, if it did not answer the question. What was shown appears in no error.
 */
export async function askIdentityService(
  options: IdentityServiceOptions,
  request: IdentityRequest,
): Promise<IdentityReply | null> {
  const timed = abortAfter(options.clock, options.deadlineMs ?? DEFAULT_DEADLINE_MS);
  try {
    const response = await fetch(new URL(request.path, options.baseUrl), {
      method: request.method,
      headers: { accept: "application/json", ...request.headers },
      ...(request.body === undefined ? {} : { body: request.body }),
      // The token must not follow the service's finger to another host.
      redirect: "manual",
      signal: timed.signal,
    });
    if (response.status === 429 || response.status >= 500) throw unavailable(response.status);
    if (!response.ok) {
      await response.body?.cancel();
      return null;
    }
    return { fields: parseFields(await readText(response)) };
  } catch (caught) {
    if (caught instanceof SidetoneError) throw caught;
    if (timed.isLate()) {
      throw new SidetoneError("DEADLINE_EXCEEDED", "The identity service took too long", { retryable: true });
    }
    throw new SidetoneError("UPSTREAM_UNAVAILABLE", "The identity service could not be reached", {
      retryable: true,
      cause: caught,
    });
  } finally {
    timed.clear();
  }
}

/** The text of a field; "" if it is none. */
export function textField(fields: Record<string, unknown>, name: string): string {
  const value = fields[name];
  return typeof value === "string" ? value : "";
}

function unavailable(status: number): SidetoneError {
  return new SidetoneError("UPSTREAM_UNAVAILABLE", `The identity service answered ${status}`, {
    retryable: true,
  });
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > MAX_REPLY_BYTES) {
      throw new SidetoneError("UPSTREAM_UNAVAILABLE", "The identity service's reply is too large", {
        retryable: true,
      });
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parseFields(text: string): Record<string, unknown> {
  try {
    return asObject(JSON.parse(text)) ?? {};
  } catch {
    // Twilio's function answers with any body it likes; the status is its answer.
    return {};
  }
}
