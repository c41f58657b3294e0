/** What /metrics answers, for the tests that compare it with documents and dashboards. */
import { readdir } from "node:fs/promises";
import { emptyLedger } from "../../src/contract/ledger.ts";
import { meterApplications } from "../../src/service/agent-applications.ts";
import { meterAlarms } from "../../src/service/alarms.ts";
import { meterTranslations } from "../../src/service/assist.ts";
import { meterEventAges } from "../../src/service/assist-events.ts";
import { meterJobs } from "../../src/service/background-jobs.ts";
import { createCallCounts, meterCalls } from "../../src/service/call-meters.ts";
import { meterAudio } from "../../src/service/carrier-meters.ts";
import { CARRIERS } from "../../src/service/carriers.ts";
import { meterDelivery, observeDeliveryLatency } from "../../src/service/delivery.ts";
import { meterDesktops } from "../../src/service/desktops.ts";
import { countRefusals } from "../../src/service/doors.ts";
import { meterInstances } from "../../src/service/instances.ts";
import { meterConsoles } from "../../src/service/operator-feed.ts";
import { countOperatorActions } from "../../src/service/operators.ts";
import { meterWebhook } from "../../src/service/suggestion-webhook.ts";
import { meterTexts } from "../../src/service/texts.ts";
import { meterTraces } from "../../src/service/traces.ts";
import { createJobMetrics } from "../../src/telemetry/job-metrics.ts";
import { createMeters, type Meters } from "../../src/telemetry/meters.ts";

/** A registry whose every source answers something, so that labels show. Rejects if a metric of the source is not in it. */
export async function metricsOfARunningProcess(): Promise<string> {
  const meters = createMeters();
  for (const { events } of CARRIERS) meters.counterBy({ ...events, label: "event" })("legsOpened");
  countOperatorActions(meters)("done");
  countRefusals(meters)("audio.token");
  createJobMetrics(meters.registry).observe({ kind: "mediastream", outcome: "done", tookMs: 1 });
  observeDeliveryLatency(meters);
  meterSources(meters);
  const text = await meters.registry.metrics();
  for (const name of await namesInSource()) {
    if (!text.includes(`# TYPE ${name} `)) throw new Error(`${name} is registered in src/ and not here`);
  }
  return text;
}

function meterSources(meters: Meters): void {
  const jobCounts = { waiting: 1, active: 0, delayed: 0, completed: 0, deadLetters: 0 };
  const counts = async () => jobCounts;
  meterAudio(meters, [{ openLegs: () => 2, audioTotals: () => ({ messages: 1, bytes: 1, gapMs: 1 }) }]);
  meterCalls(meters, createCallCounts(meters), {
    media: () => ["streaming"],
    participants: () => ["recognizing"],
    recognition: () => [{ streams: 1, rollOvers: 0, recoveries: 0, finals: 1 }],
    ledgers: () => [emptyLedger()],
  });
  meterDesktops(meters, { count: () => 1 });
  meterApplications(meters, {
    server: { count: () => 1 },
    agents: { counts: () => ({ agents: 1, waiting: 1, attached: 1 }) },
  });
  meterDelivery(meters, {
    stats: () => ({
      ...{ logged: 1, duplicates: 0, interimShown: 0, interimDropped: 0 },
      ...{ refused: 0, conversations: 0, desktops: 0 },
    }),
  });
  meterJobs(meters, { mediastream: { counts, oldestAgeMs: async () => 2_000 }, webhook: null });
  meterAlarms(meters, {
    list: () => [{ code: "JOBS_FULL", sinceMs: 0, severity: "serious", message: "no room" }],
  });
  meterEventAges(meters, { eventAgesMs: () => ({ "aa-new-suggestion-sub": 1_000 }) });
  meterTranslations(meters, []);
  meterTexts(meters, { counts: () => ({ sent: 1, lost: 0, retried: 0 }), pending: () => 0 });
  meterWebhook(meters, { counts, totals: () => ({ sent: 1, failed: 0, givenUp: 0 }) });
  meterInstances(meters, {
    bus: { instanceId: "host-1", waiting: () => 0 },
    presence: { others: () => [], redisMs: () => 1 },
  });
  meterConsoles(meters, { count: () => 1 });
  meterTraces(meters, { counts: () => ({ waiting: 0, sent: 1, refused: 0, dropped: 0 }) });
}

async function namesInSource(): Promise<Set<string>> {
  const root = new URL("../../src/", import.meta.url);
  const files = (await readdir(root, { recursive: true })).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
  );
  const names = new Set<string>();
  for (const file of files) {
    const text = await Bun.file(new URL(file, root)).text();
    for (const [, name] of text.matchAll(/name: "(sidetone_\w+)",\s+help:/g))
      if (name !== undefined) names.add(name);
  }
  return names;
}
