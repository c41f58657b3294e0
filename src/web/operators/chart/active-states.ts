/** Which states of a chart are active, and along which lines a transition ran. Pure. */
import { isJsonObject } from "../../../base/json.ts";
import type { ChartLayout, LayoutEdge, LayoutNode } from "./layout-types.ts";

export interface ActiveStates {
  /** States without active children: where the actor is. */
  leaves: ReadonlySet<string>;
  /** All states around them. */
  ancestors: ReadonlySet<string>;
}

/** The active states of an XState value; unknown states are left out, so that a call of another version still shows the rest. */
export function stateIdsOf(value: unknown, layout: ChartLayout): ActiveStates {
  const known = new Set(layout.nodes.map(({ id }) => id));
  const leaves = new Set<string>();
  const ancestors = new Set<string>();
  const visit = (inner: unknown, path: string): void => {
    if (typeof inner === "string" && known.has(`${path}.${inner}`)) leaves.add(`${path}.${inner}`);
    if (!isJsonObject(inner)) return;
    for (const [key, below] of Object.entries(inner)) {
      const id = `${path}.${key}`;
      if (!known.has(id)) continue;
      ancestors.add(id);
      visit(below, id);
    }
  };
  visit(value, layout.id);
  return { leaves, ancestors };
}

/** The state's path for an id as XState writes it: "mediaGone" is "call.live.media.gone". */
export function pathOf(id: string, layout: ChartLayout): string {
  return layout.nodes.find(({ alias }) => alias === id)?.id ?? id;
}

/**
 * The edge of a transition as a history tells it. Where two lead from the same state to the same, the event decides.
 * Null if the chart has none, as for a call of another version.
 */
export function edgeFor(
  last: { from: string; to: readonly string[] } | null,
  layout: ChartLayout,
  event?: string,
): LayoutEdge | null {
  if (last === null) return null;
  const from = pathOf(last.from, layout);
  const to = last.to.map((id) => pathOf(id, layout)).join();
  const found = layout.edges.filter((edge) => edge.from === from && edge.to.join() === to);
  const byEvent = found.find(({ events }) => event !== undefined && events.includes(event));
  return byEvent ?? found.find(({ events }) => events.includes("")) ?? found[0] ?? null;
}

/** Each region with the words of its active states: [["media", "draining, last words"]]; one row for a plain chart. */
export function regionRows(value: unknown, layout: ChartLayout): [region: string, words: string][] {
  const { leaves } = stateIdsOf(value, layout);
  const byId = new Map(layout.nodes.map((node) => [node.id, node]));
  const rows: [string, string][] = [];
  for (const id of leaves) {
    const words: string[] = [];
    let node: LayoutNode | undefined = byId.get(id);
    while (node !== undefined && node.kind !== "region" && node.kind !== "root") {
      if (!(node.kind === "compound" && node.parent === layout.id)) words.unshift(node.label);
      node = byId.get(node.parent ?? "");
    }
    rows.push([node?.kind === "region" ? node.label : "", words.join(", ")]);
  }
  return rows;
}

/** "Call chart: media streaming, conversation open, assist attended". */
export function spokenState(value: unknown, layout: ChartLayout): string {
  const name = `${layout.id.charAt(0).toUpperCase()}${layout.id.slice(1)} chart`;
  const rows = regionRows(value, layout).map(([region, words]) =>
    region === "" ? words : `${region} ${words}`,
  );
  return `${name}: ${rows.length === 0 ? "not begun" : rows.join(", ")}`;
}
