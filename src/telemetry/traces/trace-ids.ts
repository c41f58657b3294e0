/** Ids computed from a call's key, so that operators find the trace and a restored call continues in it. */
import { createHash } from "node:crypto";

const TRACE_ID_CHARACTERS = 32;
const SPAN_ID_CHARACTERS = 16;
/** The part of a trace id that must be random (W3C Trace Context Level 2, random-trace-id). */
const RANDOM_CHARACTERS = 14;

/** The first 16 bytes of the SHA-256 of the call's key. */
export function traceIdOf(callKey: string): string {
  return digest(callKey).slice(0, TRACE_ID_CHARACTERS);
}

/** The same key in the same trace gives the same id, in every process. */
export function spanIdOf(traceId: string, key: string): string {
  return digest(`${traceId}/${key}`).slice(0, SPAN_ID_CHARACTERS);
}

/**
 * Whether a trace is kept, decided by its id alone, so that every part of it decides alike. `ratio` is from 0 to 1
 * (OpenTelemetry's consistent probability sampling: kept where the random part is at or above the threshold).
 */
export function isSampled(traceId: string, ratio: number): boolean {
  const random = Number.parseInt(traceId.slice(-RANDOM_CHARACTERS), 16) / 2 ** (RANDOM_CHARACTERS * 4);
  return random >= 1 - ratio;
}

function digest(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
