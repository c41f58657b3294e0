/** Which state of a chart a key leads to. Pure. */
import type { ChartLayout } from "./layout-types.ts";
import { statesOf } from "./layouts.ts";

/** Arrows go by one state, Home and End to the first and last; undefined for other keys. */
export function stateByKey(key: string, layout: ChartLayout, currentId: string): string | undefined {
  const ids = statesOf(layout).map(({ id }) => id);
  const at = ids.indexOf(currentId);
  const moves: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowRight: at + 1,
    ArrowUp: at - 1,
    ArrowLeft: at - 1,
    Home: 0,
    End: ids.length - 1,
  };
  const next = moves[key];
  return next === undefined ? undefined : ids[Math.max(0, Math.min(ids.length - 1, next))];
}
