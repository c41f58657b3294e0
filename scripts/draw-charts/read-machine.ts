/** What there is to draw of a machine: its states and its transitions, from XState's public structure. */
import type { AnyStateMachine, AnyStateNode } from "xstate";
import type { LabelLine } from "../../src/web/operators/chart/layout-types.ts";
import { eventWords, guardWords, keyWords } from "./words.ts";

export interface ChartState {
  /** Path from the machine's id: "call.live.media". */
  id: string;
  /** XState's id where the machine gives one. */
  alias?: string;
  key: string;
  label: string;
  type: "atomic" | "compound" | "parallel" | "final";
  parent: string | null;
  children: string[];
  /** Child that a compound state begins with. */
  initial?: string;
  /** Events answered without leaving it, in the machine's order. */
  handles: string[];
}

export interface ChartTransition {
  from: string;
  to: string[];
  /** As on a line of the history: "" for one without an event. */
  event: string;
  /** Event and guard, where it has them. */
  label: LabelLine[];
}

export interface Chart {
  id: string;
  /** Parents before their children. */
  states: ChartState[];
  /** Those with a target. */
  transitions: ChartTransition[];
}

/** Throws if the machine has something that no chart can show: a history state, or a guard without words. */
export function readMachine(machine: AnyStateMachine): Chart {
  const states: ChartState[] = [];
  const transitions: ChartTransition[] = [];
  const visit = (node: AnyStateNode): void => {
    const { type } = node;
    if (type === "history") throw new Error(`${node.id} is a history state, which no chart shows yet`);
    const handles: string[] = [];
    const eventless = node.always ?? [];
    for (const group of [...node.transitions.values(), eventless]) {
      for (const [index, { target, eventType, guard }] of group.entries()) {
        const event = eventWords(eventType, node);
        const words = guardWords(guard);
        const isElse = words === undefined && group.slice(0, index).some((earlier) => earlier.guard);
        const guardText = words ?? (isElse ? "else" : undefined);
        if (target === undefined) {
          const text = event + (guardText === undefined ? "" : ` [${guardText}]`);
          if (!handles.includes(text)) handles.push(text);
          continue;
        }
        const label: LabelLine[] = event === "" ? [] : [{ text: event }];
        if (guardText !== undefined) label.push({ text: `[${guardText}]`, isGuard: true });
        transitions.push({ from: pathId(node), to: target.map(pathId), event: eventType, label });
      }
    }
    states.push({
      id: pathId(node),
      ...(node.id === pathId(node) ? {} : { alias: node.id }),
      key: node.key,
      label: keyWords(node.key),
      type,
      parent: node.parent === undefined ? null : pathId(node.parent),
      children: Object.values(node.states).map(pathId),
      ...(type === "compound" ? initialOf(node) : {}),
      handles,
    });
    for (const child of Object.values(node.states)) visit(child);
  };
  visit(machine.root);
  return { id: machine.id, states, transitions };
}

function initialOf(node: AnyStateNode): { initial: string } {
  const [first, ...more] = node.initial.target ?? [];
  if (first === undefined || more.length > 0) throw new Error(`${node.id} does not begin with one child`);
  return { initial: pathId(first) };
}

/** The machine's id and the state's path: what docs/reference/states.md calls a state. */
export function pathId(node: AnyStateNode): string {
  return [node.machine.id, ...node.path].join(".");
}
