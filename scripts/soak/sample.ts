/** What Sidetone and its storage take at a moment, and whether that grows. */
import { Redis } from "ioredis";
import { measureFootprint } from "../siege/footprint.ts";

export interface Sample {
  atMs: number;
  /** Of Sidetone alone. */
  residentMb: number;
  /** Files of the data directory; with Redis what it uses of memory. */
  storageMb: number;
  /** In Redis; null in the data directory. */
  keys: number | null;
}

const MEGABYTE = 1024 * 1024;
/** Samples in which the collector has looked at least once: a minute and a half. */
const STRETCH = 45;

export async function takeSample(of: {
  pid: number;
  dataDirectory: string;
  redisUrl: string | undefined;
}): Promise<Sample> {
  const { rssMb: residentMb, diskMb } = await measureFootprint([of.pid], of.dataDirectory);
  const atMs = performance.now();
  if (of.redisUrl === undefined) return { atMs, residentMb, storageMb: diskMb, keys: null };
  const client = new Redis(of.redisUrl);
  try {
    const used = /^used_memory:(\d+)/m.exec(await client.info("memory"))?.[1];
    return { atMs, residentMb, storageMb: Number(used) / MEGABYTE, keys: await client.dbsize() };
  } finally {
    client.disconnect();
  }
}

export interface Course {
  /** Mean over the second half. */
  mean: number;
  /** What the straight line through the second half rises by from its beginning to its end, in per cent of the mean. */
  growthPercent: number;
}

/**
 * The least of each stretch of samples: the collector lets garbage pile up before it looks, so that resident memory
 * climbs and falls by half; what stays after it has looked is what may grow.
 */
export function troughsOf(samples: readonly Sample[], pick: (sample: Sample) => number): Sample[] {
  const troughs: Sample[] = [];
  for (let at = 0; at < samples.length; at += STRETCH) {
    const least = samples.slice(at, at + STRETCH).toSorted((a, b) => pick(a) - pick(b))[0];
    if (least !== undefined) troughs.push(least);
  }
  return troughs;
}

/** Of a quantity in the second half of the samples: the first is for getting warm and for what is young. */
export function courseOf(samples: readonly Sample[], pick: (sample: Sample) => number): Course {
  const half = samples.slice(Math.floor(samples.length / 2));
  const [first, last] = [half[0], half.at(-1)];
  if (first === undefined || last === undefined) return { mean: Number.NaN, growthPercent: Number.NaN };
  const mean = half.reduce((sum, sample) => sum + pick(sample), 0) / half.length;
  const meanAt = half.reduce((sum, { atMs }) => sum + atMs, 0) / half.length;
  const covariance = half.reduce((sum, sample) => sum + (sample.atMs - meanAt) * (pick(sample) - mean), 0);
  const variance = half.reduce((sum, { atMs }) => sum + (atMs - meanAt) ** 2, 0);
  const rise = (covariance / variance) * (last.atMs - first.atMs);
  const round = (value: number) => Math.round(value * 10) / 10;
  return { mean: round(mean), growthPercent: round((rise / mean) * 100) };
}
