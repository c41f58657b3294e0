/** What operators see and do besides calls: background jobs, where events come from, the instance itself. */
import { SidetoneError } from "../base/errors.ts";
import type { Lifecycle } from "../base/lifecycle.ts";
import type {
  DeadLetter,
  DoorReport,
  EventSource,
  EventSources,
  InstanceReport,
  JobQueueReport,
  RejectedEvent,
  StandingAlarm,
} from "../contract/operations.ts";
import type { JobKind } from "../jobs/job-policies.ts";

/** One queue of background jobs; the names of queues and the ids of jobs are parts of addresses. */
export interface OperatedQueue {
  name: string;
  kinds: readonly JobKind[];
  /** What is asked of a queue that has not started may wait, and then rejects. */
  isStarted(): boolean;
  counts(): Promise<JobQueueReport["counts"]>;
  /** Newest first. */
  deadLetters(limit: number): Promise<DeadLetter[]>;
  /** Rejects with NOT_FOUND if no such dead letter is kept. */
  retry(id: string): Promise<void>;
  /** Rejects with NOT_FOUND if no such dead letter is kept. */
  discard(id: string): Promise<void>;
  /** Resolves with how many were put back. */
  retryAll(kind: JobKind): Promise<number>;
  /** Resolves with how many were thrown away. */
  discardAll(kind: JobKind): Promise<number>;
}

export type DeadLetterDeed = "retry" | "discard";

export interface OperationSources {
  queues: readonly OperatedQueue[];
  doors: readonly DoorReport[];
  eventSources(): EventSources;
  rejectedEvents(): RejectedEvent[];
  alarms(): StandingAlarm[];
  lifecycle: Pick<Lifecycle, "state" | "shutdown">;
  /** One of those that share calls. Rejects with NOT_FOUND for an unknown name, CONFLICT for one that is leaving. */
  drainInstance(name: string, reason: string): Promise<void>;
  /** As people see it: "not ready" while something is missing. */
  state(): string;
  versions: Record<string, string>;
  storage: "embedded" | "redis";
  startedAtMs: number;
}

export interface Operations {
  jobs(deadLetterLimit: number): Promise<{ queues: JobQueueReport[] }>;
  /** Rejects with NOT_FOUND for an unknown queue or dead letter. */
  treat(deed: DeadLetterDeed, queue: string, jobId: string): Promise<void>;
  /** All dead letters of a kind; resolves with how many. Rejects with NOT_FOUND for an unknown queue or kind. */
  treatAll(deed: DeadLetterDeed, queue: string, kind: string): Promise<number>;
  eventSources(): EventSources;
  rejectedEvents(): RejectedEvent[];
  instance(): InstanceReport;
  /** Throws CONFLICT if the instance is leaving already. */
  checkMayDrain(): void;
  /** Returns at once; the process ends when its calls have ended or moved on. */
  drain(reason: string): void;
  /** The same for any of those that share calls. Rejects with NOT_FOUND for an unknown name, CONFLICT for one that is leaving. */
  drainInstance(name: string, reason: string): Promise<void>;
}

export function createOperations(sources: OperationSources): Operations {
  const { queues, lifecycle } = sources;
  function queueOf(name: string): OperatedQueue {
    const queue = queues.find((known) => known.name === name);
    if (queue === undefined) throw new SidetoneError("NOT_FOUND", "no queue has this name");
    return queue;
  }
  return {
    async jobs(deadLetterLimit) {
      const reports = queues.map(async ({ name, kinds, isStarted, counts, deadLetters }) => {
        const report = { name, kinds: [...kinds], isStarted: isStarted(), counts: {}, deadLetters: [] };
        if (!report.isStarted) return report;
        const [known, dead] = await Promise.all([counts(), deadLetters(deadLetterLimit)]);
        return { ...report, counts: known, deadLetters: dead };
      });
      return { queues: await Promise.all(reports) };
    },
    async treat(deed, name, jobId) {
      const queue = queueOf(name);
      await (deed === "retry" ? queue.retry(jobId) : queue.discard(jobId));
    },
    async treatAll(deed, name, kindName) {
      const queue = queueOf(name);
      const kind = queue.kinds.find((known) => known === kindName);
      if (kind === undefined) throw new SidetoneError("NOT_FOUND", "this queue has no such kind of job");
      return await (deed === "retry" ? queue.retryAll(kind) : queue.discardAll(kind));
    },
    eventSources: sources.eventSources,
    rejectedEvents: sources.rejectedEvents,
    instance() {
      const health = sources.eventSources();
      return {
        startedAtMs: sources.startedAtMs,
        state: sources.state(),
        versions: sources.versions,
        storage: sources.storage,
        doors: [...sources.doors],
        eventSources: listSources(health),
        rejectedTotal: health.rejectedTotal,
        alarms: sources.alarms(),
      };
    },
    checkMayDrain: () => checkMayDrain(lifecycle),
    drain: (reason) => void lifecycle.shutdown(reason),
    drainInstance: sources.drainInstance,
  };
}

/** Throws CONFLICT unless the process is ready: a second shutdown would end it at once. */
export function checkMayDrain(lifecycle: Pick<Lifecycle, "state">): void {
  if (lifecycle.state() === "ready") return;
  throw new SidetoneError("CONFLICT", `this instance is ${lifecycle.state()}, not ready`);
}

function listSources({ pull, push }: EventSources): EventSource[] {
  const pulled = pull.map(({ subscription, lastEventAgeMs, state }) => ({
    name: subscription,
    via: "pull" as const,
    state: String(state ?? "pulling"),
    lastEventAgeMs,
  }));
  const pushed = push.map(({ dataType, lastEventAgeMs }) => ({
    name: `push:${dataType}`,
    via: "push" as const,
    state: "listening",
    lastEventAgeMs,
  }));
  return [...pulled, ...pushed];
}
