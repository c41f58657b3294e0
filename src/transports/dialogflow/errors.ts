/** What a gRPC status means for a recognition stream and for a unary call. */
import { status } from "@grpc/grpc-js";
import type { FailureAdvice } from "../../actors/participant/recognizer.ts";
import { type ErrorCode, SidetoneError } from "../../base/errors.ts";
import { cutText } from "../../base/text-safety.ts";

/** The needed parts of a gRPC status. `message` is the server's detail text, shortened. */
export interface GrpcFailure {
  code: number;
  message: string;
}

const LONGEST_MESSAGE = 200;

/** Reads code and details from anything that a Google client threw; UNKNOWN where there is no code. */
export function grpcFailureOf(caught: unknown): GrpcFailure {
  if (caught instanceof SidetoneError)
    return caught.cause === undefined ? ownFailure(caught) : grpcFailureOf(caught.cause);
  const { code, details, message } = (caught ?? {}) as {
    code?: unknown;
    details?: unknown;
    message?: unknown;
  };
  const text = typeof details === "string" && details !== "" ? details : message;
  return {
    code: typeof code === "number" ? code : status.UNKNOWN,
    message: cutText(typeof text === "string" ? text : "no details", LONGEST_MESSAGE),
  };
}

/** A SidetoneError in gRPC's terms: a bound reached, a fault that passes, or one that does not. */
function ownFailure({ code, retryable, message }: SidetoneError): GrpcFailure {
  if (code === "LIMIT_EXCEEDED") return { code: status.RESOURCE_EXHAUSTED, message };
  return { code: retryable ? status.UNAVAILABLE : status.FAILED_PRECONDITION, message };
}

/** Google answers a late packet of a finished call with FAILED_PRECONDITION, "Conversation has completed." */
export function saysCompleted(failure: GrpcFailure): boolean {
  return failure.code === status.FAILED_PRECONDITION && /complet/i.test(failure.message);
}

/**
 * What to do about a broken stream. Time limits and audio gaps (OUT_OF_RANGE, DEADLINE_EXCEEDED, ABORTED) only need a
 * new stream; what may pass is retried; what cannot change by trying again is fatal.
 */
export function adviceFor(failure: GrpcFailure): FailureAdvice {
  switch (failure.code) {
    case status.OK:
    case status.DEADLINE_EXCEEDED:
    case status.OUT_OF_RANGE:
    case status.ABORTED:
      return "restart";
    case status.UNAVAILABLE:
    case status.INTERNAL:
    case status.UNKNOWN:
    case status.DATA_LOSS:
    case status.RESOURCE_EXHAUSTED:
    case status.CANCELLED:
      return "retry";
    case status.FAILED_PRECONDITION:
      return saysCompleted(failure) ? "quiet" : "fatal";
    default:
      return "fatal";
  }
}

/** True if the same unary request may succeed when sent again. */
export function isRetryable(failure: GrpcFailure): boolean {
  return (
    failure.code === status.DEADLINE_EXCEEDED ||
    adviceFor(failure) === "retry" ||
    failure.code === status.ABORTED
  );
}

const CODES: Partial<Record<number, ErrorCode>> = {
  [status.NOT_FOUND]: "NOT_FOUND",
  [status.ALREADY_EXISTS]: "CONFLICT",
  [status.DEADLINE_EXCEEDED]: "DEADLINE_EXCEEDED",
  [status.RESOURCE_EXHAUSTED]: "LIMIT_EXCEEDED",
};

/** The SidetoneError for a failed unary call; the original is its `cause`. */
export function unaryError(caught: unknown, doing: string): SidetoneError {
  if (caught instanceof SidetoneError) return caught;
  const failure = grpcFailureOf(caught);
  const retryable = isRetryable(failure);
  const code = CODES[failure.code] ?? (retryable ? "UPSTREAM_UNAVAILABLE" : "UPSTREAM_REFUSED");
  return new SidetoneError(code, `${doing} failed with gRPC status ${failure.code}: ${failure.message}`, {
    retryable,
    cause: caught,
  });
}
