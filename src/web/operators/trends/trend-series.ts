/** From the server's buckets to the lines of each plot. */
import type { TrendBucket, TrendReport } from "../../../contract/trends.ts";
import { formatMs, formatNumber } from "../parts/format.ts";

export interface TrendLine {
  label: string;
  /** A custom property of the console's theme. */
  colour: string;
  of(bucket: TrendBucket): number | null;
  isDashed?: boolean;
}

export interface TrendPlot {
  title: string;
  lines: readonly TrendLine[];
  format(value: number): string;
  /** What a click adds to the filter of the list that it opens. */
  filter: Readonly<Record<string, string>>;
}

/** More lines cannot be told apart. */
const MOST_ALARMS = 5;
const ALARM_COLOURS = ["--bad", "--lit", "--busy", "--accent", "--good"];
const whole = (value: number) => formatNumber(Math.round(value));

export function plotsOf(report: TrendReport): TrendPlot[] {
  const frequent = [...sumsOf(report.buckets)].sort(([, a], [, b]) => b - a).slice(0, MOST_ALARMS);
  return [
    {
      title: "Calls",
      format: whole,
      filter: {},
      lines: [{ label: "calls", colour: "--accent", of: ({ calls }) => calls }],
    },
    {
      title: "Words to screen",
      format: (ms) => formatMs(ms),
      filter: {},
      lines: [
        { label: "half within (p50)", colour: "--accent", of: ({ screenP50Ms }) => screenP50Ms },
        { label: "99 % within (p99)", colour: "--bad", isDashed: true, of: ({ screenP99Ms }) => screenP99Ms },
      ],
    },
    {
      title: "Suggestions",
      format: whole,
      filter: {},
      lines: [
        { label: "shown", colour: "--accent", of: ({ suggestions }) => suggestions },
        { label: "used", colour: "--good", isDashed: true, of: ({ used }) => used },
      ],
    },
    {
      title: "Recoveries",
      format: whole,
      filter: {},
      lines: [{ label: "recognition that went on", colour: "--busy", of: ({ recoveries }) => recoveries }],
    },
    {
      title: "Calls with an alarm, by cause",
      format: whole,
      filter: { alarm: "any" },
      lines: frequent.map(([code], place) => ({
        label: code,
        colour: ALARM_COLOURS[place] ?? "--ink",
        of: ({ alarms }) => alarms[code] ?? 0,
      })),
    },
  ];
}

/** A bucket without calls is not sent, and is drawn all the same. */
export function everyBucket({ fromMs, toMs, bucketMs, buckets }: TrendReport): TrendBucket[] {
  const known = new Map(buckets.map((bucket) => [bucket.atMs, bucket]));
  const all: TrendBucket[] = [];
  const none = {
    calls: 0,
    suggestions: 0,
    used: 0,
    recoveries: 0,
    alarms: {},
    screenP50Ms: null,
    screenP99Ms: null,
  };
  for (let atMs = fromMs; atMs <= toMs; atMs += bucketMs) all.push(known.get(atMs) ?? { atMs, ...none });
  return all;
}

function sumsOf(buckets: readonly TrendBucket[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { alarms } of buckets)
    for (const [code, count] of Object.entries(alarms)) sums.set(code, (sums.get(code) ?? 0) + count);
  return sums;
}
