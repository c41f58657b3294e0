/** The rows of around.ts: what each is, and what is wanted. */
import { round } from "../statistics.ts";

export const AROUND_ROWS = [
  "firstReadyCpu",
  "firstReadyWall",
  "firstRestedCpu",
  "laterReadyCpu",
  "laterReadyWall",
  "redisReadyCpu",
  "redisReadyWall",
  "resident",
  "residentWithJobs",
  "redisResident",
  "idleCpu",
  "idleWakeUps",
  "redisIdleCpu",
  "redisIdleWakeUps",
  "youngEvent",
  "warmEvent",
  "latency100",
  "latency20",
  "restartDeaf",
] as const;

export type AroundName = (typeof AROUND_ROWS)[number];

export interface AroundRow {
  name: AroundName;
  measured: number;
  unit: string;
  wanted: number;
  met: boolean;
}

const ABOUT: Record<AroundName, { title: string; unit: string; wanted: number }> = {
  firstReadyCpu: { title: "First start: CPU until ready", unit: "ms", wanted: 1_500 },
  firstReadyWall: { title: "First start: time until ready", unit: "ms", wanted: 1_200 },
  firstRestedCpu: {
    title: "First start: CPU until at rest after the first job, with the jobs' database",
    unit: "ms",
    wanted: 1_500,
  },
  laterReadyCpu: { title: "Later start: CPU until ready", unit: "ms", wanted: 1_000 },
  laterReadyWall: { title: "Later start: time until ready", unit: "ms", wanted: 800 },
  redisReadyCpu: { title: "Later start on Redis: CPU until ready", unit: "ms", wanted: 600 },
  redisReadyWall: { title: "Later start on Redis: time until ready", unit: "ms", wanted: 600 },
  resident: { title: "Resident memory at rest, before the first job", unit: "MB", wanted: 180 },
  residentWithJobs: {
    title: "Resident memory at rest, with the jobs' database",
    unit: "MB",
    wanted: 180,
  },
  redisResident: { title: "Resident memory at rest, on Redis", unit: "MB", wanted: 110 },
  idleCpu: { title: "CPU while idle, embedded storage", unit: "% of a core", wanted: 0.2 },
  idleWakeUps: { title: "Wake-ups while idle, all threads, embedded storage", unit: "a second", wanted: 10 },
  redisIdleCpu: { title: "CPU while idle, Redis", unit: "% of a core", wanted: 0.2 },
  redisIdleWakeUps: { title: "Wake-ups while idle, all threads, Redis", unit: "a second", wanted: 10 },
  youngEvent: { title: "CPU of a pushed event to one desktop, young process", unit: "ms", wanted: 0.8 },
  warmEvent: { title: "CPU of a pushed event to one desktop, warm process", unit: "ms", wanted: 0.5 },
  latency100: { title: "Chunk of 100 ms in to chunk upstream, few legs, p50", unit: "ms", wanted: 3 },
  latency20: { title: "Chunk of 20 ms in to chunk upstream, few legs, p50", unit: "ms", wanted: 3 },
  restartDeaf: {
    title: "Restart of a process that is alone: no leg is answered for",
    unit: "ms",
    wanted: 1_000,
  },
};

/** The least: what else runs on the machine only adds. */
export function rowOf(name: AroundName, values: readonly number[]): AroundRow {
  const { unit, wanted } = ABOUT[name];
  const measured = round(Math.min(...values));
  return { name, measured, unit, wanted, met: measured <= wanted };
}

export function aroundFiguresOf(rows: readonly AroundRow[]): string {
  return [
    "| | Measured | Wanted | |",
    "|---|---|---|---|",
    ...rows.map(
      ({ name, measured, unit, wanted, met }) =>
        `| ${ABOUT[name].title} | ${measured} ${unit} | at most ${wanted} ${unit} | ${met ? "met" : "**missed**"} |`,
    ),
  ].join("\n");
}
