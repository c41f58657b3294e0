/** The layouts of all charts as they belong into src/web/operators/chart/layouts/. */
import type { AnyStateMachine } from "xstate";
import { callMachine } from "../../src/actors/call/machine.ts";
import { participantMachine } from "../../src/actors/participant/machine.ts";
import type { Box, ChartLayout, PlainLayout } from "../../src/web/operators/chart/layout-types.ts";
import { layOut } from "./lay-out.ts";
import { PLAIN_CALL_SHAPE, PLAIN_PARTICIPANT_SHAPE } from "./plain-shapes.ts";
import { readMachine } from "./read-machine.ts";
import { readStatesPage } from "./read-states-page.ts";
import { CALL_SHAPE, PARTICIPANT_SHAPE, type Shape } from "./shapes.ts";

export const MACHINES: readonly (readonly [AnyStateMachine, Shape])[] = [
  [callMachine, CALL_SHAPE],
  [participantMachine, PARTICIPANT_SHAPE],
];

const PLAIN_SHAPES: readonly (readonly [AnyStateMachine, Shape])[] = [
  [callMachine, PLAIN_CALL_SHAPE],
  [participantMachine, PLAIN_PARTICIPANT_SHAPE],
];

/** From the root of the repository. */
export const layoutPath = (id: string): string => `src/web/operators/chart/layouts/${id}.json`;
export const plainLayoutPath = (id: string): string => layoutPath(`${id}-plain`);

/** Lays every chart out and adds what the page says of its states. */
export async function drawCharts(statesPage: string): Promise<ChartLayout[]> {
  const described = readStatesPage(statesPage);
  const layouts: ChartLayout[] = [];
  for (const [machine, shape] of MACHINES) {
    const layout = rounded(await layOut(readMachine(machine), shape));
    for (const node of layout.nodes) {
      const found = described.get(node.id);
      if (found === undefined) continue;
      node.sentence = found.sentence;
      if (found.invariants.length > 0) node.invariants = found.invariants;
    }
    layouts.push(layout);
  }
  return layouts;
}

/** The same charts without words on lines, low enough to be seen whole on a call's page. */
export async function drawPlainCharts(): Promise<ChartLayout[]> {
  const layouts: ChartLayout[] = [];
  for (const [machine, shape] of PLAIN_SHAPES)
    layouts.push(rounded(await layOut(readMachine(machine), shape)));
  return layouts;
}

/** Only the places: everything else is as in the chart with words. */
export function plainLayoutText({ id, width, height, nodes, lines }: ChartLayout): string {
  const plain: PlainLayout = {
    ...{ id, width, height },
    nodes: nodes.map((node) => [node.id, node.x, node.y, node.width, node.height]),
    lines: lines.map((line) => [line.id, ...line.points]),
  };
  const { nodes: boxes, lines: paths, ...rest } = plain;
  const list = (items: readonly unknown[]) =>
    `[\n${items.map((item) => JSON.stringify(item)).join(",\n")}\n]`;
  return `${JSON.stringify(rest).slice(0, -1)},\n"nodes": ${list(boxes)},\n"lines": ${list(paths)}}\n`;
}

/** One object to a line, so that a change of a chart can be read in its diff. */
export function layoutText({ nodes, lines, edges, ...rest }: ChartLayout): string {
  const list = (items: readonly unknown[]) =>
    `[\n${items.map((item) => JSON.stringify(item)).join(",\n")}\n]`;
  const head = JSON.stringify(rest).slice(0, -1);
  return `${head},\n"nodes": ${list(nodes)},\n"lines": ${list(lines)},\n"edges": ${list(edges)}}\n`;
}

function rounded(layout: ChartLayout): ChartLayout {
  for (const node of layout.nodes) roundBox(node);
  for (const line of layout.lines) {
    line.points = line.points.map(tenths);
    if (line.labelBox !== undefined) roundBox(line.labelBox);
  }
  return layout;
}

function roundBox(box: Box): void {
  const { x, y, width, height } = box;
  Object.assign(box, { x: tenths(x), y: tenths(y), width: tenths(width), height: tenths(height) });
}

const tenths = (value: number): number => Math.round(value * 10) / 10;
