import { beforeAll, expect, test } from "bun:test";
import { resolve } from "node:path";
import type { AnyStateNode } from "xstate";
import type { Box, ChartLayout, LayoutNode } from "../../src/web/operators/chart/layout-types.ts";
import {
  drawCharts,
  drawPlainCharts,
  layoutPath,
  layoutText,
  MACHINES,
  plainLayoutPath,
  plainLayoutText,
} from "./draw.ts";
import { GROUP_FACE, LABEL_FACE, STATE_FACE, textWidthPx } from "./measure-text.ts";
import { pathId } from "./read-machine.ts";

const ROOT = resolve(import.meta.dir, "../..");
let drawn: ChartLayout[] = [];
let plain: ChartLayout[] = [];

beforeAll(async () => {
  plain = await drawPlainCharts();
  drawn = await drawCharts(await Bun.file(resolve(ROOT, "docs/reference/states.md")).text());
});

const isState = ({ kind }: LayoutNode) => kind !== "initial" && kind !== "junction";
const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const grown = ({ x, y, width, height }: Box, by: number): Box => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
});
const holds = (outer: Box, inner: Box) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;
const isAt = (box: Box | undefined, x = Number.NaN, y = Number.NaN) =>
  box !== undefined && holds(grown(box, 1), { x, y, width: 0, height: 0 });

test("the layouts in the repository are those of the machines; otherwise run make charts", async () => {
  expect(drawn.map(({ id }) => id)).toEqual(["call", "participant"]);
  for (const layout of drawn) {
    expect(await Bun.file(resolve(ROOT, layoutPath(layout.id))).text()).toBe(layoutText(layout));
  }
  for (const layout of plain) {
    expect(await Bun.file(resolve(ROOT, plainLayoutPath(layout.id))).text()).toBe(plainLayoutText(layout));
  }
});

test("without words, both are low and have the same nodes and lines as with them", () => {
  for (const [index, { id, width, height, nodes, lines }] of plain.entries()) {
    expect({ id, isSmall: width <= 1_200 && height <= 450 }).toEqual({ id, isSmall: true });
    expect(nodes.map((node) => node.id)).toEqual((drawn[index]?.nodes ?? []).map((node) => node.id));
    expect(lines.map((line) => line.id)).toEqual((drawn[index]?.lines ?? []).map((line) => line.id));
  }
});

test("every state has a node and a sentence, every transition with a target an edge", () => {
  for (const [index, [machine]] of MACHINES.entries()) {
    const layout = drawn[index];
    if (layout === undefined) throw new Error(`${machine.id} is not drawn`);
    const states: string[] = [];
    const visit = (state: AnyStateNode): void => {
      const id = pathId(state);
      states.push(id);
      for (const { target, eventType } of [...state.transitions.values()].flat().concat(state.always ?? [])) {
        if (target === undefined) continue;
        const to = target.map(pathId).join();
        const edges = layout.edges.filter((edge) => edge.from === id && edge.to.join() === to);
        expect(edges.flatMap(({ events }) => events)).toContain(eventType);
      }
      for (const child of Object.values(state.states)) visit(child);
    };
    visit(machine.root);
    const nodes = layout.nodes.filter(isState);
    expect(nodes.map(({ id }) => id)).toEqual(states);
    expect(nodes.filter(({ sentence }) => sentence === undefined)).toEqual([]);
  }
});

test("an edge's lines lead from its source to its target without a gap", () => {
  for (const { nodes, lines, edges } of [...drawn, ...plain]) {
    const boxOf = (id = "") => nodes.find((node) => node.id === id);
    for (const { from, to, lines: ids } of edges) {
      const points = ids.map((id) => lines.find((line) => line.id === id)?.points ?? []);
      expect(isAt(boxOf(from), points[0]?.[0], points[0]?.[1]), `start of ${ids[0]}`).toBe(true);
      expect(isAt(boxOf(to[0]), points.at(-1)?.at(-2), points.at(-1)?.at(-1)), `end of ${ids.at(-1)}`).toBe(
        true,
      );
      if (points.length === 1) continue;
      const meeting = nodes.find(
        ({ kind, ...box }) => kind === "junction" && isAt(box, points[0]?.at(-2), points[0]?.at(-1)),
      );
      expect(isAt(meeting, points[1]?.[0], points[1]?.[1]), `${ids[0]} meets ${ids[1]}`).toBe(true);
    }
  }
});

test("states hold their children, and no two of one parent overlap", () => {
  for (const { nodes } of [...drawn, ...plain]) {
    for (const node of nodes) {
      const parent = nodes.find(({ id }) => id === node.parent);
      if (parent !== undefined)
        expect(holds(grown(parent, 1), node), `${node.id} in ${parent.id}`).toBe(true);
      for (const other of nodes) {
        if (other === node || other.parent !== node.parent) continue;
        expect(overlap(node, other), `${node.id} over ${other.id}`).toBe(false);
      }
    }
  }
});

test("texts fit into their boxes; labels lie on no state and on no other label", () => {
  for (const { nodes, lines, width, height } of [...drawn, ...plain]) {
    const small = nodes.filter(({ kind }) => kind === "atomic" || kind === "final" || kind === "junction");
    for (const { kind, label, width: room, id } of small) {
      if (kind !== "junction") expect(textWidthPx(label, STATE_FACE), id).toBeLessThanOrEqual(room - 30);
    }
    const labels = lines.flatMap(({ labelBox, label, id }) =>
      labelBox === undefined ? [] : [{ id, box: labelBox, label }],
    );
    if (drawn.some((layout) => layout.lines === lines)) expect(labels.length).toBeGreaterThan(20);
    for (const { id, box, label } of labels) {
      expect(holds({ x: 0, y: 0, width, height }, box), id).toBe(true);
      for (const { text } of label) expect(textWidthPx(text, LABEL_FACE), id).toBeLessThanOrEqual(box.width);
      expect(small.filter((node) => overlap(box, node)).map((node) => `${id} over ${node.id}`)).toEqual([]);
      expect(
        labels
          .filter((other) => other.id !== id && overlap(box, other.box))
          .map((other) => `${id} over ${other.id}`),
      ).toEqual([]);
    }
  }
});

test("no line runs through a label of another transition or through a state that it does not belong to", () => {
  for (const { nodes, lines } of [...drawn, ...plain]) {
    for (const { id, points } of lines) {
      for (let index = 0; index + 3 < points.length; index += 2) {
        const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = points.slice(index, index + 4);
        const piece = {
          x: Math.min(x1, x2),
          y: Math.min(y1, y2),
          width: Math.abs(x1 - x2),
          height: Math.abs(y1 - y2),
        };
        const struck = lines.filter(
          (other) =>
            other.id !== id && other.labelBox !== undefined && overlap(piece, grown(other.labelBox, -2)),
        );
        expect(struck.map((other) => `${id} through the label of ${other.id}`)).toEqual([]);
        const cut = nodes.filter(
          ({ kind, ...box }) => (kind === "atomic" || kind === "final") && overlap(piece, grown(box, -2)),
        );
        expect(cut.map((node) => `${id} through ${node.id}`)).toEqual([]);
      }
    }
  }
});

test("without words, no line runs through the name of a group", () => {
  for (const { nodes, lines } of plain) {
    const groups = nodes.filter(
      ({ kind }) => kind === "compound" || kind === "parallel" || kind === "region",
    );
    for (const { id, points } of lines) {
      for (let index = 0; index + 3 < points.length; index += 2) {
        const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = points.slice(index, index + 4);
        const [x, y] = [Math.min(x1, x2), Math.min(y1, y2)];
        const piece = { x, y, width: Math.abs(x1 - x2), height: Math.abs(y1 - y2) };
        // Where the page writes it.
        const crossed = groups.filter((group) =>
          overlap(piece, {
            ...{ x: group.x + 12, y: group.y + 8 },
            ...{ width: textWidthPx(group.label, GROUP_FACE), height: 12 },
          }),
        );
        expect(crossed.map((group) => `${id} through the name of ${group.id}`)).toEqual([]);
      }
    }
  }
});
