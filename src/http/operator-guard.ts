/** The lock on the operators' door: a bearer token, compared in constant time. */
import type { MiddlewareHandler } from "hono";
import { judgeSecrets, secretCheck } from "../transports/shared/secret.ts";
import { problemResponse } from "./problem.ts";

/** Middleware that answers 401 as a problem unless `Authorization: Bearer <token>` carries the operators' token. */
export function operatorGuard(token: string): MiddlewareHandler {
  const check = secretCheck(token);
  return async (c, next) => {
    const header = c.req.header("authorization");
    const candidates = header === undefined ? [] : [header.replace(/^Bearer /i, "")];
    if (judgeSecrets(check, candidates) === "right") return next();
    return problemResponse(
      {
        status: 401,
        code: "UNAUTHENTICATED",
        title: "Operator token required",
        detail: "Send the operators' token (setting OPERATOR_TOKEN) as a bearer token.",
      },
      { "www-authenticate": 'Bearer realm="operators"' },
    );
  };
}
