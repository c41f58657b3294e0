import { expect, test } from "bun:test";
import type { AuditEntry } from "../contract/access.ts";
import type { AuditQuery } from "../storage/port.ts";
import { auditPage } from "./audit-page.ts";

/** Two entries of each millisecond, newest first. */
const ENTRIES: AuditEntry[] = Array.from({ length: 20 }, (_, i) => ({
  atMs: 100 - Math.floor(i / 2),
  operator: "ana",
  action: `a${i}`,
  outcome: "done",
}));
const audit = {
  append: async () => {},
  list: async ({ limit, beforeMs = Number.POSITIVE_INFINITY }: AuditQuery) =>
    ENTRIES.filter(({ atMs }) => atMs < beforeMs).slice(0, limit),
};

test("pages leave nothing out and give nothing twice, though entries share a millisecond", async () => {
  const seen: string[] = [];
  let beforeMs: number | undefined;
  do {
    const page = await auditPage(audit, { limit: 5, ...(beforeMs === undefined ? {} : { beforeMs }) });
    seen.push(...page.entries.map(({ action }) => action));
    beforeMs = page.nextBefore ?? undefined;
  } while (beforeMs !== undefined);
  expect(seen).toEqual(ENTRIES.map(({ action }) => action));
});

test("a page smaller than one millisecond still moves on", async () => {
  expect(await auditPage(audit, { limit: 1 })).toMatchObject({
    entries: [{ action: "a0" }],
    nextBefore: 100,
  });
});
