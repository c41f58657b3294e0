import { expect, test } from "bun:test";
import { createActor, SimulatedClock } from "xstate";
import { keysWithoutEnd, walkMachine } from "../../../test/support/machine-paths.ts";
import { type AgentSessionEvent, agentSessionMachine } from "./machine.ts";

const TIMING = { awaitCallMs: 1_000, graceMs: 100 };
const EVENTS = [
  { type: "call.found" },
  { type: "call.ended" },
  { type: "agent.left" },
  { type: "agent.returned" },
  { type: "application.lost" },
  { type: "application.back" },
  { type: "session.stop" },
] as const satisfies readonly AgentSessionEvent[];

const states = walkMachine(agentSessionMachine, {
  input: TIMING,
  events: EVENTS,
  keyOf: ({ value, status, context }) => JSON.stringify([value, status, context.end]),
});

test("from every state there is a way to the end", () => {
  expect(states.size).toBeGreaterThan(6);
  expect(keysWithoutEnd(states)).toEqual([]);
});

test("every session that has ended says why, and none that lives does", () => {
  for (const { snapshot } of states.values())
    expect(snapshot.context.end === null).toBe(snapshot.status === "active");
});

test("a lost application or a closed leg ends nothing by itself: only the grace time does", () => {
  for (const { next } of states.values())
    for (const [event, key] of next) {
      if (states.get(key)?.snapshot.status !== "done") continue;
      expect(event).not.toMatch(/^application\.(lost|back)|^agent\.|^call\.found/);
    }
});

test("each state that waits for somebody has its deadline, and no other state has one", () => {
  for (const { snapshot, next } of states.values()) {
    if (snapshot.status !== "active") continue;
    const waits = [...next.keys()].filter((event) => event.startsWith("xstate.after."));
    const awaited = [
      snapshot.matches({ live: { call: "awaited" } }),
      snapshot.matches({ live: { call: { attached: "out" } } }),
      snapshot.matches({ live: { application: "away" } }),
    ].filter(Boolean);
    expect(waits).toHaveLength(awaited.length);
  }
});

function begun() {
  const clock = new SimulatedClock();
  const actor = createActor(agentSessionMachine, { input: TIMING, clock }).start();
  return { clock, actor, end: () => actor.getSnapshot().context.end };
}

test("an application that is back within the grace time keeps the session, one that is not loses it", () => {
  const { clock, actor, end } = begun();
  actor.send({ type: "call.found" });
  for (let reload = 0; reload < 3; reload += 1) {
    actor.send({ type: "application.lost" });
    clock.increment(99);
    actor.send({ type: "application.back" });
  }
  clock.increment(10_000);
  expect(end()).toBeNull();
  actor.send({ type: "application.lost" });
  clock.increment(50);
  // A second loss does not begin the time anew.
  actor.send({ type: "application.lost" });
  clock.increment(50);
  expect(end()).toBe("away");
});

test("assistance that is asked for waits for its call so long, and no longer", () => {
  const { clock, end } = begun();
  clock.increment(999);
  expect(end()).toBeNull();
  clock.increment(1);
  expect(end()).toBe("no-call");
});
