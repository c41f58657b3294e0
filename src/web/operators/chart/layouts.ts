/** The layouts of the charts, as `make charts` writes them. */
import type { ChartName } from "./chart-types.ts";
import type { ChartLayout, LayoutNode } from "./layout-types.ts";
import call from "./layouts/call.json" with { type: "json" };
import participant from "./layouts/participant.json" with { type: "json" };

// What JSON says of itself is wider than what make charts writes ("kind" is any string).
const LAYOUTS: Readonly<Record<ChartName, ChartLayout>> = {
  call: call as ChartLayout,
  participant: participant as ChartLayout,
};

export function layoutOf(name: ChartName): ChartLayout {
  return LAYOUTS[name];
}

/** States that a person can look at: neither dots, junctions nor the chart itself. */
export function statesOf(layout: ChartLayout): LayoutNode[] {
  return layout.nodes.filter(({ kind }) => kind !== "initial" && kind !== "junction" && kind !== "root");
}
