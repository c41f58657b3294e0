/** How long a running call's CTI event takes to be answered, before, during and after the storm. */
import { percentile } from "../../simulators/stage/call-score.ts";
import { newCallId, type Stage } from "../../simulators/stage/stage.ts";

export type Phase = "before" | "during" | "after";

export interface ProbeFigures {
  p50Ms: number;
  p99Ms: number;
  answered: number;
  /** While the process or Redis was away. */
  unanswered: number;
}

const PAUSE_MS = 100;
const ANSWER_DEADLINE_MS = 15_000;

/** Probes until stop() is called; only one is under way at a time. */
export function probeCalls(stage: Stage): {
  enter(phase: Phase): void;
  stop(): Promise<Record<Phase, ProbeFigures>>;
} {
  const callId = newCallId();
  const latenciesMs: Record<Phase, number[]> = { before: [], during: [], after: [] };
  const unanswered: Record<Phase, number> = { before: 0, during: 0, after: 0 };
  let phase: Phase = "before";
  let isOver = false;
  const probing = (async () => {
    while (!isOver) {
      const at = phase;
      const startMs = performance.now();
      if (await isAnswered(stage, callId)) latenciesMs[at].push(performance.now() - startMs);
      else unanswered[at] += 1;
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

async function isAnswered(stage: Stage, callId: string): Promise<boolean> {
  const variables = { "Call.session_id": `session-${callId}`, "Call.call_id": callId };
  try {
    const response = await fetch(`${stage.httpBaseUrl}/cti-call-event-destination/`, {
      method: "POST",
      headers: { "content-type": "application/json", "X-F9-APIKEY": stage.secrets.apiKey },
      body: JSON.stringify({ payload: { attached_variables: variables } }),
      signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    // Counted: the process was killed, or is not up again.
    return false;
  }
}
