/** Decides which failures of a job are worth another try. */
import { SidetoneError } from "../base/errors.ts";

export interface JobFailure {
  /** What a dead letter shows: error code and message. */
  reason: string;
  /** False: another try cannot help. */
  retryable: boolean;
}

/**
 * A SidetoneError says itself whether it may pass. Any other error is a defect in Sidetone or a library, which may pass: it is
 * tried again, and the job's attempts bound that.
 */
export function classifyFailure(caught: unknown): JobFailure {
  if (caught instanceof SidetoneError) {
    return { reason: `${caught.code}: ${caught.message}`, retryable: caught.retryable };
  }
  return { reason: caught instanceof Error ? caught.message : "unknown failure", retryable: true };
}
