/** How the operators' side refuses: problems in sentences. */
import type { Env, Hono } from "hono";
import { SidetoneError } from "../../base/errors.ts";
import { problemResponse } from "../common/problem.ts";
import { type Refusal, RefusedError, refuseIn } from "../common/refusal.ts";

const WORDS = {
  titles: { UNAUTHENTICATED: "Operators only", PROTOCOL_VIOLATION: "The body is not JSON" },
  retryAfterS: 5,
  challenge: 'Bearer realm="operators"',
};

/** All errors of the routes of `app` become problems. Set before the app is mounted elsewhere. */
export function refuseAsOperators<AppEnv extends Env>(app: Hono<AppEnv>): Hono<AppEnv> {
  return app.onError(refuseIn(asProblem, WORDS));
}

/** What came of a thing an operator tried, for the audit. */
export function outcomeOf(caught: unknown): { detail: { reason: string }; outcome: "refused" | "failed" } {
  const { code, message } = SidetoneError.from(caught);
  const isRefusal = code === "NOT_FOUND" || code === "CONFLICT";
  return { detail: { reason: isRefusal ? message : code }, outcome: isRefusal ? "refused" : "failed" };
}

export function notFound(detail: string): SidetoneError {
  return new SidetoneError("NOT_FOUND", detail);
}

export function forbidden(detail: string): SidetoneError {
  return new SidetoneError("FORBIDDEN", detail);
}

/** For the wait until operators can be identified again. */
export function tryAgain(error: SidetoneError): RefusedError {
  return new RefusedError(error.code, error.message, { title: "Try again", retryable: true, cause: error });
}

/** Errors from deeper down begin with a small letter and end without a full stop. */
function asProblem(refusal: Refusal): Response {
  const { detail } = refusal;
  const sentence = `${detail.charAt(0).toUpperCase()}${detail.slice(1)}${detail.endsWith(".") ? "" : "."}`;
  return problemResponse({ ...refusal, detail: sentence });
}
