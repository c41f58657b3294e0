/** What is measured of storage: each with its unit and how much of the former version's it may be. */
import { median, round } from "../statistics.ts";
import type { Version } from "./versions.ts";

export const SUBJECTS_OF_STORAGE = {
  firstReadyCpu: { title: "CPU of a first start, until it is ready", unit: "ms", wanted: 0.5 },
  firstReadyWall: { title: "Time of a first start, until it is ready", unit: "ms", wanted: 0.5 },
  firstRestedCpu: { title: "CPU of a first start, until it rests", unit: "ms", wanted: 0.6 },
  laterReadyCpu: { title: "CPU of a later start, until it is ready", unit: "ms", wanted: 1 },
  laterReadyWall: { title: "Time of a later start, until it is ready", unit: "ms", wanted: 1 },
  laterRestedCpu: { title: "CPU of a later start, until it rests", unit: "ms", wanted: 1 },
  residentMb: { title: "Resident memory after a later start, at rest", unit: "MB", wanted: 1 },
  idlePercent: { title: "CPU while no call is there", unit: "% of a core", wanted: 1 },
  youngEvent: { title: "CPU of an event to one desktop, just started", unit: "us", wanted: 0.6 },
  warmEvent: { title: "CPU of an event to one desktop, warm", unit: "us", wanted: 0.6 },
  append: { title: "CPU of an append to the delivery log alone", unit: "us", wanted: 0.4 },
  answerP50: { title: "A pushed event's answer beside the legs, p50", unit: "ms", wanted: 1 },
  answerP99: { title: "A pushed event's answer beside the legs, p99", unit: "ms", wanted: 1 },
} as const;

export type StorageSubject = keyof typeof SUBJECTS_OF_STORAGE;

/** Each measurement of each version, in the order in which they were made. */
export type Measurements = Record<Version, Partial<Record<StorageSubject, number[]>>>;

export interface StorageRow {
  subject: StorageSubject;
  unit: string;
  /** Medians. Absent if the former version is not available. */
  before?: number;
  after: number;
  least: number;
  most: number;
  /** After over before. */
  ratio?: number;
  /** At most. */
  wanted: number;
  met?: boolean;
}

/** Three digits are more than a run repeats. */
const short = (value: number) => (value >= 100 ? Math.round(value) : round(value, value >= 10 ? 1 : 2));

export function rowsOf({ before, after }: Measurements): StorageRow[] {
  const subjects = Object.keys(SUBJECTS_OF_STORAGE) as StorageSubject[];
  return subjects.map((subject) => {
    const { unit, wanted } = SUBJECTS_OF_STORAGE[subject];
    const ours = after[subject] ?? [];
    const row = {
      subject,
      unit,
      after: short(median(ours)),
      least: short(Math.min(...ours)),
      most: short(Math.max(...ours)),
      wanted,
    };
    const former = before[subject];
    if (former === undefined) return row;
    const ratio = round(median(ours) / median(former));
    return { ...row, before: short(median(former)), ratio, met: ratio <= wanted };
  });
}
