/** Moments and durations in the two forms the wire needs: protobuf messages and proto3 JSON. */

/** google.protobuf.Timestamp or Duration, as the proto loader takes it. */
export interface ProtoTime {
  seconds: string;
  nanos: number;
}

/** Milliseconds since the epoch, or of a duration. */
export function toProtoTime(ms: number): ProtoTime {
  const seconds = Math.floor(ms / 1000);
  return { seconds: String(seconds), nanos: Math.round((ms - seconds * 1000) * 1e6) };
}

/** The reverse, for a value that came in a request; `fallbackMs` where the field is absent. */
export function fromProtoTime(
  time: { seconds?: unknown; nanos?: number | null } | null | undefined,
  fallbackMs: number,
): number {
  if (time === null || time === undefined) return fallbackMs;
  return Number(time.seconds ?? 0) * 1000 + Math.round((time.nanos ?? 0) / 1e6);
}

/** Timestamp in proto3 JSON. */
export function toJsonTimestamp(ms: number): string {
  return new Date(ms).toISOString();
}

/** Duration in proto3 JSON, for example "12.300s". */
export function toJsonDuration(ms: number): string {
  return `${(ms / 1000).toFixed(3)}s`;
}
