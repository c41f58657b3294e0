/** gRPC status numbers by name (grpc/statuscodes): operators look for the name. */
const NAMES: readonly string[] = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
];

/** "PERMISSION_DENIED (7)"; "" for null. */
export function grpcName(code: number | null): string {
  if (code === null) return "";
  const name = NAMES[code];
  return name === undefined ? `status ${code}` : `${name} (${code})`;
}
