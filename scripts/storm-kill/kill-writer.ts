/**
 * A process that is killed: writes events, calls, names and jobs without end into the data directory it is given, and
 * prints a line (JSON, an Acknowledged) for each that storage has acknowledged.
 */
import { SidetoneError } from "../../src/base/errors.ts";
import { createLogger } from "../../src/base/log.ts";
import { JOB_POLICIES } from "../../src/jobs/job-policies.ts";
import { startMediastreamJobs } from "../../src/jobs/mediastream-jobs.ts";
import { openStorage } from "../../src/storage/open-storage.ts";
import type { Acknowledged } from "./acknowledged.ts";

const START_LIMIT_MS = 600_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Lines of history that one write has at most. */
const MAX_LINES = 20;

const [dataDirectory = "", round = ""] = process.argv.slice(2);
const logger = createLogger("silent");
const opened = await openStorage({ dataDirectory }, { logger, timeoutMs: START_LIMIT_MS });
const { deliveryLog, calls, conversationNames } = opened.storage;
const waitsLong = { ...JOB_POLICIES.mediastream, backoffMs: { firstMs: HOUR_MS, maxMs: HOUR_MS } };
const jobs = await startMediastreamJobs({
  backend: await opened.openJobs(),
  // So that it is still there when it is looked for.
  handle: () => {
    throw new SidetoneError("NOT_FOUND", "not yet", { retryable: true });
  },
  logger,
  policies: { mediastream: waitsLong },
  startTimeoutMs: START_LIMIT_MS,
  enqueueTimeoutMs: START_LIMIT_MS,
});

function tell(acknowledged: Acknowledged): void {
  console.log(JSON.stringify(acknowledged));
}

async function writeEvents(lane: number): Promise<never> {
  const room = `projects/p/conversations/killed-${round}-${lane}`;
  for (let n = 1; ; n += 1) {
    const entry = { messageId: `m${n}`, dataType: "t", data: "x".repeat((n * 97) % 3_000), publishTime: "" };
    const { sequence } = await deliveryLog.append(room, { ...entry, attributes: {} });
    tell({ kind: "event", room, sequence });
  }
}

async function writeCalls(): Promise<never> {
  const callKey = `five9-killed-${round}`;
  const call = { callKey, source: "five9", vendorCallId: callKey, startedAtMs: 1, endedAtMs: null };
  let lastLine = 0;
  for (;;) {
    const count = 1 + (lastLine % MAX_LINES);
    const entries = Array.from({ length: count }, (_, place) => ({
      ...{ line: lastLine + place + 1, atMs: 1, actor: "call", event: "x".repeat(place * 50) },
    }));
    lastLine += count;
    await calls.saveRecords([{ call: { ...call, snapshot: { lastLine }, lastLine }, entries }]);
    tell({ kind: "call", callKey, lastLine });
  }
}

async function writeNames(): Promise<never> {
  for (let n = 0; ; n += 1) {
    const key = `session-${round}-${n}`;
    await conversationNames.put(key, `name of ${key}`);
    tell({ kind: "name", key });
  }
}

/** Calls that are erased at once, and sweeps that find nothing old but rewrite the files: kills fall into these, too. */
async function eraseCalls(): Promise<never> {
  for (let n = 0; ; n += 1) {
    const callKey = `five9-erased-${round}-${n}`;
    const room = `projects/p/conversations/${callKey}`;
    await calls.save({
      ...{ callKey, source: "five9", vendorCallId: callKey, startedAtMs: 1, endedAtMs: 2 },
      snapshot: { words: "x".repeat(5_000) },
    });
    await opened.storage.erase({ callKey, room, conversationName: room });
    tell({ kind: "erased", callKey });
    await opened.storage.sweep(DAY_MS);
    await opened.reclaimJobs();
  }
}

async function writeJobs(): Promise<never> {
  for (let n = 0; ; n += 1) {
    const callId = `killed-${round}-${n}`;
    const texts = { failureType: "", failureDetail: "", destinationUrl: "", occurredOn: "" };
    const report = { subscriptionId: "s", domainId: "d", callLeg: "Agent", status: "STREAMING", ...texts };
    await jobs.queue.enqueue({ ...report, callId, receivedAtMs: 0 });
    await opened.syncJobs();
    tell({ kind: "job", callId });
  }
}

await Promise.all([writeEvents(0), writeEvents(1), writeCalls(), writeNames(), writeJobs(), eraseCalls()]);
