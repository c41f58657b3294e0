/** Milliseconds written out in full. */
import { formatNumber } from "../../parts/format.ts";

/** 1240 -> "1,240 ms" */
export function milliseconds(ms: number): string {
  return `${formatNumber(Math.round(ms))} ms`;
}
