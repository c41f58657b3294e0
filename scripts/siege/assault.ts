/** The hostile part of a siege: each kind alone for a while, so that its harm is its own, and then all at once. */
import { KINDS } from "./hostile/kinds.ts";
import type { KindTally } from "./hostile/scene.ts";
import type { Strangers } from "./strangers.ts";

export interface Assault {
  /** A kind's name, or "all at once". */
  name: string;
  fromMs: number;
  toMs: number;
  tallies: { name: string; tally: KindTally }[];
}

export interface AssaultPlan {
  inputs: number;
  /** See HostileScene. */
  longestHoldMs: number;
  /** Runs before each of them. */
  onBegin(): void;
  onEnd(assault: Assault): void;
}

/** Half of the inputs alone, half together. */
export async function assault(strangers: Strangers, plan: AssaultPlan): Promise<Assault[]> {
  const total = KINDS.reduce((sum, { share }) => sum + share, 0);
  const countOf = (share: number) => Math.max(1, Math.ceil((plan.inputs * share) / total / 2));
  const done: Assault[] = [];

  async function run(name: string, kinds: typeof KINDS): Promise<void> {
    plan.onBegin();
    const fromMs = Date.now();
    const tallies = await Promise.all(
      kinds.map(async (kind) => ({
        name: kind.name,
        tally: await strangers.run(kind.name, countOf(kind.share), plan.longestHoldMs),
      })),
    );
    const finished = { name, fromMs, toMs: Date.now(), tallies };
    done.push(finished);
    plan.onEnd(finished);
  }

  for (const kind of KINDS) await run(kind.name, [kind]);
  await run("all at once", KINDS);
  return done;
}
