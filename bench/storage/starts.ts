/** What a start costs, until the process is ready and until it has come to rest, and what it uses while it rests. */
import type { Candidate } from "../audio-path/stage.ts";

/** A process is at rest once it has used no more than this in each of two looks. */
const REST_LOOK_MS = 500;
const REST_CPU_MICROS = 40_000;
const REST_LOOKS = 2;
const REST_DEADLINE_MS = 60_000;

export interface StartFigures {
  /** From the start of the process. CPU of all threads, user and system. */
  readyWallMs: number;
  readyCpuMs: number;
  /** Also what starts beside the rest is done then: the queues' database, compilers, the collector. */
  restedCpuMs: number;
  rssMb: number;
}

export async function measureStart<Started extends { candidate: Candidate }>(
  start: () => Promise<Started>,
  /** Until what starts beside the rest is there. */
  whole: (candidate: Candidate) => Promise<void> = async () => {},
): Promise<{ started: Started; figures: StartFigures }> {
  const startedAt = performance.now();
  const started = await start();
  const readyWallMs = performance.now() - startedAt;
  const ready = await started.candidate.usage();
  await whole(started.candidate);
  const rested = await untilAtRest(started.candidate);
  return {
    started,
    figures: {
      readyWallMs,
      readyCpuMs: ready.cpuMicros / 1_000,
      restedCpuMs: rested.cpuMicros / 1_000,
      rssMb: rested.rssBytes / 1_000_000,
    },
  };
}

/** Share of a core in per cent, while idle. */
export async function idleCpuPercent(candidate: Pick<Candidate, "usage">, forMs: number): Promise<number> {
  const [before, startedAt] = [await candidate.usage(), performance.now()];
  await Bun.sleep(forMs);
  const after = await candidate.usage();
  return (after.cpuMicros - before.cpuMicros) / 10 / (performance.now() - startedAt);
}

/** What it has used until then. Throws if it does not come to rest. */
export async function untilAtRest(candidate: Candidate) {
  const endsAt = performance.now() + REST_DEADLINE_MS;
  let last = await candidate.usage();
  for (let quiet = 0; quiet < REST_LOOKS; ) {
    if (performance.now() > endsAt) throw new Error("the process did not come to rest");
    await Bun.sleep(REST_LOOK_MS);
    const now = await candidate.usage();
    quiet = now.cpuMicros - last.cpuMicros <= REST_CPU_MICROS ? quiet + 1 : 0;
    last = now;
  }
  return last;
}
