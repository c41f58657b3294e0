/** A chart, or a region of it, as a graph for ELK: sizes, labels and the options that shape the drawing. */
import type { ElkExtendedEdge, ElkLabel, ElkNode } from "elkjs";
import type { LabelLine } from "../../src/web/operators/chart/layout-types.ts";
import { GROUP_FACE, LABEL_FACE, STATE_FACE, textWidthPx } from "./measure-text.ts";
import type { ChartState } from "./read-machine.ts";

const LINE_HEIGHT = 14;
const STATE_HEIGHT = 32;
/** Room for the lamp before a state's name, and margins; the least that a state is wide. */
const STATE_ROOM = { extra: 40, least: 92 };
const PLAIN_STATE_ROOM = { extra: 36, least: 64 };
const LABEL_PAD = 5;
const INITIAL_SIZE = 12;
/** A group's name is in this strip. */
export const TITLE_HEIGHT = 28;
const GROUP_PADDING = `[top=${TITLE_HEIGHT + 8},left=14,bottom=14,right=14]`;

/** ELK hands no option down from a graph to what is in it, so each group is given these as well. */
const GROUP: Readonly<Record<string, string>> = {
  "elk.padding": GROUP_PADDING,
  "elk.spacing.nodeNode": "16",
  "elk.spacing.edgeNode": "9",
  "elk.spacing.edgeEdge": "9",
  "elk.spacing.edgeLabel": "2",
  "elk.spacing.labelLabel": "6",
  "elk.spacing.labelNode": "6",
  "elk.layered.spacing.nodeNodeBetweenLayers": "12",
  "elk.layered.spacing.edgeNodeBetweenLayers": "10",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "9",
};

const LAYOUT: Readonly<Record<string, string>> = {
  ...GROUP,
  "elk.algorithm": "layered",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.json.shapeCoords": "ROOT",
  "elk.json.edgeCoords": "ROOT",
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.cycleBreaking.strategy": "MODEL_ORDER",
  "elk.layered.thoroughness": "40",
};

/** The graph that is laid out in one go. Options of a chart are added to the common ones. */
export function rootGraph(
  id: string,
  children: ElkNode[],
  edges: ElkExtendedEdge[],
  options: Readonly<Record<string, string>>,
): ElkNode {
  return { id, children, edges, layoutOptions: { ...LAYOUT, ...options } };
}

export function groupNode(
  state: ChartState,
  children: ElkNode[],
  options: Readonly<Record<string, string>>,
): ElkNode {
  const least = textWidthPx(state.label, GROUP_FACE) + 44;
  return {
    id: state.id,
    children,
    layoutOptions: {
      ...GROUP,
      "elk.nodeSize.constraints": "[MINIMUM_SIZE]",
      "elk.nodeSize.minimum": `(${Math.ceil(least)}, 60)`,
      ...options,
    },
  };
}

export function stateNode(state: ChartState, isPlain: boolean): ElkNode {
  const { extra, least } = isPlain ? PLAIN_STATE_ROOM : STATE_ROOM;
  const width = Math.max(least, Math.ceil(textWidthPx(state.label, STATE_FACE) + extra));
  return { id: state.id, width, height: STATE_HEIGHT };
}

export function initialNode(parentId: string): ElkNode {
  return { id: initialId(parentId), width: INITIAL_SIZE, height: INITIAL_SIZE };
}

export function initialId(parentId: string): string {
  return `initial:${parentId}`;
}

export const JUNCTION_IN = ":in";

/** All that comes in meets in one point; ways out have points of their own. */
export function junctionNode(id: string, label: string, inSide: "NORTH" | "WEST"): ElkNode {
  return {
    id,
    width: Math.ceil(textWidthPx(label, LABEL_FACE) + 24),
    height: 24,
    ports: [{ id: `${id}${JUNCTION_IN}`, width: 0, height: 0, layoutOptions: { "elk.port.side": inSide } }],
    layoutOptions: { "elk.portConstraints": "FIXED_SIDE" },
  };
}

export function edgeLabel(lines: readonly LabelLine[]): ElkLabel[] {
  if (lines.length === 0) return [];
  const width = Math.max(...lines.map(({ text }) => textWidthPx(text, LABEL_FACE)));
  return [
    {
      text: lines.map(({ text }) => text).join("\n"),
      width: Math.ceil(width) + 2 * LABEL_PAD,
      height: lines.length * LINE_HEIGHT + 4,
      layoutOptions: { "elk.edgeLabels.inline": "true" },
    },
  ];
}
