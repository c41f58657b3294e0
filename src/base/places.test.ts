/** Who has to go when places run out, and that those who settle at once never do. */
import { beforeEach, describe, expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { Places } from "./places.ts";

let clock: SimulatedClock;
let evicted: string[];
beforeEach(() => {
  clock = new SimulatedClock();
  evicted = [];
});

function places(limits: Partial<Record<"max" | "maxPerPeer" | "maxPerConnection", number>>): Places<string> {
  return new Places<string>({
    ...{ max: 100, maxPerPeer: 100, maxPerConnection: 100, ...limits },
    graceMs: 1_000,
    clock,
    onEvicted: (holder) => evicted.push(holder),
  });
}

const at = (peer: string, connection = peer) => ({ peer, connection });

describe("in sum", () => {
  test("the oldest of the peer with most goes at once, and nobody else's", () => {
    const room = places({ max: 4 });
    room.take("good", at("a"));
    for (const name of ["s1", "s2", "s3", "s4", "s5"]) room.take(name, at("b"));
    expect(evicted).toEqual(["s1", "s2"]);
    expect(room.size).toBe(4);
  });

  test("behind one address it is the connection with most that makes room", () => {
    const room = places({ max: 3 });
    room.take("good", at("proxy", "proxy:1"));
    for (const name of ["s1", "s2", "s3"]) room.take(name, at("proxy", "proxy:2"));
    expect(evicted).toEqual(["s1"]);
  });
});

describe("per connection", () => {
  test("many that come at the same moment and settle keep their places", () => {
    const room = places({ maxPerConnection: 2 });
    const settled = ["l1", "l2", "l3", "l4", "l5"].map((leg) => room.take(leg, at("proxy")));
    clock.increment(900);
    for (const settle of settled) settle();
    clock.increment(5_000);
    expect(evicted).toEqual([]);
    expect(room.size).toBe(0);
  });

  test("those that stay go when their grace is over, though nobody new comes", () => {
    const room = places({ maxPerConnection: 2 });
    for (const name of ["s1", "s2", "s3", "s4"]) room.take(name, at("a"));
    clock.increment(1_000);
    expect(evicted).toEqual(["s1", "s2"]);
    clock.increment(60_000);
    expect(evicted).toEqual(["s1", "s2"]);
  });

  test("a peer's connections count together", () => {
    const room = places({ maxPerConnection: 1, maxPerPeer: 2 });
    for (const port of [1, 2, 3]) room.take(`s${port}`, at("a", `a:${port}`));
    clock.increment(1_000);
    expect(evicted).toEqual(["s1"]);
  });
});

test("a place is given back once, and never after it was taken away", () => {
  const room = places({ max: 1 });
  const release = room.take("first", at("a"));
  room.take("second", at("a"));
  expect(evicted).toEqual(["first"]);
  release();
  release();
  expect(room.size).toBe(1);
});
