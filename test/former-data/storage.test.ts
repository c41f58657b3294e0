/** Both databases as an earlier version left them when it was killed: everything in them is found again. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { createLogger } from "../../src/base/log.ts";
import type { MediastreamEvent } from "../../src/jobs/mediastream-event.ts";
import { startMediastreamJobs } from "../../src/jobs/mediastream-jobs.ts";
import { startWebhookJobs } from "../../src/jobs/webhook-jobs.ts";
import { type OpenedStorage, openStorage } from "../../src/storage/open-storage.ts";
import { eventually } from "../support/eventually.ts";
import {
  type FormerCallName,
  fillFormerRedis,
  formerCall,
  formerCallKeys,
  formerClock,
  unpackFormerDirectory,
} from "../support/former-data.ts";
import {
  redisServerPath,
  redisSkipNote,
  startRedisServer,
  type TestRedisServer,
} from "../support/redis-server.ts";

const START_MS = 60_000;
const JOBS_MS = 30_000;
const ENDED: FormerCallName[] = ["ended-five9", "faults-five9", "ended-vaic"];
const ROOMS = "projects/demo-project/conversations";
const UNUSABLE_ID = "no call id of Five9";
const logger = createLogger("silent");

function reads(keys: Record<FormerCallName, string>, opened: () => OpenedStorage): void {
  const names = Object.keys(keys) as FormerCallName[];
  const live = names.filter((name) => !ENDED.includes(name));

  test("the calls, those that were live apart, each with its summary and its whole history", async () => {
    const { calls } = opened().storage;
    const unfinished = (await calls.listUnfinished()).map(({ callKey }) => callKey);
    expect(unfinished.toSorted()).toEqual(live.map((name) => keys[name]).toSorted());
    const rows = await calls.listSummaries({ limit: 100 });
    expect(rows.map(({ callKey }) => callKey).toSorted()).toEqual(Object.values(keys).toSorted());
    for (const { callKey, summary } of rows) {
      const call = await calls.get(callKey);
      expect(summary?.callKey).toBe(callKey);
      const lines = (await calls.readHistory(callKey, 1_000)).map(({ line }) => line ?? 0);
      expect(lines).toEqual(Array.from({ length: call?.lastLine ?? -1 }, (_, place) => place + 1));
    }
  });

  test("the delivery logs, in order and without a gap", async () => {
    for (const name of ["ended-five9", "ended-vaic", "streaming"] as const) {
      const log = await opened().storage.deliveryLog.readAfter(`${ROOMS}/${keys[name]}`, 0, 1_000);
      expect(log.length).toBeGreaterThan(5);
      expect(log.map(({ sequence }) => sequence)).toEqual(log.map((_, place) => place + 1));
      for (const { data, dataType } of log) {
        expect(dataType).toEndWith("-event");
        expect(JSON.parse(data)).toBeObject();
      }
    }
  });

  test("the name of a conversation, and what operators did", async () => {
    const { conversationNames, audit } = opened().storage;
    expect(await conversationNames.get("session-awaiting")).toEndWith(`/conversations/${keys.awaiting}`);
    const entries = await audit.list({ limit: 100 });
    const deeds = entries.map(({ operator, action, outcome }) => `${operator} ${action} ${outcome}`);
    expect(deeds.toReversed()).toEqual([
      "vera reveal refused",
      "ada reveal done",
      "ada bundle.download done",
      "ada bundle.download done",
      "ada bundle.download done",
      "ada recognition.stop done",
      "vera call.action refused",
      "ada recognition.rollOver done",
      "ada bundle.download done",
    ]);
    expect(await audit.list({ limit: 9, callKey: keys.stopped })).toHaveLength(2);
  });

  test(
    "a MediaStream report that waited is handled, and dead letters can be tried again",
    async () => {
      const handled: MediastreamEvent[] = [];
      const jobs = await startMediastreamJobs({
        backend: await opened().openJobs(),
        handle: (event) => void handled.push(event),
        logger,
        clock: formerClock,
        // A report that the killed process was handling is taken over once its lock is stale.
        lockMs: 1_000,
      });
      try {
        await eventually(() => handled.some(({ callId }) => callId === "300999999999999"), JOBS_MS);
        const dead = await jobs.deadLetters.list(10);
        expect(dead.map(({ subject }) => subject.callId).toSorted()).toEqual(["", UNUSABLE_ID]);
        for (const { reason } of dead)
          expect(reason).toBe("PROTOCOL_VIOLATION: the event names no usable call id");
        const unusable = dead.find(({ subject }) => subject.callId === UNUSABLE_ID);
        await jobs.deadLetters.retry(unusable?.id ?? "");
        await eventually(() => handled.some(({ callId }) => callId === UNUSABLE_ID), JOBS_MS);
        expect(handled).toHaveLength(2);
      } finally {
        await jobs.close();
      }
    },
    JOBS_MS,
  );

  test(
    "suggestions that waited are posted, and so is a dead letter that is tried again",
    async () => {
      const posted: { id: string; format: string }[] = [];
      const recipient = Bun.serve({
        hostname: "127.0.0.1",
        port: 0,
        async fetch(request) {
          posted.push((await request.json()) as { id: string; format: string });
          return new Response(null, { status: 204 });
        },
      });
      const target = { url: recipient.url.href, secret: "shared-with-the-recipient", deadlineMs: 5_000 };
      const jobs = await startWebhookJobs({
        backend: await opened().openJobs(),
        target,
        logger,
        clock: formerClock,
      });
      try {
        // What the killed process was posting comes last, when its lock is stale: that is not waited for.
        const { delayed, waiting, completed, deadLetters } = await jobs.counts();
        const waited = delayed + waiting + completed;
        expect(waited).toBeGreaterThan(3);
        expect(deadLetters).toBeGreaterThan(0);
        await eventually(() => posted.length >= waited, JOBS_MS);
        for (const { format } of posted) expect(format).toBe("sidetone.suggestion");
        const [dead] = await jobs.deadLetters.list(1);
        await jobs.deadLetters.retry(dead?.id ?? "");
        await eventually(() => posted.some(({ id }) => id === dead?.subject.id), JOBS_MS);
      } finally {
        await jobs.close();
        await recipient.stop(true);
      }
    },
    JOBS_MS,
  );
}

describe("the embedded database of version f00d684", () => {
  let directory: string;
  let opened: OpenedStorage;
  beforeAll(async () => {
    directory = await unpackFormerDirectory();
    opened = await openStorage({ dataDirectory: directory }, { logger });
  }, START_MS);
  afterAll(async () => {
    await opened.close();
    await rm(directory, { recursive: true, force: true });
  }, START_MS);

  test("each row is what that version itself read", async () => {
    const { calls } = opened.storage;
    for (const [name, key] of Object.entries(formerCallKeys.embedded)) {
      const former = await formerCall(name as FormerCallName);
      expect(await calls.get(key)).toEqual(former.call);
      expect(await calls.readHistory(key, 1_000)).toEqual(former.history);
    }
  });

  reads(formerCallKeys.embedded, () => opened);
});

describe.skipIf(redisServerPath === null)(`the Redis of version f00d684${redisSkipNote}`, () => {
  let server: TestRedisServer;
  let opened: OpenedStorage;
  beforeAll(async () => {
    server = await startRedisServer();
    await fillFormerRedis(server.url);
    opened = await openStorage({ redisUrl: server.url }, { logger });
  }, START_MS);
  afterAll(async () => {
    await opened.close();
    await server.close();
  }, START_MS);

  reads(formerCallKeys.redis, () => opened);
});
