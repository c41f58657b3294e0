/** AUTH_OPTION Skip: every page may register. The settings refuse it in production. */
import type { Authenticator } from "./identity.ts";

export function skipAuthenticator(): Authenticator {
  return async () => ({ user: "" });
}
