/** The one error class: a closed code, whether trying again may help, and the cause for the log only. */

/** All codes of Sidetone's errors. Each has a line in docs/reference/errors.md; a test compares the two. */
export type ErrorCode =
  | "CONFIG_INVALID"
  | "PROTOCOL_VIOLATION"
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "CONFLICT"
  | "LIMIT_EXCEEDED"
  | "DEADLINE_EXCEEDED"
  | "UPSTREAM_UNAVAILABLE"
  | "UPSTREAM_REFUSED"
  | "STORAGE_FAILED"
  | "SHUTTING_DOWN"
  | "INTERNAL";

/** An error that may cross module boundaries. `message` never holds a secret or a caller's words. */
export class SidetoneError extends Error {
  override readonly name = "SidetoneError";
  readonly code: ErrorCode;
  /** True if the same request may succeed later. */
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
  }

  /** Turns anything caught into a SidetoneError, so that each catch block ends with a known type. */
  static from(caught: unknown, code: ErrorCode = "INTERNAL"): SidetoneError {
    if (caught instanceof SidetoneError) return caught;
    const message = caught instanceof Error ? caught.message : String(caught);
    return new SidetoneError(code, message, { cause: caught });
  }
}
