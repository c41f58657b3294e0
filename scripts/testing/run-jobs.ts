/** Runs jobs side by side as the schedule says. */
import { type Capacity, nextToRun, type Plan } from "./schedule.ts";
import type { Tally } from "./tally.ts";

/** One process of a run: a check or a test file. */
export interface Job extends Plan {
  readonly name: string;
  run(): Promise<JobResult>;
}

/** What became of a job. */
export interface JobResult {
  readonly tally: Tally;
  readonly durationMs: number;
  /** Processor time of all its processes. */
  readonly cpuMs: number;
  readonly output: string;
  /** What a reader of the one-line result should know besides the counts; empty mostly. */
  readonly note: string;
  /** Its suites in JUnit's form. */
  readonly suites: string;
}

/** Hears what happens. */
export interface JobListener {
  started(job: Job): void;
  ended(job: Job, result: JobResult): void;
}

/** Resolves when every job has ended. Rejects when a job could not be run at all, which is a defect of the runner. */
export async function runJobs(
  jobs: readonly Job[],
  capacity: Capacity,
  listener: JobListener,
): Promise<void> {
  const waiting = [...jobs];
  const running = new Map<Job, Promise<void>>();

  async function run(job: Job): Promise<void> {
    listener.started(job);
    try {
      listener.ended(job, await job.run());
    } finally {
      running.delete(job);
    }
  }

  for (;;) {
    const index = nextToRun(waiting, [...running.keys()], capacity);
    const [job] = index === -1 ? [] : waiting.splice(index, 1);
    if (job !== undefined) running.set(job, run(job));
    else if (running.size > 0) await Promise.race(running.values());
    else return;
  }
}
