/** Erases one call on request: records, log, names, jobs, and its name in the audit. */
import { SidetoneError } from "../base/errors.ts";
import type { ErasedCall } from "../contract/operations.ts";
import { pseudonymOf } from "../storage/erased-audit.ts";
import type { CallNames, Storage } from "../storage/port.ts";
import type { Deed } from "./auditor.ts";

export interface CallEraserOptions {
  storage: Pick<Storage, "calls" | "erase">;
  /** Whether a call of this key lives, in this process or another on the same Redis. */
  isLive(callKey: string): Promise<boolean>;
  namesOf(callKey: string): CallNames;
  /** Gives how many jobs went, and leaves no trace of them. */
  eraseJobs(callKey: string): Promise<number>;
}

export type CallEraser = (callKey: string) => Promise<ErasedCall>;

/**
 * Rejects with CONFLICT and the reason where the call has not ended or one of its jobs is being worked on, with NOT_FOUND
 * where nothing is kept of it. What was erased before a failure stays erased: asking again does the rest.
 */
export function createCallEraser({ storage, isLive, namesOf, eraseJobs }: CallEraserOptions): CallEraser {
  return async (callKey) => {
    if (await isLive(callKey))
      throw new SidetoneError("CONFLICT", "the call is live: end it before it is erased");
    const call = await storage.calls.get(callKey);
    if (call !== null && call.endedAtMs === null) {
      throw new SidetoneError(
        "CONFLICT",
        "the call has not ended: it goes on when Sidetone is started, and can be erased once it is over",
      );
    }
    const records = await storage.erase(namesOf(callKey));
    const jobs = await eraseJobs(callKey);
    const { audit, ...kept } = { ...records, jobs };
    // Entries about it may be no more than former attempts.
    if (Object.values(kept).every((count) => count === 0)) {
      throw new SidetoneError("NOT_FOUND", "nothing is kept of a call with this id");
    }
    return { ...kept, audit };
  };
}

/** What the audit keeps of it, however it went: the call by its pseudonym only. */
export function erasingDeed(operator: string, callKey: string, came: Pick<Deed, "outcome" | "detail">): Deed {
  return { operator, action: "call.erase", callKey: pseudonymOf(callKey), ...came };
}
