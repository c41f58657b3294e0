/** AUTH_OPTION Skip: everybody is let in. The settings refuse it in production. */
import type { Authenticator } from "./identity.ts";

export function skipAuthenticator(): Authenticator {
  return async () => ({ user: "" });
}
