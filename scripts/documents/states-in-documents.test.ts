import { expect, test } from "bun:test";
import type { AnyStateMachine, AnyStateNode } from "xstate";
import { callMachine } from "../../src/actors/call/machine.ts";
import { participantMachine } from "../../src/actors/participant/machine.ts";
import { namesIn, readText } from "./read-documents.ts";

/** Paths of a chart's states below its root, as "call.live.media", in the order of the chart. */
function statePaths(machine: AnyStateMachine): string[] {
  const below = (state: AnyStateNode): string[] =>
    Object.values(state.states).flatMap((child) => [[machine.id, ...child.path].join("."), ...below(child)]);
  return below(machine.root);
}

interface Described {
  heading: string;
  paragraph: string;
  invariants: string[];
}

/** The states described on the page: a heading, one paragraph, and a line of invariants where some hold. */
function described(page: string): Described[] {
  return page
    .split("\n### ")
    .slice(1)
    .map((part) => {
      const [heading = "", ...blocks] = part
        .split("\n## ")[0]
        ?.split(/\n{2,}|\n$/)
        .filter((block) => block !== "") ?? [""];
      const [paragraph = "", line = ""] = blocks;
      expect(blocks.length, `blocks below ${heading}`).toBeLessThanOrEqual(2);
      if (line !== "") expect(line).toMatch(/^Invariants: I\d+(, I\d+)*$/);
      return { heading, paragraph, invariants: namesIn(line, /(I\d+)/g) };
    });
}

const page = await readText("docs/reference/states.md");

test("docs/reference/states.md describes each state of the charts in their order, and no other", () => {
  const headings = described(page).map(({ heading }) => heading);
  expect(headings.length).toBeGreaterThan(30);
  expect(headings).toEqual([...statePaths(callMachine), ...statePaths(participantMachine)]);
});

test("each state has a paragraph of one to three sentences", () => {
  for (const { heading, paragraph } of described(page)) {
    const sentences = paragraph.replaceAll(/\b\d+\.\d+\b/g, "0").match(/\.(\s|$)/g) ?? [];
    expect({ heading, sentences: Math.min(3, Math.max(1, sentences.length)) }).toEqual({
      heading,
      sentences: sentences.length,
    });
  }
});

test("the invariants a state names are in docs/reference/invariants.md, numbered without a gap", async () => {
  const known = [...(await readText("docs/reference/invariants.md")).matchAll(/^## (I\d+): /gm)].map(
    ([, id]) => id,
  );
  expect(known).toEqual(known.map((_, index) => `I${index + 1}`));
  const named = new Set(described(page).flatMap(({ invariants }) => invariants));
  expect([...named].filter((id) => !known.includes(id))).toEqual([]);
  expect(known.filter((id) => id !== undefined && !named.has(id))).toEqual([]);
});
