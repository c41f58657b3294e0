/** Dialogflow's REST service: the host of a location, and requests to it in the service account's name. */
import type { CredentialHeaders } from "./credentials.ts";

export interface DialogflowRestOptions {
  /** Scheme and authority of a stand-in, in place of the location's own host. */
  endpoint?: string;
  /** Headers that prove who asks; empty for a stand-in. */
  credentials: CredentialHeaders;
}

export interface UpstreamRequest {
  method: string;
  location: string;
  /** From upstreamPath. */
  path: string;
  /** JSON text; null for none. */
  body: string | null;
  signal: AbortSignal;
}

/** Sends a request; what the desktop's own request carried in headers is not part of it. */
export type DialogflowRest = (request: UpstreamRequest) => Promise<Response>;

export function createDialogflowRest({ endpoint, credentials }: DialogflowRestOptions): DialogflowRest {
  return async ({ method, location, path, body, signal }) => {
    const headers = await credentials(signal);
    headers.set("accept", "application/json");
    if (body !== null) headers.set("content-type", "application/json");
    return await fetch(`${endpoint ?? dialogflowBaseUrl(location)}${path}`, {
      method,
      headers,
      ...(body === null ? {} : { body }),
      redirect: "manual",
      signal,
    });
  };
}

/** The location has been compared with an allow-list by now: it cannot turn the host into another. */
export function dialogflowBaseUrl(location: string): string {
  const prefix = location === "global" ? "" : `${location}-`;
  return `https://${prefix}dialogflow.googleapis.com`;
}
