/** Walks a world through every state it can reach, breadth first, so that the way to each is a shortest one. */
import { Growing } from "./growing.ts";
import { breachesOf } from "./invariants.ts";
import type { World } from "./world.ts";
import type { Move } from "./world-state.ts";

/** An invariant that does not hold, and a shortest way to a state that shows it. */
export interface Counterexample {
  invariant: string;
  what: string;
  path: readonly string[];
}

/** Steps that come by themselves: timers and Dialogflow's answers. `touched` and `running` are sets of timers as bits. */
export interface QuietEdges {
  /** Where the edges of a state begin in `targets` and `touched`; one more than there are states. */
  starts: Growing;
  targets: Growing;
  touched: Growing;
}

export interface Walk {
  world: World;
  /** The states by number of discovery. */
  codes: readonly number[];
  moves: number;
  depth: number;
  quiet: QuietEdges;
  running: Growing;
  timerNames: readonly string[];
  /** At most one for each invariant. */
  broken: Counterexample[];
  pathTo(index: number): string[];
}

const MOST_STATES = 6_000_000;

/** Walks it all, or until `sought`, an invariant, is broken; the edges of the last states are lacking then. */
export function walk(world: World, sought?: string): Walk {
  const found = new Map<number, number>();
  const codes: number[] = [];
  const depths = new Growing();
  const parents = new Growing();
  const labels = new Growing();
  const running = new Growing();
  const quiet: QuietEdges = { starts: new Growing(), targets: new Growing(), touched: new Growing() };
  const names = new Names();
  const timers = new Names();
  const broken = new Map<string, Counterexample>();
  let moves = 0;

  const bitOf = (timer: string): number => {
    const at = timers.of(timer);
    if (at > 30) throw new Error("more timers than bits");
    return 1 << at;
  };
  const bitsOf = (list: readonly string[]): number => list.reduce((bits, timer) => bits | bitOf(timer), 0);

  function visit(code: number, parent: number, label: string): number {
    const known = found.get(code);
    if (known !== undefined) return known;
    if (codes.length >= MOST_STATES)
      throw new Error(`${world.options.name}: more than ${MOST_STATES} states`);
    const index = codes.push(code) - 1;
    found.set(code, index);
    depths.push(parent < 0 ? 0 : depths.at(parent) + 1);
    parents.push(parent);
    labels.push(names.of(label));
    return index;
  }

  function pathTo(index: number): string[] {
    const path: string[] = [];
    for (let at = index; parents.at(at) >= 0; at = parents.at(at)) path.push(names.at(labels.at(at)));
    return path.reverse();
  }

  function note(breaches: readonly string[], path: () => string[]): void {
    for (const breach of breaches) {
      const [invariant = "", what = ""] = breach.split(": ");
      if (!broken.has(invariant)) broken.set(invariant, { invariant, what, path: path() });
    }
  }

  const touchedBy = (move: Move): number =>
    bitsOf(move.armed) | (move.fired === null ? 0 : bitOf(move.fired));

  visit(world.encode(world.initial), -1, "");
  const isFound = () => sought !== undefined && broken.has(sought);
  for (let index = 0; index < codes.length && !isFound(); index += 1) {
    const state = world.decode(codes[index] ?? 0);
    note(breachesOf(state, world), () => pathTo(index));
    running.push(bitsOf(world.timersOf(state)));
    quiet.starts.push(quiet.targets.length);
    for (const move of world.moves(state)) {
      moves += 1;
      const target = visit(world.encode(move.state), index, move.label);
      note(move.breaches, () => [...pathTo(index), move.label]);
      if (move.by === "outside") continue;
      quiet.targets.push(target);
      quiet.touched.push(touchedBy(move));
    }
  }
  quiet.starts.push(quiet.targets.length);
  const depth = depths.at(codes.length - 1);
  return {
    world,
    codes,
    moves,
    depth,
    quiet,
    running,
    timerNames: timers.list,
    broken: [...broken.values()],
    pathTo,
  };
}

/** Texts by number. */
class Names {
  readonly list: string[] = [];
  readonly #numbers = new Map<string, number>();

  of(text: string): number {
    let known = this.#numbers.get(text);
    if (known === undefined) {
      known = this.list.push(text) - 1;
      this.#numbers.set(text, known);
    }
    return known;
  }

  at(number: number): string {
    return this.list[number] ?? "";
  }
}
