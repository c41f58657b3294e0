/** The background queues as operators see them: what was given up and why, without anyone's words. */
import type { FailedJob, JobCounts } from "../jobs/dead-letters.ts";
import type { MediastreamEvent } from "../jobs/mediastream-event.ts";
import type { WebhookMessage } from "../jobs/webhook-jobs.ts";
import type { DeadLetter } from "./contract/operations.ts";
import type { OperatedQueue } from "./operations.ts";

interface Jobs<Subject> {
  counts(): Promise<JobCounts>;
  deadLetters(limit: number): Promise<FailedJob<Subject>[]>;
  retryDeadLetter(id: string): Promise<void>;
}

export function mediastreamQueue(
  jobs: Jobs<MediastreamEvent>,
  callKeyOf: (callId: string) => string | undefined,
): OperatedQueue {
  return operated("mediastream", jobs, ({ callId, callLeg, status, failureType }) => {
    const callKey = callKeyOf(callId);
    const about = [status, callLeg, failureType].filter((text) => text !== "").join(" ");
    return { ...(callKey === undefined ? {} : { callKey }), about };
  });
}

export function webhookQueue(jobs: Jobs<WebhookMessage>): OperatedQueue {
  return operated("webhook", jobs, ({ callKey, sequence, features }) => {
    const kinds = Array.isArray(features) ? features.join(", ") : "";
    const about = `suggestion ${String(sequence ?? "")} ${kinds}`.trim();
    return { ...(typeof callKey === "string" ? { callKey } : {}), about };
  });
}

function operated<Subject>(
  name: string,
  jobs: Jobs<Subject>,
  describe: (subject: Subject) => Pick<DeadLetter, "callKey" | "about">,
): OperatedQueue {
  return {
    name,
    counts: async () => ({ ...(await jobs.counts()) }),
    deadLetters: async (limit) =>
      (await jobs.deadLetters(limit)).map(({ subject, ...letter }) => ({ ...letter, ...describe(subject) })),
    retryDeadLetter: (id) => jobs.retryDeadLetter(id),
  };
}
