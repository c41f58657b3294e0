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
  /** For all of them together, at least. */
  durationMs: number;
  /** Runs before each of them. */
  onBegin(): void;
  onEnd(assault: Assault): void;
}

/** Half of the inputs alone, half together; half of the time for each, or more. */
export async function assault(strangers: Strangers, plan: AssaultPlan): Promise<Assault[]> {
  const total = KINDS.reduce((sum, { share }) => sum + share, 0);
  const countOf = (share: number) => Math.max(1, Math.ceil((plan.inputs * share) / total / 2));
  const done: Assault[] = [];

  async function run(name: string, kinds: typeof KINDS, paceMs: number): Promise<void> {
    plan.onBegin();
    const fromMs = Date.now();
    const tallies = await Promise.all(
      kinds.map(async (kind) => ({
        name: kind.name,
        tally: await strangers.run({
          name: kind.name,
          count: countOf(kind.share),
          paceMs,
          longestHoldMs: plan.longestHoldMs,
        }),
      })),
    );
    const finished = { name, fromMs, toMs: Date.now(), tallies };
    done.push(finished);
    plan.onEnd(finished);
  }

  const halfMs = plan.durationMs / 2;
  for (const kind of KINDS) await run(kind.name, [kind], (halfMs * kind.share) / total);
  await run("all at once", KINDS, halfMs);
  return done;
}
