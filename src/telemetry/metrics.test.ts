import { expect, test } from "bun:test";
import { emptyLedger } from "../contract/ledger.ts";
import { createMetrics, type MetricSources } from "./metrics.ts";

function sources(overrides: Partial<MetricSources> = {}): MetricSources {
  return {
    openLegs: () => 0,
    audioTotals: () => ({ messages: 0, bytes: 0, gapMs: 0 }),
    callsByMedia: () => ({ streaming: 3 }),
    participantsByState: () => ({}),
    recognition: () => [],
    ledgers: () => [],
    desktops: () => 0,
    delivery: () => ({}),
    jobs: async () => ({ waiting: 1 }),
    jobAgeSeconds: async () => ({ mediastream: 2 }),
    standingAlarms: () => ({ JOBS_FULL: 1 }),
    eventAgeSeconds: () => ({}),
    texts: () => ({}),
    webhookPosts: async () => ({}),
    operatorConsoles: () => 0,
    traceSpans: () => ({}),
    ...overrides,
  };
}

test("a source that does not answer takes only its own metric away, and is counted", async () => {
  const refused = async () => {
    throw new Error("the job queue does not answer");
  };
  const { registry } = createMetrics(sources({ jobs: refused }));
  const text = await registry.metrics();
  expect(text).toContain('sidetone_calls{media="streaming"} 3');
  expect(text).not.toContain("sidetone_jobs{");
  const again = await registry.metrics();
  expect(again).toMatch(/sidetone_metrics_unanswered_total\{metric="sidetone_jobs"\} [12]\n/);
  expect(again).toContain('sidetone_metrics_unanswered_total{metric="sidetone_webhook_posts"} 0');
});

test("what calls went through stays counted when they have ended", async () => {
  const facts = { streams: 3, rollOvers: 1, recoveries: 1, finals: 20 };
  let live = [facts];
  const metrics = createMetrics(sources({ recognition: () => live }));
  metrics.callEnded([{ ...emptyLedger(), receivedMs: 1_500 }], [facts]);
  expect(await metrics.registry.metrics()).toContain('sidetone_recognition{event="finals"} 40');
  live = [];
  const text = await metrics.registry.metrics();
  expect(text).toContain('sidetone_recognition{event="recoveries"} 1');
  expect(text).toContain('sidetone_audio_seconds{account="received"} 1.5');
});
