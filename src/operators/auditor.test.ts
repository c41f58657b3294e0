import { expect, test } from "bun:test";
import pino from "pino";
import { SimulatedClock } from "xstate";
import { SidetoneError } from "../base/errors.ts";
import type { AuditEntry } from "../contract/access.ts";
import { createAuditor, type Deed } from "./auditor.ts";

const DEED: Deed = { operator: "ana", action: "reveal", callKey: "c", outcome: "done" };

function setUp(failure?: SidetoneError) {
  const kept: AuditEntry[] = [];
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const audit = {
    async append(entry: AuditEntry) {
      if (failure) throw failure;
      kept.push(entry);
    },
    list: async () => kept,
  };
  const clock = new SimulatedClock();
  clock.increment(9);
  return { auditor: createAuditor({ audit, clock, logger }), kept, lines };
}

test("a deed is kept with its time, and is a line of the log", async () => {
  const { auditor, kept, lines } = setUp();
  await auditor.require(DEED);
  expect(kept).toEqual([{ atMs: 9, ...DEED }]);
  expect(lines).toMatchObject([{ ...DEED, msg: "operator action" }]);
});

test("a reason that an operator typed is for the audit, and one of Sidetone also for the log", async () => {
  const { auditor, kept, lines } = setUp();
  const typed = {
    ...DEED,
    action: "call.end",
    detail: { reason: "she said one two three", speaker: "agent" },
  };
  await auditor.note(typed);
  await auditor.note({ ...DEED, action: "drain", detail: { why: "she said one two three" } });
  await auditor.note({ ...DEED, detail: { reason: "without the right act" }, outcome: "refused" });
  expect(kept[0]?.detail).toEqual(typed.detail);
  expect(lines.map(({ detail }) => detail)).toEqual([
    { speaker: "agent" },
    {},
    { reason: "without the right act" },
  ]);
});

test("without storage what needs the audit fails, and what does not is in the log alone", async () => {
  const { auditor, lines } = setUp(new SidetoneError("STORAGE_FAILED", "gone", { retryable: true }));
  await expect(auditor.require(DEED)).rejects.toMatchObject({ code: "STORAGE_FAILED" });
  await auditor.note(DEED);
  expect(lines.map(({ msg }) => msg)).toEqual([
    "operator action",
    "operator action",
    "operator action could not be audited",
  ]);
});
