/** Lays a chart out with ELK: regions of a parallel state each for themselves, then side by side in their state. */
import type { ElkExtendedEdge, ElkNode } from "elkjs";
import ELK from "elkjs/lib/elk.bundled.js";
import type {
  ChartLayout,
  LayoutLine,
  LayoutNode,
  NodeKind,
} from "../../src/web/operators/chart/layout-types.ts";
import { bundle, type Drawing, type Line, stateOf } from "./bundle.ts";
import {
  edgeLabel,
  groupNode,
  initialId,
  initialNode,
  JUNCTION_IN,
  junctionNode,
  rootGraph,
  stateNode,
  TITLE_HEIGHT,
} from "./elk-graph.ts";
import type { Chart, ChartState } from "./read-machine.ts";
import type { Shape } from "./shapes.ts";

const REGION_GAP = 16;

/** A part that has been laid out, its places counted from its own corner. */
interface Part {
  width: number;
  height: number;
  nodes: LayoutNode[];
  lines: LayoutLine[];
}

/** The same chart and shape always give the same layout. */
export async function layOut(chart: Chart, shape: Shape): Promise<ChartLayout> {
  const drawing = bundle(chart);
  if (shape.isPlain) for (const line of drawing.lines) line.label = [];
  for (const { initial, id } of chart.states) {
    if (initial === undefined) continue;
    drawing.lines.push({ id: initialId(id), from: initialId(id), to: initial, label: [], hasArrow: true });
  }
  const root = stateOf(chart, chart.id);
  const part = await layOutPart(chart, drawing, shape, root);
  const order = new Map(chart.states.map(({ id }, index) => [id, index]));
  const placeOf = ({ id, parent }: LayoutNode) => order.get(id) ?? (order.get(parent ?? "") ?? 0) + 0.5;
  return {
    id: chart.id,
    width: Math.ceil(part.width),
    height: Math.ceil(part.height),
    nodes: part.nodes.sort((a, b) => placeOf(a) - placeOf(b)),
    lines: part.lines.sort((a, b) => (a.id < b.id ? -1 : 1)),
    edges: drawing.edges,
  };
}

async function layOutPart(chart: Chart, drawing: Drawing, shape: Shape, top: ChartState): Promise<Part> {
  const parallels = new Map<string, Part>();
  /** All nodes of this part; those inside a parallel state belong to its regions. */
  const inside = new Set<string>([top.id]);

  async function nodeOf(id: string): Promise<ElkNode> {
    const state = stateOf(chart, id);
    inside.add(id);
    if (state.type === "parallel") {
      const part = await layOutRegions(chart, drawing, shape, state);
      parallels.set(id, part);
      return { id, width: part.width, height: part.height };
    }
    if (state.children.length === 0) return stateNode(state, shape.isPlain === true);
    return groupNode(state, await childrenOf(state), shape.groups?.[id] ?? {});
  }

  async function childrenOf(state: ChartState): Promise<ElkNode[]> {
    const children: ElkNode[] = [];
    if (state.initial !== undefined) {
      children.push(initialNode(state.id));
      inside.add(initialId(state.id));
    }
    const order = shape.order?.[state.id] ?? state.children;
    for (const child of order) children.push(await nodeOf(child));
    for (const { id, label, parent } of drawing.junctions) {
      if (parent !== state.id) continue;
      children.push(junctionNode(id, label, shape.junctionSide ?? "NORTH"));
      inside.add(id);
    }
    return children;
  }

  const children = await childrenOf(top);
  const lines = drawing.lines.filter(({ from, to }) => inside.has(from) && inside.has(to));
  const edges = lines.map((line) => elkEdge(drawing, line, shape));
  const graph = rootGraph(top.id, children, edges, shape.parts[top.id] ?? {});
  const done = await new ELK().layout(graph);
  const part: Part = { width: done.width ?? 0, height: done.height ?? 0, nodes: [], lines: [] };
  collectNodes(chart, drawing, done, part.nodes);
  collectLines(done, lines, part.lines);
  for (const [id, inner] of parallels) moveInto(part, id, inner);
  return part;
}

async function layOutRegions(chart: Chart, drawing: Drawing, shape: Shape, state: ChartState): Promise<Part> {
  const columns = shape.columns?.[state.id] ?? state.children.map((id) => [id]);
  if (columns.flat().toSorted().join() !== state.children.toSorted().join()) {
    throw new Error(`The columns of ${state.id} do not hold each of its regions once`);
  }
  const laidOut = await Promise.all(
    columns.map((ids) => Promise.all(ids.map((id) => layOutPart(chart, drawing, shape, stateOf(chart, id))))),
  );
  const heightOf = (column: readonly Part[]) =>
    column.reduce((sum, { height }) => sum + height, 0) + (column.length - 1) * REGION_GAP;
  const height = Math.max(...laidOut.map(heightOf));
  const top = TITLE_HEIGHT + 8;
  const whole: Part = { width: REGION_GAP, height: top + height + REGION_GAP, nodes: [], lines: [] };
  for (const column of laidOut) {
    const width = Math.max(...column.map((region) => region.width));
    // What a column has left over is shared by its regions, so that all columns end together.
    const extra = (height - heightOf(column)) / column.length;
    let y = top;
    for (const region of column) {
      const frame = region.nodes[0];
      move(region, whole.width, y);
      if (frame !== undefined) centre(region, frame, width, region.height + extra);
      y += region.height + extra + REGION_GAP;
      whole.nodes.push(...region.nodes);
      whole.lines.push(...region.lines);
    }
    whole.width += width + REGION_GAP;
  }
  return whole;
}

/** Widens a region's frame and keeps what is in it in the middle, at the top. */
function centre(region: Part, frame: LayoutNode, width: number, height: number): void {
  const { x } = frame;
  move(region, (width - frame.width) / 2, 0);
  Object.assign(frame, { x, width, height });
}

function elkEdge(drawing: Drawing, { id, from, to, label }: Line, shape: Shape): ElkExtendedEdge {
  const isJunction = drawing.junctions.some((junction) => junction.id === to);
  const target = isJunction ? `${to}${JUNCTION_IN}` : to;
  const layoutOptions = shape.lines?.[id] ?? {};
  return { id, sources: [from], targets: [target], labels: edgeLabel(label), layoutOptions };
}

function collectNodes(chart: Chart, drawing: Drawing, node: ElkNode, into: LayoutNode[]): void {
  into.push(layoutNode(chart, drawing, node));
  for (const child of node.children ?? []) collectNodes(chart, drawing, child, into);
}

function layoutNode(chart: Chart, drawing: Drawing, node: ElkNode): LayoutNode {
  const { id } = node;
  const box = { x: node.x ?? 0, y: node.y ?? 0, width: node.width ?? 0, height: node.height ?? 0 };
  const state = chart.states.find((known) => known.id === id);
  if (state !== undefined) {
    const { key, parent, label, alias, handles } = state;
    const named = {
      id,
      kind: kindOf(chart, state),
      key,
      parent,
      label,
      ...(alias === undefined ? {} : { alias }),
    };
    return { ...named, ...box, ...(handles.length === 0 ? {} : { handles }) };
  }
  const junction = drawing.junctions.find((known) => known.id === id);
  if (junction !== undefined) {
    const { label, parent } = junction;
    return { id, kind: "junction", key: "", parent, label, ...box };
  }
  return { id, kind: "initial", key: "", parent: id.slice(initialId("").length), label: "", ...box };
}

function kindOf(chart: Chart, { type, parent }: ChartState): NodeKind {
  if (parent === null) return "root";
  return stateOf(chart, parent).type === "parallel" ? "region" : type;
}

function collectLines(node: ElkNode, lines: readonly Line[], into: LayoutLine[]): void {
  for (const edge of node.edges ?? []) {
    const line = lines.find(({ id }) => id === edge.id);
    const section = edge.sections?.[0];
    if (line === undefined || section === undefined) throw new Error(`ELK has not routed ${edge.id}`);
    const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
    const found = edge.labels?.[0];
    const labelBox = found && {
      x: found.x ?? 0,
      y: found.y ?? 0,
      width: found.width ?? 0,
      height: found.height ?? 0,
    };
    into.push({
      id: line.id,
      points: points.flatMap(({ x, y }) => [x, y]),
      label: line.label,
      ...(labelBox === undefined ? {} : { labelBox }),
      hasArrow: line.hasArrow,
    });
  }
  for (const child of node.children ?? []) collectLines(child, lines, into);
}

function moveInto(part: Part, id: string, inner: Part): void {
  const frame = part.nodes.find((node) => node.id === id);
  if (frame === undefined) throw new Error(`${id} was not laid out`);
  move(inner, frame.x, frame.y);
  part.nodes.push(...inner.nodes);
  part.lines.push(...inner.lines);
}

function move(part: Part, byX: number, byY: number): void {
  for (const node of part.nodes) {
    node.x += byX;
    node.y += byY;
  }
  for (const { points, labelBox } of part.lines) {
    for (let index = 0; index < points.length; index += 1)
      points[index] = (points[index] ?? 0) + (index % 2 ? byY : byX);
    if (labelBox === undefined) continue;
    labelBox.x += byX;
    labelBox.y += byY;
  }
}
