/** An identity as the console gets it. */
import type { OperatorSession } from "../contract/access.ts";
import type { OperatorIdentity } from "./access.ts";

/** The last moment a date can name: a bearer token does not end by itself. */
const NEVER_MS = 8_640_000_000_000_000;

export function sessionOf({ name, roles, csrfToken, expiresAtMs }: OperatorIdentity): OperatorSession {
  return { name, roles: [...roles], csrfToken: csrfToken ?? "", expiresAtMs: expiresAtMs ?? NEVER_MS };
}
