/** An upstream error as a call keeps it: code, safe message, and whether trying again may help. */
import { SidetoneError } from "../../base/errors.ts";
import type { CallFailure } from "./context.ts";

export function failureOf(error: unknown): CallFailure & { retryable: boolean } {
  const known = SidetoneError.from(error, "UPSTREAM_REFUSED");
  return { code: known.code, message: known.message, retryable: known.retryable };
}
