/**
 * The parts of a chart as SVG. What changes with the state are a few attributes of a few elements: lit keeps the rest.
 * A state is never told apart by colour alone: an active one has a thick border and a filled lamp before its name.
 */
import { nothing, type SVGTemplateResult, svg } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { ActiveStates } from "./active-states.ts";
import type { LayoutLine, LayoutNode } from "./layout-types.ts";

const RADIUS = 8;
const LINE_HEIGHT = 14;

export interface Lights {
  active: ActiveStates;
  visited: ReadonlySet<string>;
  /** Lines of the last transition, and of those that came with it. */
  traced: ReadonlySet<string>;
  also: ReadonlySet<string>;
}

export interface Handlers {
  /** The state that the tab key leads to. */
  current: string;
  onOpen(id: string): void;
  onFocus(id: string): void;
}

export function drawGroups(
  nodes: readonly LayoutNode[],
  lights: Lights,
  handlers: Handlers,
): SVGTemplateResult {
  const groups = nodes.filter(({ kind }) => kind === "compound" || kind === "parallel" || kind === "region");
  return svg`${repeat(
    groups,
    ({ id }) => id,
    (node) => group(node, lights, handlers),
  )}`;
}

export function drawStates(
  nodes: readonly LayoutNode[],
  lights: Lights,
  handlers: Handlers,
): SVGTemplateResult {
  const others = nodes.filter(({ kind }) => kind !== "compound" && kind !== "parallel" && kind !== "region");
  return svg`${repeat(
    others,
    ({ id }) => id,
    (node) => leaf(node, lights, handlers),
  )}`;
}

function lookOf(id: string, { active, visited }: Lights): string {
  if (active.leaves.has(id)) return "lit";
  if (active.ancestors.has(id)) return "around";
  return visited.has(id) ? "visited" : "idle";
}

function describe(node: LayoutNode, look: string): string {
  const told =
    look === "lit"
      ? ", active"
      : look === "around"
        ? ", active inside"
        : look === "visited"
          ? ", visited"
          : "";
  return `${node.label}${node.kind === "final" ? ", final" : ""}${told}`;
}

function group(node: LayoutNode, lights: Lights, handlers: Handlers): SVGTemplateResult {
  const { id, kind, x, y, width, height, label } = node;
  const look = lookOf(id, lights);
  return svg`<g class="node group" data-kind=${kind} data-look=${look} data-id=${id}
    role="button" aria-label=${describe(node, look)} tabindex=${handlers.current === id ? 0 : -1}
    @click=${() => handlers.onOpen(id)} @focus=${() => handlers.onFocus(id)}>
    <rect class="box" x=${x} y=${y} width=${width} height=${height} rx=${RADIUS + 2}></rect>
    <text class="title" x=${x + 12} y=${y + 19}>${label}</text>
  </g>`;
}

function leaf(node: LayoutNode, lights: Lights, handlers: Handlers): SVGTemplateResult | typeof nothing {
  const { id, kind, x, y, width, height, label } = node;
  const middle = y + height / 2;
  if (kind === "root") return nothing;
  if (kind === "initial")
    return svg`<circle class="initial" cx=${x + width / 2} cy=${middle} r="5"></circle>`;
  if (kind === "junction") {
    return svg`<g class="junction"><rect x=${x} y=${y} width=${width} height=${height} rx=${height / 2}></rect>
      <text x=${x + width / 2} y=${middle + 4}>${label}</text></g>`;
  }
  const look = lookOf(id, lights);
  return svg`<g class="node state" data-kind=${kind} data-look=${look} data-id=${id}
    ?data-active=${look === "lit"}
    role="button" aria-label=${describe(node, look)} tabindex=${handlers.current === id ? 0 : -1}
    @click=${() => handlers.onOpen(id)} @focus=${() => handlers.onFocus(id)}>
    <rect class="box" x=${x} y=${y} width=${width} height=${height} rx=${RADIUS}></rect>
    ${
      kind === "final"
        ? svg`<rect class="inner" x=${x + 3} y=${y + 3} width=${width - 6} height=${height - 6} rx=${RADIUS - 2}></rect>`
        : nothing
    }
    <circle class="lamp" cx=${x + 16} cy=${middle} r="4.5"></circle>
    <text class="name" x=${x + 27} y=${middle + 4.5}>${label}</text>
  </g>`;
}

/** Lines first, so that traced ones lie on top; arrows take the colour of their line. */
export function drawLines(lines: readonly LayoutLine[], lights: Lights, prefix: string): SVGTemplateResult {
  return svg`${repeat(
    lines,
    ({ id }) => id,
    ({ id, points, hasArrow }) => {
      const look = lights.traced.has(id) ? "traced" : lights.also.has(id) ? "also" : "idle";
      const head = look === "idle" ? "arrow" : "arrow-traced";
      return svg`<path class="line" data-look=${look} data-line=${id} d=${roundedPath(points)}
        marker-end=${hasArrow ? `url(#${prefix}${head})` : nothing}></path>`;
    },
  )}`;
}

/** Drawn above lines and below states; each is on a plate that keeps lines off its text. */
export function drawLabels(lines: readonly LayoutLine[], lights: Lights): SVGTemplateResult {
  return svg`${repeat(
    lines.filter(({ labelBox }) => labelBox !== undefined),
    ({ id }) => id,
    ({ id, label, labelBox }) => {
      if (labelBox === undefined) return nothing;
      const { x, y, width, height } = labelBox;
      const isTraced = lights.traced.has(id) || lights.also.has(id);
      return svg`<g class="label" data-look=${isTraced ? "traced" : "idle"} aria-hidden="true">
        <rect x=${x + 1} y=${y} width=${width - 2} height=${height} rx="4"></rect>
        ${label.map(
          ({ text, isGuard }, index) =>
            svg`<text class=${isGuard ? "guard" : "event"} x=${x + width / 2} y=${y + 13 + index * LINE_HEIGHT}>${text}</text>`,
        )}
      </g>`;
    },
  )}`;
}

/** For the ends of lines; `className` gives the colour. */
export function arrowHead(id: string, className: string): SVGTemplateResult {
  return svg`<marker id=${id} viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9"
    markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path class=${className} d="M0 1L9.5 5L0 9z"></path></marker>`;
}

const CORNER = 6;

/** A path through the points whose corners are round. */
function roundedPath(points: readonly number[]): string {
  const at = (index: number): [number, number] => [points[2 * index] ?? 0, points[2 * index + 1] ?? 0];
  const last = points.length / 2 - 1;
  let path = `M${at(0).join(" ")}`;
  for (let index = 1; index < last; index += 1) {
    const here = at(index);
    path += `L${towards(here, at(index - 1)).join(" ")}Q${here.join(" ")} ${towards(here, at(index + 1)).join(" ")}`;
  }
  return `${path}L${at(last).join(" ")}`;
}

function towards([x, y]: [number, number], [toX, toY]: [number, number]): [number, number] {
  const length = Math.hypot(toX - x, toY - y);
  const part = length === 0 ? 0 : Math.min(CORNER, length / 2) / length;
  return [round(x + (toX - x) * part), round(y + (toY - y) * part)];
}

const round = (value: number): number => Math.round(value * 10) / 10;
