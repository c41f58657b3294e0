/** What is wanted of sharing, as ratios within one run. */
import { round } from "../statistics.ts";
import type { LatencyRow } from "./latency.ts";

export interface TargetRow {
  title: string;
  /** Times. */
  measured: number;
  /** At most. */
  wanted: number;
  met: boolean;
}

/** Rows of sizes that were not measured are left out. */
export function targetRowsOf(rows: readonly LatencyRow[]): TargetRow[] {
  const of = (instances: number) => rows.find((row) => row.instances === instances);
  const [one, two, five] = [of(1), of(2), of(5)];
  const row = (title: string, measured: number | undefined, wanted: number): TargetRow[] =>
    measured === undefined ? [] : [{ title, measured, wanted, met: measured <= wanted }];
  return [
    ...row("One instance on Redis over one without", one?.ratio.median, 2),
    ...row("Two instances, event and desktop apart, over one without Redis", two?.ratio.median, 3),
    ...row("Five instances over two", two && five && round(five.screenMs / two.screenMs), 1.25),
  ];
}
