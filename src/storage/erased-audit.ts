/** The remains of the audit's entries about an erased call: who did what and when, but not to whom. */
import type { AuditEntry } from "../contract/access.ts";
import { hashKey } from "./key-hash.ts";

const PSEUDONYM_DIGITS = 16;

/** Replaces a call's key in the audit once the call is erased: the same for all of its entries. */
export function pseudonymOf(callKey: string): string {
  return `erased-${hashKey(callKey).slice(0, PSEUDONYM_DIGITS)}`;
}

/** The entry without the call's key, and without typed texts about the call. */
export function withPseudonym(entry: AuditEntry): AuditEntry {
  const { callKey, detail, ...rest } = entry;
  if (callKey === undefined) return entry;
  const { reason, why, ...kept } = detail ?? {};
  return { ...rest, callKey: pseudonymOf(callKey), ...(detail === undefined ? {} : { detail: kept }) };
}
