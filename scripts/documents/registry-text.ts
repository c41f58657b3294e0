/** What /metrics answers, for the tests that compare it with documents and dashboards. */
import { emptyLedger } from "../../src/contract/ledger.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";

/** A registry whose every source answers something, so that labels show. */
export async function metricsOfARunningProcess(): Promise<string> {
  const { registry, countFive9, countAudiocodes, countOperatorAction, countRefusal, observeJob } =
    createMetrics({
      openLegs: () => 2,
      audioTotals: () => ({ messages: 1, bytes: 1, gapMs: 1 }),
      callsByMedia: () => ({ streaming: 1 }),
      participantsByState: () => ({ recognizing: 2 }),
      recognition: () => [{ streams: 1, rollOvers: 0, recoveries: 0, finals: 1 }],
      ledgers: () => [emptyLedger()],
      desktops: () => 1,
      delivery: () => ({ logged: 1 }),
      jobs: async () => ({ waiting: 1 }),
      jobAgeSeconds: async () => ({ mediastream: 2 }),
      standingAlarms: () => ({ JOBS_FULL: 1 }),
      eventAgeSeconds: () => ({ "aa-new-suggestion-sub": 1 }),
      texts: () => ({ sent: 1 }),
      webhookPosts: async () => ({ sent: 1 }),
      operatorConsoles: () => 1,
      traceSpans: () => ({ sent: 1 }),
    });
  countFive9("stream.legsOpened");
  countAudiocodes("texts");
  countOperatorAction("done");
  countRefusal("audio.token");
  observeJob({ kind: "mediastream", outcome: "done", tookMs: 1 });
  return await registry.metrics();
}
