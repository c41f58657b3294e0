/** A worker whose connections to Redis carry nothing any more, as where its host lost its power, works on. */
import { expect, test } from "bun:test";
import { eventually } from "../../test/support/eventually.ts";
import { describeRedisLine } from "../../test/support/redis-line.ts";
import { systemClock } from "../base/clock.ts";
import { makeQueue, makeWorker } from "./queue-backend.ts";

const STORY_MS = 600_000;

describeRedisLine("a silent connection of a worker", (there) => {
  test(
    "is replaced, and the jobs that came meanwhile are done",
    async () => {
      const { line, lineUrl, redisUrl } = there();
      const done: string[] = [];
      const worker = makeWorker("some", { redisUrl: lineUrl }, async (job) => void done.push(job.name), {
        clock: systemClock,
        concurrency: 1,
        lockDuration: 30_000,
        maxStalledCount: 3,
        stalledInterval: 30_000,
      });
      worker.on("error", () => {});
      const queue = makeQueue("some", { redisUrl }, {});
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
