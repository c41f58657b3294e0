/** Asks the same thing again and again, before, during and after the storm, and keeps how long it took. */
import { percentile } from "../../simulators/stage/call-score.ts";

export type Phase = "before" | "during" | "after";

export interface ProbeFigures {
  p50Ms: number;
  p99Ms: number;
  answered: number;
  /** While the process or Redis was away. */
  unanswered: number;
}

export interface Probe {
  enter(phase: Phase): void;
  stop(): Promise<Record<Phase, ProbeFigures>>;
}

const PAUSE_MS = 100;

/** `once` resolves with how long it took, in ms; null if no answer came. Only one is under way at a time. */
export function startProbe(once: () => Promise<number | null>): Probe {
  const latenciesMs: Record<Phase, number[]> = { before: [], during: [], after: [] };
  const unanswered: Record<Phase, number> = { before: 0, during: 0, after: 0 };
  let phase: Phase = "before";
  let isOver = false;
  const probing = (async () => {
    while (!isOver) {
      const at = phase;
      const tookMs = await once();
      if (tookMs === null) unanswered[at] += 1;
      else latenciesMs[at].push(tookMs);
      await Bun.sleep(PAUSE_MS);
    }
  })();
  const figuresOf = (at: Phase): ProbeFigures => ({
    p50Ms: Math.round(percentile(latenciesMs[at], 0.5)),
    p99Ms: Math.round(percentile(latenciesMs[at], 0.99)),
    answered: latenciesMs[at].length,
    unanswered: unanswered[at],
  });
  return {
    enter(next) {
      phase = next;
    },
    async stop() {
      isOver = true;
      await probing;
      return { before: figuresOf("before"), during: figuresOf("during"), after: figuresOf("after") };
    },
  };
}
