/** The layouts of the charts, as `make charts` writes them. */
import type { ChartName } from "./chart-types.ts";
import type { ChartLayout, LayoutNode, PlainLayout } from "./layout-types.ts";
import call from "./layouts/call.json" with { type: "json" };
import callPlain from "./layouts/call-plain.json" with { type: "json" };
import participant from "./layouts/participant.json" with { type: "json" };
import participantPlain from "./layouts/participant-plain.json" with { type: "json" };

// What JSON says of itself is wider than what make charts writes ("kind" is any string).
const LAYOUTS: Readonly<Record<ChartName, ChartLayout>> = {
  call: call as ChartLayout,
  participant: participant as ChartLayout,
};

const PLAIN: Readonly<Record<ChartName, ChartLayout>> = {
  call: withPlaces(LAYOUTS.call, callPlain as PlainLayout),
  participant: withPlaces(LAYOUTS.participant, participantPlain as PlainLayout),
};

export function layoutOf(name: ChartName): ChartLayout {
  return LAYOUTS[name];
}

/** The same chart without words on its lines, which is seen whole where the other one scrolls. */
export function plainLayoutOf(name: ChartName): ChartLayout {
  return PLAIN[name];
}

function withPlaces(layout: ChartLayout, { width, height, nodes, lines }: PlainLayout): ChartLayout {
  const boxes = new Map(nodes.map(([id, ...box]) => [id, box]));
  const paths = new Map(lines.map(([id, ...points]) => [id, points]));
  return {
    ...layout,
    ...{ width, height },
    nodes: layout.nodes.map((node) => {
      const [x = 0, y = 0, ...size] = boxes.get(node.id) ?? [];
      return { ...node, x, y, width: size[0] ?? 0, height: size[1] ?? 0 };
    }),
    lines: layout.lines.map(({ labelBox: _, ...line }) => ({
      ...line,
      label: [],
      points: paths.get(line.id) ?? [],
    })),
  };
}

/** States that a person can look at: neither dots, junctions nor the chart itself. */
export function statesOf(layout: ChartLayout): LayoutNode[] {
  return layout.nodes.filter(({ kind }) => kind !== "initial" && kind !== "junction" && kind !== "root");
}
