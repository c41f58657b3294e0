/** Transitions gathered for drawing: few lines that can be followed, and along which of them each transition runs. */
import type { LabelLine, LayoutEdge } from "../../src/web/operators/chart/layout-types.ts";
import type { Chart, ChartState, ChartTransition } from "./read-machine.ts";

/** Where transitions of several states for one event meet before they part by guard. */
export interface Junction {
  id: string;
  label: string;
  parent: string;
}

export interface Line {
  id: string;
  from: string;
  to: string;
  label: LabelLine[];
  hasArrow: boolean;
}

export interface Drawing {
  junctions: Junction[];
  lines: Line[];
  edges: LayoutEdge[];
}

/** A junction is worth its place from so many states on. */
const LEAST_SOURCES = 3;

export function bundle(chart: Chart): Drawing {
  const drawing: Drawing = { junctions: [], lines: [], edges: [] };
  const met = new Set<ChartTransition>();
  for (const group of groupsOf(chart)) {
    addJunction(drawing, chart, group);
    for (const transitions of group.values()) for (const transition of transitions) met.add(transition);
  }
  for (const transition of chart.transitions) if (!met.has(transition)) addLine(drawing, transition);
  drawing.edges.sort((a, b) => placeOf(chart, a) - placeOf(chart, b));
  return drawing;
}

/** Sources with the same ways out of the same event, where there are two ways or more. */
function groupsOf(chart: Chart): Map<string, ChartTransition[]>[] {
  const byWays = new Map<string, Map<string, ChartTransition[]>>();
  for (const { id } of chart.states) {
    const mine = chart.transitions.filter(({ from, event }) => from === id && event !== "");
    for (const event of new Set(mine.map((transition) => transition.event))) {
      const ways = mine.filter((transition) => transition.event === event);
      if (ways.length < 2) continue;
      const name = JSON.stringify([event, ways.map(({ to, label }) => [to, label])]);
      const group = byWays.get(name) ?? new Map<string, ChartTransition[]>();
      byWays.set(name, group.set(id, ways));
    }
  }
  return [...byWays.values()].filter((group) => group.size >= LEAST_SOURCES);
}

function addJunction(drawing: Drawing, chart: Chart, group: Map<string, ChartTransition[]>): void {
  const sources = [...group.keys()];
  const ways = group.values().next().value ?? [];
  const event = ways[0]?.event ?? "";
  const id = `junction:${event}`;
  drawing.junctions.push({ id, label: event, parent: commonParent(chart, sources) });
  for (const [index, way] of ways.entries()) {
    const label = wrapped(way.label.filter(({ isGuard }) => isGuard));
    for (const to of way.to)
      drawing.lines.push({ id: `${id}:${index}`, from: id, to, label, hasArrow: true });
  }
  for (const from of sources) {
    const into = `${from}:${event}`;
    drawing.lines.push({ id: into, from, to: id, label: [], hasArrow: false });
    for (const [index, { to, label }] of ways.entries()) {
      const words = [wordsOf(label)];
      drawing.edges.push({ from, to, events: [event], words, lines: [into, `${id}:${index}`] });
    }
  }
}

/** Transitions between the same two states share a line. */
function addLine(drawing: Drawing, { from, to, event, label }: ChartTransition): void {
  const [target, ...others] = to;
  if (target === undefined || others.length > 0)
    throw new Error(`${from} has a transition to several states`);
  const id = `${from} ${target}`;
  const line = drawing.lines.find((known) => known.id === id);
  const edge = drawing.edges.find(({ lines }) => lines[0] === id);
  if (line === undefined || edge === undefined) {
    drawing.lines.push({ id, from, to: target, label: wrapped(label), hasArrow: true });
    drawing.edges.push({ from, to, events: [event], words: [wordsOf(label)], lines: [id] });
    return;
  }
  line.label.push(...wrapped(label, "or "));
  edge.words.push(wordsOf(label));
  if (!edge.events.includes(event)) edge.events.push(event);
}

function wordsOf(label: readonly LabelLine[]): string {
  return label.map(({ text }) => text).join(" ");
}

/** Lines of at most so many characters, unless one word is longer: narrow labels make a narrow chart. */
const LINE_CHARACTERS = 15;

function wrapped(label: readonly LabelLine[], before = ""): LabelLine[] {
  const lines: LabelLine[] = [];
  for (const [index, part] of label.entries()) {
    let text = index === 0 ? before.trim() : "";
    for (const word of part.text.split(" ")) {
      const longer = text === "" ? word : `${text} ${word}`;
      if (text !== "" && longer.length > LINE_CHARACTERS) {
        lines.push({ ...part, text });
        text = word;
      } else text = longer;
    }
    lines.push({ ...part, text });
  }
  return lines;
}

/** The innermost state that holds all of them. */
function commonParent(chart: Chart, ids: readonly string[]): string {
  const chains = ids.map((id) => ancestorsOf(chart, id));
  const found = chains[0]?.find((ancestor) => chains.every((chain) => chain.includes(ancestor)));
  if (found === undefined) throw new Error(`No state holds ${ids.join(", ")}`);
  return found;
}

/** From the parent to the root. */
function ancestorsOf(chart: Chart, id: string): string[] {
  const parent = stateOf(chart, id).parent;
  return parent === null ? [] : [parent, ...ancestorsOf(chart, parent)];
}

export function stateOf(chart: Chart, id: string): ChartState {
  const found = chart.states.find((state) => state.id === id);
  if (found === undefined) throw new Error(`${chart.id} has no state ${id}`);
  return found;
}

function placeOf(chart: Chart, { from }: LayoutEdge): number {
  return chart.states.findIndex(({ id }) => id === from);
}
