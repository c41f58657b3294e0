/** Whether calls end, and whether they do so by themselves: what docs/reference/invariants.md says in I1, I2 and I3. */
import { contextOf } from "./call-part.ts";
import { Growing } from "./growing.ts";
import type { Counterexample, Walk } from "./walk.ts";

const LONGEST_CALL = "call: longestCall";

export interface Endings {
  /** States that the sentence is about, by invariant. */
  counts: Readonly<Record<"I1" | "I2" | "I3", number>>;
  broken: Counterexample[];
}

export function checkEndings(walk: Walk): Endings {
  const size = walk.codes.length;
  const longest = walk.timerNames.indexOf(LONGEST_CALL);
  const isActive = new Uint8Array(size);
  const isWithoutLeg = new Uint8Array(size);
  let active = 0;
  let withoutLeg = 0;
  for (let index = 0; index < size; index += 1) {
    const { call } = walk.world.decode(walk.codes[index] ?? 0);
    if (call.snapshot.status !== "active") continue;
    const { isLeaving, legs } = contextOf(call);
    isActive[index] = 1;
    active += 1;
    if (isLeaving || legs.some(({ open }) => open)) continue;
    isWithoutLeg[index] = 1;
    withoutLeg += 1;
  }
  const broken: Counterexample[] = [];
  const note = (invariant: string, found: Trap | null): void => {
    if (found !== null) broken.push({ invariant, what: found.what, path: walk.pathTo(found.index) });
  };
  note("I1", findWithoutEnd(walk, isActive));
  note("I2", findTrap(walk, isActive, 0));
  note("I3", findTrap(walk, isWithoutLeg, longest < 0 ? 0 : 1 << longest));
  return { counts: { I1: size, I2: active, I3: withoutLeg }, broken };
}

interface Trap {
  index: number;
  what: string;
}

/** The first state from which no order of events leads to an end. */
function findWithoutEnd({ codes, quiet, world }: Walk, isActive: Uint8Array): Trap | null {
  const reaches = isActive.map((active) => 1 - active);
  const step = (targetsOf: (index: number) => Iterable<number>): boolean => {
    let grew = false;
    // Backwards: what is found late is mostly nearer to the end.
    for (let index = codes.length - 1; index >= 0; index -= 1) {
      if (reaches[index] === 1) continue;
      for (const target of targetsOf(index)) {
        if (reaches[target] !== 1) continue;
        reaches[index] = 1;
        grew = true;
        break;
      }
    }
    return grew;
  };
  function* quietTargets(index: number): Iterable<number> {
    for (let edge = quiet.starts.at(index); edge < quiet.starts.at(index + 1); edge += 1)
      yield quiet.targets.at(edge);
  }
  while (step(quietTargets));
  if (!reaches.includes(0)) return null;
  const numbers = new Map(codes.map((code, index) => [code, index]));
  const allTargets = (index: number) =>
    world.moves(world.decode(codes[index] ?? 0)).map(({ state }) => numbers.get(world.encode(state)) ?? -1);
  while (step(allTargets));
  const index = reaches.indexOf(0);
  return index < 0 ? null : { index, what: "no order of events ends the call from here" };
}

/**
 * The first state of those in scope that nothing leaves by itself, or a circle of such steps that no timer breaks: one that
 * runs in each of its states and is neither restarted nor runs out in it must run out some day. `without` are the
 * timers, as bits, whose help does not count.
 */
function findTrap(walk: Walk, inScope: Uint8Array, without: number): Trap | null {
  const { codes, quiet, running, timerNames } = walk;
  const isLeft = (edge: number): boolean => (quiet.touched.at(edge) & without) === 0;
  const firedLongest = (edge: number): boolean => !isLeft(edge);
  for (let index = 0; index < codes.length; index += 1) {
    if (inScope[index] === 0) continue;
    let ways = 0;
    for (let edge = quiet.starts.at(index); edge < quiet.starts.at(index + 1); edge += 1)
      if (!firedLongest(edge)) ways += 1;
    if (ways === 0) return { index, what: "nothing comes by itself, and no timer runs" };
  }
  for (const circle of circlesOf(walk, inScope, isLeft)) {
    const members = new Set(circle);
    let steady = ~without;
    for (const index of circle) {
      steady &= running.at(index);
      for (let edge = quiet.starts.at(index); edge < quiet.starts.at(index + 1); edge += 1)
        if (isLeft(edge) && members.has(quiet.targets.at(edge))) steady &= ~quiet.touched.at(edge);
    }
    if (steady !== 0) continue;
    const seen = timerNames.filter((_, at) => circle.some((index) => running.at(index) & (1 << at)));
    return {
      index: Math.min(...circle.slice(0, 1_000)),
      what: `timers go round for ever: ${seen.join(", ")}`,
    };
  }
  return null;
}

/** Strongly connected parts with more than one state or an edge to itself (Tarjan's algorithm, without recursion). */
function* circlesOf(
  { codes, quiet }: Walk,
  inScope: Uint8Array,
  isLeft: (edge: number) => boolean,
): Iterable<number[]> {
  const size = codes.length;
  const order = new Int32Array(size);
  const low = new Int32Array(size);
  const onStack = new Uint8Array(size);
  const nextEdge = new Int32Array(size);
  const stack = new Growing();
  let count = 0;
  for (let root = 0; root < size; root += 1) {
    if (order[root] !== 0 || inScope[root] === 0) continue;
    const path: number[] = [root];
    while (path.length > 0) {
      const at = path[path.length - 1] ?? 0;
      if (order[at] === 0) {
        count += 1;
        order[at] = count;
        low[at] = count;
        onStack[at] = 1;
        stack.push(at);
        nextEdge[at] = quiet.starts.at(at);
      }
      let child = -1;
      for (let edge = nextEdge[at] ?? 0; edge < quiet.starts.at(at + 1); edge += 1) {
        nextEdge[at] = edge + 1;
        const target = quiet.targets.at(edge);
        if (inScope[target] === 0 || !isLeft(edge)) continue;
        if (order[target] === 0) {
          child = target;
          break;
        }
        if (onStack[target] === 1) low[at] = Math.min(low[at] ?? 0, order[target] ?? 0);
      }
      if (child >= 0) {
        path.push(child);
        continue;
      }
      path.pop();
      const above = path[path.length - 1];
      if (above !== undefined) low[above] = Math.min(low[above] ?? 0, low[at] ?? 0);
      if (low[at] !== order[at]) continue;
      const part: number[] = [];
      for (let member = -1; member !== at; ) {
        stack.length -= 1;
        member = stack.at(stack.length);
        onStack[member] = 0;
        part.push(member);
      }
      if (part.length > 1 || hasLoop(quiet, at, isLeft)) yield part;
    }
  }
}

function hasLoop(quiet: Walk["quiet"], index: number, isLeft: (edge: number) => boolean): boolean {
  for (let edge = quiet.starts.at(index); edge < quiet.starts.at(index + 1); edge += 1)
    if (quiet.targets.at(edge) === index && isLeft(edge)) return true;
  return false;
}
