/** One page of the audit, cut so that the next one misses nothing. */
import type { AuditPage } from "../contract/operations.ts";
import type { AuditLog, AuditQuery } from "../storage/port.ts";

/** Entries of the page's last millisecond go to the next page where more of them follow: `before` names a time only. */
export async function auditPage(audit: AuditLog, query: AuditQuery): Promise<AuditPage> {
  const found = await audit.list({ ...query, limit: query.limit + 1 });
  const next = found[query.limit];
  if (next === undefined) return { entries: found, nextBefore: null };
  const whole = found.filter(({ atMs }) => atMs !== next.atMs);
  // More of one millisecond than fit on a page: they are cut, or there would be no way past them.
  const entries = whole.length > 0 ? whole : found.slice(0, query.limit);
  return { entries, nextBefore: entries.at(-1)?.atMs ?? null };
}
