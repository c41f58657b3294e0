/** AUTH_OPTION Five9: the customer's server or Google's Five9 page shows the connector's shared secret. */
import { secretCheck } from "../../../base/secret.ts";
import type { Authenticator } from "./identity.ts";

/** Accepts exactly `Bearer <token>`, compared in constant time. */
export function five9Authenticator({ token }: { token: string }): Authenticator {
  const isExpected = secretCheck(`Bearer ${token}`);
  return async (authorization) => (isExpected(authorization) ? { user: "" } : null);
}
