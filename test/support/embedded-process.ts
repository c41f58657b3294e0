/**
 * A process that a test kills: opens storage and jobs in the directory it is given, and appends without end.
 * Prints "enqueued" once ten events wait for their second attempt, then each sequence that was acknowledged.
 */
import { systemClock } from "../../src/base/clock.ts";
import { SidetoneError } from "../../src/base/errors.ts";
import { createLogger } from "../../src/base/log.ts";
import { JOB_POLICIES } from "../../src/jobs/job-policies.ts";
import { startMediastreamJobs } from "../../src/jobs/mediastream-jobs.ts";
import { openStorage } from "../../src/storage/open-storage.ts";
import { eventually } from "./eventually.ts";

const [dataDirectory = "", room = ""] = process.argv.slice(2);
const logger = createLogger("silent");
const opened = await openStorage({ dataDirectory }, { logger, clock: systemClock });
const jobs = await startMediastreamJobs({
  backend: await opened.openJobs(),
  handle: () => {
    throw new SidetoneError("NOT_FOUND", "not yet", { retryable: true });
  },
  logger,
  policies: { mediastream: { ...JOB_POLICIES.mediastream, backoffMs: { firstMs: 2_000, maxMs: 2_000 } } },
});
for (let i = 0; i < 10; i += 1) {
  await jobs.queue.enqueue({
    subscriptionId: "s",
    callId: `killed-${i}`,
    domainId: "d",
    callLeg: "Agent",
    status: "STREAMING",
    failureType: "",
    failureDetail: "",
    destinationUrl: "",
    occurredOn: "2026-11-21T07:00:00Z",
    receivedAtMs: 0,
  });
}
await eventually(async () => (await jobs.counts()).delayed === 10);
console.log("enqueued");
for (let i = 1; ; i += 1) {
  const entry = { messageId: `m${i}`, dataType: "t", data: "{}", publishTime: "", attributes: {} };
  const { sequence } = await opened.storage.deliveryLog.append(room, entry);
  console.log(String(sequence));
}
