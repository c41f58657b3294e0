/** A worker whose connections to Redis carry nothing any more, as where its host lost its power, works on. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../../test/support/eventually.ts";
import {
  redisServerPath,
  redisSkipNote,
  startRedisServer,
  type TestRedisServer,
} from "../../test/support/redis-server.ts";
import { openTcpLine, type TcpLine } from "../../test/support/tcp-line.ts";
import { systemClock } from "../base/clock.ts";
import { makeQueue, makeWorker } from "./queue-backend.ts";

const STORY_MS = 600_000;

describe.skipIf(redisServerPath === null)(`a silent connection of a worker${redisSkipNote}`, () => {
  let redis: TestRedisServer;
  let line: TcpLine;

  beforeAll(async () => {
    redis = await startRedisServer();
    line = await openTcpLine(`http://127.0.0.1:${redis.port}`);
  }, STORY_MS);
  afterAll(async () => {
    await line?.close();
    await redis?.close();
  }, STORY_MS);

  test(
    "is replaced, and the jobs that came meanwhile are done",
    async () => {
      const done: string[] = [];
      const worker = makeWorker(
        "some",
        { redisUrl: line.url.replace("http:", "redis:") },
        async (job) => void done.push(job.name),
        {
          clock: systemClock,
          concurrency: 1,
          lockDuration: 30_000,
          maxStalledCount: 3,
          stalledInterval: 30_000,
        },
      );
      worker.on("error", () => {});
      const queue = makeQueue("some", { redisUrl: `redis://127.0.0.1:${redis.port}` }, {});
      try {
        await eventually(() => queue.add("before", {}));
        await eventually(() => expect(done).toEqual(["before"]));
        line.fallSilent();
        await queue.add("meanwhile", {});
        await eventually(() => expect(done).toEqual(["before", "meanwhile"]));
      } finally {
        line.cut();
        await Promise.all([worker.close(true), queue.close()]);
      }
    },
    STORY_MS,
  );
});
