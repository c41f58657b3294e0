/** One call is erased on request, on both backends: nothing of it is found anywhere, and nothing begins it anew. */
import { afterAll, describe, expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { makeDataDirectory } from "../../test/support/database-template.ts";
import { eventually } from "../../test/support/eventually.ts";
import { redisServerPath, redisSkipNote, startRedisServer } from "../../test/support/redis-server.ts";
import { filesHolding, keysHolding } from "../../test/support/traces.ts";
import { systemClock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";
import { createLogger } from "../base/log.ts";
import { JOB_POLICIES } from "../jobs/job-policies.ts";
import { startMediastreamJobs } from "../jobs/mediastream-jobs.ts";
import { startWebhookJobs } from "../jobs/webhook-jobs.ts";
import { pseudonymOf } from "../storage/erased-audit.ts";
import { type OpenedStorage, openStorage, type StorageLocation } from "../storage/open-storage.ts";
import { parseProfileName } from "../transports/dialogflow/resource-names.ts";
import { callEraser } from "./call-eraser.ts";
import { jobSweeper } from "./job-sweeper.ts";

const LIMIT_MS = 600_000;
const DAY_MS = 24 * 3_600_000;
/** A busy machine is no failure. */
const PATIENT = { startTimeoutMs: LIMIT_MS, enqueueTimeoutMs: LIMIT_MS };
const logger = createLogger("silent");
const profile = parseProfileName("projects/p/locations/global/conversationProfiles/x");
const [ERASED, KEPT] = ["five9-700000000000001", "five9-700000000000002"];
const SECRET = "Kesselflickerstrasse";
const roomOf = (callKey: string) => `projects/p/conversations/${callKey}`;
const summaryOf = ({ storage }: OpenedStorage) => storage.calls.listSummaries({ limit: 10 });

function eventOf(callKey: string, messageId: string) {
  const data = `${SECRET} of ${callKey}`;
  return { messageId, dataType: "new-message-event", data, publishTime: "", attributes: {} };
}

async function fill({ storage }: OpenedStorage, callKey: string, endedAtMs: number | null): Promise<void> {
  const vendorCallId = callKey.slice("five9-".length);
  const call = { callKey, vendorCallId, source: "five9", startedAtMs: 1, endedAtMs };
  const line = { line: 1, atMs: 1, actor: "call", event: SECRET };
  await storage.calls.saveRecords([{ call: { ...call, snapshot: { SECRET } }, entries: [line, line] }]);
  await storage.deliveryLog.append(roomOf(callKey), eventOf(callKey, "m1"));
  await storage.conversationNames.put(`session-of-${callKey}`, `${profile.parent}/conversations/${callKey}`);
  const deed = { operator: "ana", action: "call.end", outcome: "done", detail: { reason: SECRET } } as const;
  await storage.audit.append({ ...deed, atMs: 1, callKey });
}

/** A dead letter of each kind for each call. */
async function addJobs(opened: OpenedStorage): Promise<() => Promise<void>> {
  const backend = await opened.openJobs();
  const once = { ...JOB_POLICIES.mediastream, attempts: 1 };
  const policies = { mediastream: once, webhook: { ...JOB_POLICIES.webhook, attempts: 1 } };
  const fail = () => Promise.reject(new Error("not now"));
  const jobs = await startMediastreamJobs({ backend, handle: fail, logger, policies, ...PATIENT });
  // Nobody listens there.
  const target = { url: "http://127.0.0.1:1/", secret: "s", deadlineMs: 1_000 };
  const webhook = await startWebhookJobs({ backend, target, logger, policies, ...PATIENT });
  const texts = {
    failureType: "",
    failureDetail: SECRET,
    destinationUrl: "",
    subscriptionId: "s",
    domainId: "d",
  };
  for (const callKey of [ERASED, KEPT]) {
    const callId = callKey.slice("five9-".length);
    const report = { ...texts, callId, callLeg: "Agent", status: "ERROR", occurredOn: "", receivedAtMs: 1 };
    await jobs.queue.enqueue(report);
    await webhook.post({ id: `${roomOf(callKey)}#1`, callKey, suggestion: SECRET });
  }
  await eventually(async () => (await jobs.deadLetters.list(10)).length === 2);
  await eventually(async () => (await webhook.deadLetters.list(10)).length === 2);
  return async () => {
    await jobs.close();
    await webhook.close();
  };
}

/** The code of the refusal; undefined if there was none. */
async function refusalOf(erasing: Promise<unknown>): Promise<string | undefined> {
  const refused = await erasing.then(
    () => null,
    (error: unknown) => SidetoneError.from(error),
  );
  return refused?.code;
}

function eraserOf(opened: OpenedStorage, isLive = async (_callKey: string) => false) {
  return callEraser({ ...opened, profile, isLive, clock: systemClock, logger });
}

function erasing(open: () => Promise<OpenedStorage>, holds: (text: string) => Promise<boolean>): void {
  test(
    "a call goes with all that is kept of it; another stays",
    async () => {
      const opened = await open();
      const { storage } = opened;
      await fill(opened, ERASED, 2);
      await fill(opened, KEPT, 2);
      const closeJobs = await addJobs(opened);
      const erase = eraserOf(opened);
      const all = { calls: 1, lines: 2, events: 1, names: 1, audit: 1, jobs: 2 };
      expect(await erase(ERASED)).toEqual(all);
      expect(await holds("700000000000001")).toBeFalse();
      expect(await holds("700000000000002")).toBeTrue();
      expect((await summaryOf(opened)).map(({ callKey }) => callKey)).toEqual([KEPT]);
      expect(await storage.calls.readHistory(ERASED, 10)).toEqual([]);
      expect(await storage.calls.readHistory(KEPT, 10)).toHaveLength(2);
      expect(await storage.conversationNames.get(`session-of-${ERASED}`)).toBeNull();
      expect(await storage.conversationNames.get(`session-of-${KEPT}`)).not.toBeNull();

      const late = await storage.deliveryLog.append(roomOf(ERASED), eventOf(ERASED, "m2"));
      expect(late).toEqual({ sequence: 0, duplicate: false, erased: true });
      expect(await storage.deliveryLog.readAfter(roomOf(ERASED), 0, 10)).toEqual([]);
      expect(await storage.isErased(ERASED)).toBeTrue();
      expect(await storage.isErased(KEPT)).toBeFalse();
      expect(await storage.deliveryLog.append(roomOf(KEPT), eventOf(KEPT, "m2"))).toEqual({
        sequence: 2,
        duplicate: false,
      });

      const [entry] = await storage.audit.list({ limit: 10, callKey: pseudonymOf(ERASED) });
      expect(entry).toMatchObject({ operator: "ana", action: "call.end", detail: {} });
      expect(await storage.audit.list({ limit: 10, callKey: ERASED })).toEqual([]);
      expect((await storage.audit.list({ limit: 10, callKey: KEPT }))[0]?.detail).toEqual({ reason: SECRET });

      expect(await refusalOf(erase(ERASED))).toBe("NOT_FOUND");
      await closeJobs();
      expect(await holds(SECRET)).toBeTrue();
      // What is old goes with its dead letters, and that a call was erased is remembered no longer.
      const removeOldJobs = jobSweeper({ ...opened, clock: systemClock, logger });
      await storage.sweep(DAY_MS);
      await removeOldJobs(DAY_MS);
      expect(await storage.isErased(ERASED)).toBeTrue();
      await storage.sweep(-1);
      expect(await holds(SECRET)).toBeTrue();
      await removeOldJobs(-1);
      expect(await holds(SECRET)).toBeFalse();
      expect(await holds("700000000000002")).toBeFalse();
      expect(await storage.isErased(ERASED)).toBeFalse();
    },
    LIMIT_MS,
  );

  test(
    "a call that lives or has not ended is left alone, and an unknown one is not shut out",
    async () => {
      const opened = await open();
      await fill(opened, "five9-live", 2);
      const live = eraserOf(opened, async (callKey) => callKey === "five9-live");
      expect(await refusalOf(live("five9-live"))).toBe("CONFLICT");
      await fill(opened, "five9-unfinished", null);
      expect(await refusalOf(live("five9-unfinished"))).toBe("CONFLICT");
      expect(await opened.storage.calls.get("five9-unfinished")).not.toBeNull();
      expect(await refusalOf(live("five9-mistyped"))).toBe("NOT_FOUND");
      const begun = await opened.storage.deliveryLog.append(roomOf("five9-mistyped"), eventOf("x", "m"));
      expect(begun).toEqual({ sequence: 1, duplicate: false });
    },
    LIMIT_MS,
  );
}

/** Opened at the first test, closed after the last. */
function openedOnce(locate: () => Promise<StorageLocation>) {
  let opened: Promise<OpenedStorage> | null = null;
  afterAll(async () => (await opened)?.close(), LIMIT_MS);
  return () => {
    opened ??= locate().then((location) => openStorage(location, { logger, timeoutMs: LIMIT_MS }));
    return opened;
  };
}

describe("in the data directory", () => {
  let directory = "";
  const open = openedOnce(async () => {
    directory = await makeDataDirectory("eraser");
    return { dataDirectory: directory };
  });
  afterAll(() => rm(directory, { recursive: true, force: true }), LIMIT_MS);
  erasing(open, async (text) => filesHolding(directory, [text]).length > 0);
});

describe.skipIf(redisServerPath === null)(`on Redis${redisSkipNote}`, () => {
  let server: Awaited<ReturnType<typeof startRedisServer>> | null = null;
  const open = openedOnce(async () => {
    server = await startRedisServer();
    return { redisUrl: server.url };
  });
  afterAll(async () => server?.close());
  erasing(open, async (text) => (await keysHolding(server?.url ?? "", [text])).length > 0);
});
