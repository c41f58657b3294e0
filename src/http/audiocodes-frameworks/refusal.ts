/** Failures of the frameworks' routes as problems. */
import { type ErrorCode, SidetoneError } from "../../errors.ts";
import type { Logger } from "../../telemetry/log.ts";
import { problemResponse } from "../problem.ts";

const ANSWERS: Partial<Record<ErrorCode, { status: number; title: string }>> = {
  PROTOCOL_VIOLATION: { status: 400, title: "The request cannot be read" },
  UNAUTHENTICATED: { status: 401, title: "The request is not authenticated" },
  FORBIDDEN: { status: 403, title: "The request is not allowed" },
  NOT_FOUND: { status: 404, title: "There is no such conversation" },
  CONFLICT: { status: 409, title: "The conversation exists already" },
};

/** 413 for a body beyond the limit; 503 for what may go well later. */
export function refusalOf(caught: unknown, logger: Logger): Response {
  const error = SidetoneError.from(caught);
  const { code, message: detail } = error;
  const known = ANSWERS[code];
  if (known !== undefined) return problemResponse({ ...known, code, detail });
  if (code === "LIMIT_EXCEEDED" && !error.retryable) {
    return problemResponse({ status: 413, code, title: "The body is too large", detail });
  }
  if (error.retryable) {
    const title = "Not now";
    return problemResponse({ status: 503, code, title, detail }, { "retry-after": "1" });
  }
  logger.error({ err: error }, "webhook request failed");
  const title = "The request failed";
  return problemResponse({ status: 500, code, title, detail: "The log says why." });
}
