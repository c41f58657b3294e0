import { describe, expect, test } from "bun:test";
import {
  activeNodes,
  isHandled,
  keysWithoutEnd,
  nodeIdsOf,
  walkMachine,
} from "../../../test/support/machine-paths.ts";
import { PARTICIPANT_TIMING } from "../../../test/support/settings.ts";
import type { ParticipantInput } from "./context.ts";
import type { ParticipantEvent } from "./events.ts";
import { participantMachine } from "./machine.ts";

const failure = (advice: "restart" | "retry" | "quiet" | "fatal"): ParticipantEvent => ({
  type: "stream.failed",
  stream: 1,
  code: 14,
  advice,
  message: "stated by the test",
});

const EVENTS: ParticipantEvent[] = [
  { type: "participant.start", conversationName: "projects/p/conversations/c" },
  { type: "participant.pause" },
  { type: "participant.resume" },
  { type: "participant.stop" },
  { type: "participant.rollOver" },
  { type: "participant.restored" },
  { type: "participant.finalPublished", participantId: "p1", endSeconds: 1.5, publishedAtMs: null },
  { type: "stream.opened", stream: 1, fromMs: 0 },
  { type: "stream.final", stream: 1, endMs: 1 },
  { type: "stream.drained", stream: 1 },
  failure("restart"),
  failure("retry"),
  failure("quiet"),
  failure("fatal"),
  { type: "deadline.lastWords" },
  { type: "deadline.recovery" },
];

const input: ParticipantInput = { callKey: "five9-1", speaker: "agent", timing: PARTICIPANT_TIMING };
/** Without a parent there is nobody to report to. */
const orphan = participantMachine.provide({ actions: { reportStopped: () => {}, reportFailed: () => {} } });
const states = walkMachine(orphan, {
  input,
  events: EVENTS,
  keyOf: (snapshot) =>
    JSON.stringify([snapshot.value, snapshot.context.pauseRequested, snapshot.context.stopRequested]),
});

/** Only the recogniser speaks these, and it lives only while the participant is engaged. */
const ENGAGED_ONLY = /^(stream|deadline)\./;

describe("participant chart, all reachable states", () => {
  test("every state of the chart is reached", () => {
    const reached = new Set(
      [...states.values()].flatMap((state) => activeNodes(state.snapshot).map((node) => node.id)),
    );
    // `choosing` is left in the step that enters it.
    const charted = nodeIdsOf(participantMachine.root).filter((id) => id !== "participant.engaged.choosing");
    expect(charted.length).toBeGreaterThan(12);
    expect(charted.filter((id) => !reached.has(id))).toEqual([]);
  });

  test("from every state there is a way to the end", () => {
    expect(keysWithoutEnd(states)).toEqual([]);
  });

  test("a stop leads to the end by waiting alone, whatever the upstream does", () => {
    for (const state of states.values()) {
      if (!state.snapshot.context.stopRequested || state.snapshot.status !== "active") continue;
      expect(state.next.get("deadline.lastWords")).toBeDefined();
      const after = states.get(state.next.get("deadline.lastWords") ?? "");
      expect(after?.snapshot.status).toBe("done");
    }
  });

  test("no event is unhandled by accident", () => {
    const unhandled: string[] = [];
    for (const { snapshot, key } of states.values()) {
      if (snapshot.status !== "active") continue;
      const engaged = snapshot.matches("engaged");
      for (const { type } of EVENTS) {
        if (!engaged && ENGAGED_ONLY.test(type)) continue;
        if (!isHandled(snapshot, type)) unhandled.push(`${type} in ${key}`);
      }
    }
    expect(unhandled).toEqual([]);
  });

  test("an open stream is asked for only by states that wait for its answer", () => {
    const waiting = [...states.values()].filter(({ snapshot }) => snapshot.matches({ engaged: "starting" }));
    expect(waiting.length).toBeGreaterThan(0);
    for (const { snapshot } of waiting) {
      expect(isHandled(snapshot, "stream.opened")).toBe(true);
      expect(isHandled(snapshot, "xstate.after.openDeadline.participant.engaged.starting")).toBe(true);
    }
  });
});
