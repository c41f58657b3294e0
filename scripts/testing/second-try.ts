/** Test files that failed run once more, alone: a machine that stalls in mid-test is told from a test that fails. */
import type { Job, JobResult } from "./run-jobs.ts";
import { addTallies, EMPTY_TALLY, type Tally } from "./tally.ts";

/** More files than this do not fail because a machine was busy. */
export const SECOND_TRIES = 3;

/** A job that ended, and how. */
export interface EndedJob {
  readonly job: Job;
  readonly result: JobResult;
}

/** What a run comes to after its second tries. */
export interface SecondTries {
  /** Names of what failed beside other work and passed alone: defects still, of a test or of the program. */
  readonly unsteady: readonly string[];
  /** All jobs; the unsteady ones with their second result. */
  readonly ended: readonly EndedJob[];
}

/**
 * Runs what failed once more, one at a time. Nothing is tried again when more than SECOND_TRIES jobs failed, and no job whose name
 * is in `steady`: a check of the source does not depend on the machine. A job that fails twice keeps its first result.
 */
export async function tryFailedAgain(
  ended: readonly EndedJob[],
  steady: ReadonlySet<string>,
  told: (job: Job) => void,
): Promise<SecondTries> {
  const failed = ended.filter(({ result }) => result.tally.failed > 0);
  const passed = new Map<Job, JobResult>();
  for (const { job } of failed.length > SECOND_TRIES ? [] : failed) {
    if (steady.has(job.name)) continue;
    told(job);
    const result = await job.run();
    if (result.tally.failed === 0) passed.set(job, result);
  }
  return {
    unsteady: [...passed.keys()].map(({ name }) => name),
    ended: ended.map(({ job, result }) => ({ job, result: passed.get(job) ?? result })),
  };
}

/** The counts of all jobs together. */
export function tallyOfJobs(ended: readonly EndedJob[]): Tally {
  return ended.reduce((sum, { result }) => addTallies(sum, result.tally), EMPTY_TALLY);
}
