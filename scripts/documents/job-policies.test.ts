import { expect, test } from "bun:test";
import { join } from "node:path";
import { JOB_POLICIES, type JobPolicy } from "../../src/jobs/job-policies.ts";

const HOUR_MS = 3_600_000;

function row(kind: string, policy: JobPolicy): string {
  const { backoffMs, keepDone, keepDead } = policy;
  const kept = ({ ageMs, count }: JobPolicy["keepDone"]) => `${ageMs / HOUR_MS} h, ${count}`;
  const cells = [
    `\`${kind}\``,
    `\`${policy.queue}\``,
    policy.attempts,
    `${backoffMs.firstMs / 1_000}-${backoffMs.maxMs / 1_000} s`,
    `${policy.deadlineMs / 1_000} s`,
    policy.idempotencyKey,
    policy.priority,
    policy.concurrency,
    policy.maxWaiting,
    kept(keepDone),
    kept(keepDead),
  ];
  return `| ${cells.join(" | ")} |`;
}

test("docs/reference/jobs.md has the table of job kinds as it is", async () => {
  const text = await Bun.file(join(import.meta.dir, "../../docs/reference/jobs.md")).text();
  const rows = text.split("\n").filter((line) => /^\| `(?:mediastream|webhook)/.test(line));
  expect(rows).toEqual(Object.entries(JOB_POLICIES).map(([kind, policy]) => row(kind, policy)));
});

test("kinds of one queue agree on what holds for the queue", () => {
  const { mediastream, "mediastream-unproved": unproved } = JOB_POLICIES;
  expect([unproved.concurrency, unproved.keepDone]).toEqual([mediastream.concurrency, mediastream.keepDone]);
});
