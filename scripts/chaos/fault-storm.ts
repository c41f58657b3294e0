/** Draws faults and strikes with them, one after the other, until it is told to stop. */
import { FAULT_KINDS, type FaultKind, type FaultScene, type FaultTarget } from "./fault-kinds.ts";

export interface StruckFault {
  atMs: number;
  name: string;
  target: FaultTarget;
}

export interface FaultStorm {
  /** In the order of their beginning. */
  readonly struck: readonly StruckFault[];
  /** Strikes at once, also while others go on. */
  strike(kind: Pick<FaultKind, "name" | "strike">): Promise<void>;
  /** Resolves when the last fault is over. */
  stop(): Promise<void>;
}

/** With this many streams or more the pauses are as asked for. */
const USUAL_STREAMS = 16;
const LOOK_INTERVAL_MS = 50;

/**
 * `pauseMs`: least and most time between two faults. A fault also waits until finals have come since the one before: on a
 * machine that is busy, streams would otherwise break faster than they can bring a call on.
 */
export function startFaultStorm(scene: FaultScene, pauseMs: { least: number; most: number }): FaultStorm {
  const struck: StruckFault[] = [];
  let isStopped = false;
  let finalsWanted = 0;

  async function strike({ name, strike: doStrike }: Pick<FaultKind, "name" | "strike">): Promise<void> {
    const atMs = Date.now();
    const streams = scene.cloud.faults.liveStreams().length;
    const target = await doStrike(scene);
    if (target === undefined) return;
    struck.push({ atMs, name, target });
    finalsWanted = finals() + (target === "everybody" ? Math.ceil(streams / 2) : 1);
  }

  /** Few streams are hit less often, or the last ones would never come to an end. */
  function crowding(): number {
    return Math.min(8, Math.max(1, USUAL_STREAMS / Math.max(1, scene.cloud.faults.liveStreams().length)));
  }

  function finals(): number {
    return scene.cloud.record.conversations.reduce((total, { messages }) => total + messages.length, 0);
  }

  async function rage(): Promise<void> {
    while (!isStopped) {
      await Bun.sleep(scene.chance.between(pauseMs.least, pauseMs.most) * crowding());
      while (!isStopped && finals() < finalsWanted) await Bun.sleep(LOOK_INTERVAL_MS);
      const kind = scene.chance.pickWeighted(FAULT_KINDS);
      if (kind !== undefined && !isStopped) await strike(kind);
    }
  }

  const raging = rage();
  return {
    struck,
    strike,
    async stop() {
      isStopped = true;
      await raging;
    },
  };
}

/** How often each kind struck, most frequent first. */
export function countByKind(struck: readonly StruckFault[]): [name: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { name } of struck) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}
