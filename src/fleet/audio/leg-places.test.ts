/** Where the legs and speakers of calls are, as their owner learns it. */
import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { closeLeg, openLeg } from "../../../test/support/call-fixture.ts";
import { LegPlaces } from "./leg-places.ts";

function start() {
  const clock = new SimulatedClock();
  const told: string[] = [];
  const places = new LegPlaces({
    clock,
    onMoved: (_, speaker, instance) => told.push(`${speaker} at ${instance}`),
    onDisplaced: ({ legId, instance }) => told.push(`${legId} at ${instance} displaced`),
  });
  return { clock, told, places };
}

test("a speaker whose leg comes elsewhere moves when the former leg is over", () => {
  const { told, places } = start();
  places.note("c", openLeg("a1", "agent"), "A");
  places.note("c", openLeg("a2", "agent"), "B");
  expect(places.ofSpeaker("c", "agent")).toBe("A");
  places.note("c", closeLeg("a1", "agent"), "A");
  expect(places.ofSpeaker("c", "agent")).toBe("B");
  expect(told).toEqual(["agent at A", "agent at B"]);
  expect(places.instancesOf("c")).toEqual(["A", "B"]);
  expect(places.ofLeg("a2")).toBe("B");
});

test("a former leg that does not go is displaced", () => {
  const { clock, told, places } = start();
  places.note("c", openLeg("a1", "agent"), "A");
  places.note("c", openLeg("a2", "agent"), "B");
  clock.increment(1_500);
  expect(told).toEqual(["agent at A", "a1 at A displaced", "agent at B"]);
});

test("a displaced leg of an instance that is gone is still one of its legs, until it says that it is closed", () => {
  const { clock, places } = start();
  places.note("c", openLeg("a1", "agent"), "A");
  places.note("c", openLeg("a2", "agent"), "B");
  clock.increment(1_500);
  expect(places.legsAt("A").map(({ legId }) => legId)).toEqual(["a1"]);
  places.note("c", closeLeg("a1", "agent"), "A");
  expect(places.legsAt("A")).toEqual([]);
  expect(places.ofSpeaker("c", "agent")).toBe("B");
});

test("a speaker who comes back to the same instance, or elsewhere after a pause, is found at once", () => {
  const { told, places } = start();
  places.note("c", openLeg("a1", "agent"), "A");
  places.note("c", closeLeg("a1", "agent"), "A");
  places.note("c", openLeg("a2", "agent"), "A");
  places.note("c", closeLeg("a2", "agent"), "A");
  expect(told).toEqual(["agent at A"]);
  places.note("c", openLeg("a3", "agent"), "B");
  expect(told).toEqual(["agent at A", "agent at B"]);
});

test("one whose leg nobody had after a take-over is heard where the first one comes", () => {
  const { told, places } = start();
  places.learn("c", "A", { legs: [], speakers: ["customer"] });
  places.note("c", openLeg("a1", "agent"), "B");
  expect(told).toEqual(["agent at B"]);
});

test("one who comes back before the move is done stays", () => {
  const { clock, told, places } = start();
  places.note("c", openLeg("a1", "agent"), "A");
  places.note("c", openLeg("a2", "agent"), "B");
  places.note("c", openLeg("a3", "agent"), "A");
  clock.increment(60_000);
  expect(told).toEqual(["agent at A"]);
  expect(places.ofSpeaker("c", "agent")).toBe("A");
});

test("a leg that waits for its turn moves its speaker only when it has it", () => {
  const { clock, told, places } = start();
  places.note("c", openLeg("c1", "customer"), "A");
  places.note("c", { ...openLeg("c2", "customer"), standsBy: true }, "B");
  clock.increment(60_000);
  expect(told).toEqual(["customer at A"]);
  expect(places.rivalled().map(({ legId }) => legId)).toEqual(["c1"]);
  expect(places.turn({ type: "leg.standBy", legId: "c1" })).toBeUndefined();
  const move = places.turn({ type: "leg.takeOver", legId: "c2" });
  expect(move).toEqual({ callKey: "c", speaker: "customer", from: "A", to: "B" });
  if (move !== undefined) places.move(move);
  expect(told).toEqual(["customer at A", "customer at B"]);
  expect(places.rivalled().map(({ legId }) => legId)).toEqual(["c2"]);
});

test("a call that is forgotten leaves nothing, and no timer", () => {
  const { clock, told, places } = start();
  places.note("c", openLeg("a1", "agent"), "A");
  places.note("c", openLeg("a2", "agent"), "B");
  places.forget("c");
  clock.increment(60_000);
  expect(told).toEqual(["agent at A"]);
  expect(places.legsAt("A")).toEqual([]);
});
