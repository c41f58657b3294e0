import { expect, test } from "bun:test";
import type { AnyStateMachine, AnyStateNode } from "xstate";
import { callMachine } from "../../src/actors/call/machine.ts";
import { participantMachine } from "../../src/actors/participant/machine.ts";
import { diagramEdges, readText, sectionOf } from "./read-documents.ts";

/** How states of a chart are drawn; a state that is absent here is drawn under its own name. */
type Drawing = Readonly<Record<string, string>>;

const CALL: Drawing = { draining: "grace", trying: "opening", waiting: "opening" };
const PARTICIPANT: Drawing = {
  engaged: "choosing",
  fresh: "recognizing",
  aging: "recognizing",
  draining: "paused",
  quiet: "paused",
};

/** Told in words below the participant's diagram: they would lead from everywhere to the same few states. */
const UNDRAWN_ENDS = ["stopped", "failed", "paused"].map((end) => `choosing --> ${end}`);
const DRAWN_AS_CHOICE = "choosing --> paused";

interface Edge {
  text: string;
  events: string[];
}

/** A chart's edges as they are drawn, without those that stay where they are. Keys are unique within each chart. */
function chartEdges(machine: AnyStateMachine, drawing: Drawing): Edge[] {
  const edges = new Map<string, string[]>();
  const drawn = (state: AnyStateNode) => drawing[state.key] ?? state.key;
  const visit = (state: AnyStateNode): void => {
    for (const { target, eventType } of [...state.transitions.values()].flat().concat(state.always ?? [])) {
      for (const reached of target ?? []) {
        const text = `${drawn(state)} --> ${drawn(reached)}`;
        if (drawn(state) !== drawn(reached)) edges.set(text, [...(edges.get(text) ?? []), eventType]);
      }
    }
    for (const child of Object.values(state.states)) visit(child);
  };
  visit(machine.root);
  return [...edges].map(([text, events]) => ({ text, events }));
}

const textsOf = (edges: readonly Edge[]): string[] => edges.map(({ text }) => text).sort();

/** True for an edge that only a fatal or quiet break takes. */
const isBreakToAnEnd = ({ text, events }: Edge): boolean =>
  / --> (stopped|failed)$/.test(text) && events.every((event) => event === "stream.failed");

test("the call's diagrams in docs/reference/states.md have every edge of media and conversation, and no other", async () => {
  const section = sectionOf(await readText("docs/reference/states.md"), "## call");
  const told = ["live --> ended", "unattended --> attended", "attended --> unattended"];
  const edges = textsOf(chartEdges(callMachine, CALL));
  expect(edges).toEqual(expect.arrayContaining(told));
  expect(diagramEdges(section)).toEqual(edges.filter((edge) => !told.includes(edge)));
});

test("the participant's diagram in docs/reference/states.md has every edge but the ends told below it, and no other", async () => {
  const section = sectionOf(await readText("docs/reference/states.md"), "## participant");
  const told = [...UNDRAWN_ENDS, "idle --> stopped", "failed --> stopped", "failed --> choosing"];
  const edges = chartEdges(participantMachine, PARTICIPANT);
  expect(textsOf(edges)).toEqual(expect.arrayContaining(told));
  const isTold = (edge: Edge) =>
    isBreakToAnEnd(edge) || (told.includes(edge.text) && edge.text !== DRAWN_AS_CHOICE);
  expect(diagramEdges(section)).toEqual(textsOf(edges.filter((edge) => !isTold(edge))));
});
