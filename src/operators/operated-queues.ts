/** The background queues as operators see them: jobs that were given up and why, without words of calls. */
import type { DeadLetter } from "../contract/operations.ts";
import type { FailedJob } from "../jobs/dead-letters.ts";
import type { JobCounts } from "../jobs/job-counts.ts";
import type { JobKind } from "../jobs/job-policies.ts";
import type { MediastreamEvent } from "../jobs/mediastream-event.ts";
import type { WebhookMessage } from "../jobs/webhook-jobs.ts";
import type { OperatedQueue } from "./operations.ts";

interface Jobs<Subject> {
  isStarted(): boolean;
  counts(): Promise<JobCounts>;
  deadLetters: {
    list(limit: number): Promise<FailedJob<Subject>[]>;
    retry(id: string): Promise<void>;
    discard(id: string): Promise<void>;
    retryAll(kind: JobKind): Promise<number>;
    discardAll(kind: JobKind): Promise<number>;
  };
}

type Described = Pick<DeadLetter, "callKey" | "about" | "payload">;

export function mediastreamQueue(
  jobs: Jobs<MediastreamEvent>,
  callKeyOf: (callId: string) => string | undefined,
): OperatedQueue {
  return operated("mediastream", ["mediastream", "mediastream-unproved"], jobs, (event) => {
    const { callId, callLeg, status, failureType, unproved } = event;
    const callKey = callKeyOf(callId);
    const told = [status, callLeg, failureType].filter((text) => text !== "").join(" ");
    const about = unproved === true ? `${told} (unproved)`.trim() : told;
    // Free text may hold anything.
    const payload = { ...event, failureDetail: masked(event.failureDetail) };
    return { ...(callKey === undefined ? {} : { callKey }), about, payload };
  });
}

export function webhookQueue(jobs: Jobs<WebhookMessage>): OperatedQueue {
  return operated("webhook", ["webhook"], jobs, ({ suggestion, ...message }) => {
    const { callKey, sequence, features } = message;
    const kinds = Array.isArray(features) ? features.join(", ") : "";
    const about = `suggestion ${String(sequence ?? "")} ${kinds}`.trim();
    const payload = { ...message, suggestion: masked(JSON.stringify(suggestion) ?? "") };
    return { ...(typeof callKey === "string" ? { callKey } : {}), about, payload };
  });
}

function masked(text: string): string {
  return text === "" ? "" : `(${text.length} characters, hidden)`;
}

function operated<Subject>(
  name: string,
  kinds: readonly JobKind[],
  { isStarted, counts, deadLetters }: Jobs<Subject>,
  describe: (subject: Subject) => Described,
): OperatedQueue {
  return {
    name,
    kinds,
    isStarted,
    counts: async () => ({ ...(await counts()) }),
    deadLetters: async (limit) =>
      (await deadLetters.list(limit)).map(({ subject, ...letter }) => ({ ...letter, ...describe(subject) })),
    retry: (id) => deadLetters.retry(id),
    discard: (id) => deadLetters.discard(id),
    retryAll: (kind) => deadLetters.retryAll(kind),
    discardAll: (kind) => deadLetters.discardAll(kind),
  };
}
