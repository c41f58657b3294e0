/** What a job carries inside BullMQ, and how a job of an earlier version is read. */
import type { JobKind } from "./job-policies.ts";

/** As text: a database's own JSON type refuses the escape for U+0000, which a report or a suggestion may carry. */
export interface StoredJob {
  text: string;
}

export function storedJob(payload: unknown): StoredJob {
  return { text: JSON.stringify(payload) };
}

/** `eventText` and `body` are where versions before this one put it. */
export function payloadOf<Payload>(
  data: Partial<StoredJob> & { eventText?: string; body?: string },
): Payload {
  return JSON.parse(data.text ?? data.eventText ?? data.body ?? "null");
}

/** A job has its kind as its name. A name that is not known is from an earlier version, which had one kind in a queue. */
export function kindOf(job: { name: string }, kinds: readonly [JobKind, ...JobKind[]]): JobKind {
  return kinds.find((kind) => kind === job.name) ?? kinds[0];
}
