/**
 * A chart as it is drawn: `make charts` writes it from the machines, the page turns it into SVG. Lengths are in the
 * drawing's own units, which are CSS pixels at a zoom of 1; places count from the drawing's upper left corner.
 */

/**
 * `region` is a child of a parallel state. `junction` is where transitions of several states for the same event meet
 * before they part by guard; `initial` is the dot that leads to a state's first child. Neither is a state.
 */
export type NodeKind =
  | "root"
  | "compound"
  | "parallel"
  | "region"
  | "atomic"
  | "final"
  | "initial"
  | "junction";

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface LayoutNode extends Box {
  /** Path of the state: "call.live.media.awaiting". */
  id: string;
  kind: NodeKind;
  key: string;
  /** Null for the root alone. */
  parent: string | null;
  /** The key as people read it: "last words". */
  label: string;
  /** XState's id where it is not the path: "mediaGone". */
  alias?: string;
  /** From docs/reference/states.md, with names in backticks. */
  sentence?: string;
  /** "I1" and the like, headings of docs/reference/invariants.md. */
  invariants?: string[];
  /** Events that this state answers without leaving it. */
  handles?: string[];
}

export interface LabelLine {
  text: string;
  /** Guards are written lighter, below their event. */
  isGuard?: true;
}

/** One drawn path; an arrowhead is at its end unless it only leads into a junction. */
export interface LayoutLine {
  id: string;
  /** x and y in turn: a path of horizontal and vertical pieces. */
  points: number[];
  label: LabelLine[];
  labelBox?: Box;
  hasArrow: boolean;
}

/** A transition, or all those between the same states, along the lines that show it. */
export interface LayoutEdge {
  from: string;
  to: string[];
  /** Event types as on a line of the history; "" for one without an event. */
  events: string[];
  /** "after reconnect grace [staying]", one line of text for each transition. */
  words: string[];
  /** Ids of lines, from source to target. */
  lines: string[];
}

export interface ChartLayout {
  id: string;
  width: number;
  height: number;
  /** Parents come before their children, children in the machine's order. */
  nodes: LayoutNode[];
  lines: LayoutLine[];
  edges: LayoutEdge[];
}

/** The places of a chart that is drawn without words on its lines; the rest is as in the ChartLayout of the same id. */
export interface PlainLayout {
  id: string;
  width: number;
  height: number;
  /** Id of a node, then x, y, width and height. */
  nodes: [id: string, x: number, y: number, width: number, height: number][];
  /** Id of a line, then x and y in turn. */
  lines: [id: string, ...points: number[]][];
}
