/** The lock on the operators' API: by identity, page and rights. */
import type { Context, MiddlewareHandler } from "hono";
import { SidetoneError } from "../../base/errors.ts";
import { secretCheck } from "../../base/secret.ts";
import type { Role } from "../../contract/access.ts";
import { hasRole, type OperatorDoor, type OperatorIdentity } from "../../operators/access.ts";
import type { Auditor } from "../../operators/auditor.ts";
import { isSameOrigin } from "../../operators/same-origin.ts";
import { forbidden, tryAgain } from "./form.ts";

export interface OperatorEnv {
  Variables: { operator: OperatorIdentity };
}

const CSRF_HEADER = "x-sidetone-csrf";
const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** No answer of the API is for a cache. */
export const noStore: MiddlewareHandler = async (c, next) => {
  await next();
  c.header("cache-control", "no-store");
};

/**
 * Throws UNAUTHENTICATED without an identity, FORBIDDEN for a change that did not come from Sidetone's page, and a retryable
 * refusal while no operator can be identified.
 */
export function operatorGuard(door: OperatorDoor): MiddlewareHandler<OperatorEnv> {
  return async (c, next) => {
    const { headers } = c.req.raw;
    const operator = await door.identify(headers).catch((caught: unknown) => {
      const error = SidetoneError.from(caught);
      throw error.retryable ? tryAgain(error) : error;
    });
    if (operator === null) throw unauthenticated();
    if (!SAFE_METHODS.has(c.req.method) && !isOwnRequest(operator, headers)) {
      throw forbidden("The request did not come from the console. Reload the page and try again.");
    }
    c.set("operator", operator);
    return next();
  };
}

/** For /metrics: programs carry a bearer token. */
export function bearerGuard(identify: (headers: Headers) => OperatorIdentity | null): MiddlewareHandler {
  return async (c, next) => {
    if (identify(c.req.raw.headers) === null) throw unauthenticated();
    await next();
  };
}

/** Passes operators with the right; `action` names a refusal in the audit, if it is worth an entry. */
export function roleGuard(
  role: Role,
  auditor: Auditor,
  action?: string | ((c: Context<OperatorEnv>) => string),
): MiddlewareHandler<OperatorEnv> {
  return async (c, next) => {
    const operator = c.get("operator");
    if (hasRole(operator, role)) return next();
    if (action !== undefined) {
      const callKey = c.req.param("callKey");
      await auditor.note({
        operator: operator.name,
        action: typeof action === "string" ? action : action(c),
        ...(callKey === undefined ? {} : { callKey }),
        detail: { reason: `without the right ${role}` },
        outcome: "refused",
      });
    }
    throw forbidden(`This needs the right "${role}", which ${operator.name} does not have.`);
  };
}

/** A bearer token is never added by a browser on its own; a cookie and a proxy's identity are. */
function isOwnRequest({ via, csrfToken }: OperatorIdentity, headers: Headers): boolean {
  if (via === "bearer") return true;
  if (csrfToken === undefined) return false;
  return secretCheck(csrfToken)(headers.get(CSRF_HEADER) ?? "") && isSameOrigin(headers);
}

function unauthenticated(): SidetoneError {
  return new SidetoneError(
    "UNAUTHENTICATED",
    "Sign in at /operators/login, or send an operator token (setting OPERATOR_TOKEN) as a bearer token.",
  );
}
