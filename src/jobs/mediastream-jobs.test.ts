/** MediaStream jobs on both backends: the embedded database and a real Redis. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { makeDataDirectory } from "../../test/support/database-template.ts";
import { eventually } from "../../test/support/eventually.ts";
import { mediastreamJobsContract, nextEvent } from "../../test/support/mediastream-jobs-contract.ts";
import {
  redisServerPath,
  redisSkipNote,
  startRedisServer,
  type TestRedisServer,
} from "../../test/support/redis-server.ts";
import { createLogger } from "../base/log.ts";
import { type EmbeddedDatabase, startEmbeddedDatabase } from "../storage/embedded/embedded-database.ts";
import { type MediastreamJobs, startMediastreamJobs } from "./mediastream-jobs.ts";

const logger = createLogger("silent");

/** Rejects fast enough for an HTTP answer. */
async function expectAway(jobs: MediastreamJobs): Promise<void> {
  await expect(jobs.queue.enqueue(nextEvent())).rejects.toMatchObject({
    code: "STORAGE_FAILED",
    retryable: true,
  });
}

describe("MediaStream jobs in the embedded database", () => {
  let database: EmbeddedDatabase;
  let directory: string;

  beforeAll(async () => {
    directory = await makeDataDirectory("jobs");
    database = await startEmbeddedDatabase({ dataDirectory: directory, logger });
  }, 600_000);
  afterAll(async () => {
    await database.close();
    await rm(directory, { recursive: true, force: true });
  });

  mediastreamJobsContract(() => database);

  test("an event is refused within the deadline when the database is gone", async () => {
    const gone = await startMediastreamJobs({
      ...{ backend: database, handle: () => {}, logger, enqueueTimeoutMs: 500, closeTimeoutMs: 100 },
    });
    await gone.queue.enqueue(nextEvent());
    await database.close();
    await expectAway(gone);
    await gone.close();
  }, 600_000);
});

describe.skipIf(redisServerPath === null)(`MediaStream jobs on Redis${redisSkipNote}`, () => {
  let server: TestRedisServer;

  beforeAll(async () => {
    server = await startRedisServer();
  }, 600_000);
  afterAll(() => server.close());

  mediastreamJobsContract(() => ({ redisUrl: server.url }));

  test("an event is refused within the deadline while Redis is away, and accepted when it is back", async () => {
    const doomed = await startRedisServer();
    const handled: string[] = [];
    const jobs = await startMediastreamJobs({
      backend: { redisUrl: doomed.url },
      handle: ({ callId }) => void handled.push(callId),
      logger,
      enqueueTimeoutMs: 500,
      closeTimeoutMs: 500,
    });
    await jobs.queue.enqueue(nextEvent());
    await doomed.kill();
    await expectAway(jobs);
    const revived = await startRedisServer({ port: doomed.port });
    const event = nextEvent();
    await eventually(() => jobs.queue.enqueue(event));
    await eventually(() => handled.includes(event.callId));
    await jobs.close();
    await revived.close();
  }, 600_000);

  test("starting without Redis is refused within the deadline", async () => {
    const doomed = await startRedisServer();
    await doomed.kill();
    const start = startMediastreamJobs({
      backend: { redisUrl: doomed.url },
      handle: () => {},
      logger,
      startTimeoutMs: 300,
      closeTimeoutMs: 300,
    });
    await expect(start).rejects.toMatchObject({ code: "STORAGE_FAILED" });
  });
});
