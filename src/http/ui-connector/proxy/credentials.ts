/** The service account's headers for Dialogflow, from Application Default Credentials. */
import { GoogleAuth } from "google-auth-library";
import { SidetoneError } from "../../../base/errors.ts";

/** Fresh headers for one request. Rejects, retryable, if there are no credentials before the signal aborts. */
export type CredentialHeaders = (signal: AbortSignal) => Promise<Headers>;

/** All that Dialogflow needs (roles/dialogflow.agentAssistClient). */
const SCOPE = "https://www.googleapis.com/auth/dialogflow";

/** The library keeps an access token until shortly before its end and fetches one at a time. */
export function serviceAccountCredentials(projectId: string): CredentialHeaders {
  const auth = new GoogleAuth({ scopes: [SCOPE], projectId });
  return async (signal) => {
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(unavailable());
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      return new Headers(await Promise.race([auth.getRequestHeaders(), aborted]));
    } catch (caught) {
      throw caught instanceof SidetoneError ? caught : unavailable(caught);
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  };
}

/** For a stand-in, which gets no credentials. */
export function noCredentials(): CredentialHeaders {
  return async () => new Headers();
}

function unavailable(cause?: unknown): SidetoneError {
  const message = "No credentials for Dialogflow could be had";
  return new SidetoneError("UPSTREAM_UNAVAILABLE", message, {
    retryable: true,
    ...(cause === undefined ? {} : { cause }),
  });
}
