/** A queue whose connection to Redis breaks in the first moments takes jobs with the next connection. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createServer, connect as dial, type Server } from "node:net";
import { eventually } from "../../test/support/eventually.ts";
import {
  redisServerPath,
  redisSkipNote,
  startRedisServer,
  type TestRedisServer,
} from "../../test/support/redis-server.ts";
import { makeQueue } from "./queue-backend.ts";

const STORY_MS = 600_000;

describe.skipIf(redisServerPath === null)(`a queue's first connection${redisSkipNote}`, () => {
  let redis: TestRedisServer;
  let server: Server;
  let connections = 0;

  /** Passes all on to Redis. The first connection is cut with the first question after the client's own. */
  beforeAll(async () => {
    redis = await startRedisServer();
    server = createServer((client) => {
      connections += 1;
      const isFirst = connections === 1;
      let isReady = false;
      const upstream = dial(redis.port, "127.0.0.1");
      client.on("data", (bytes) => {
        if (isFirst && isReady) client.destroy();
        else upstream.write(bytes);
      });
      upstream.on("data", (bytes) => {
        // The client asks this for itself.
        isReady ||= bytes.includes("redis_version");
        client.write(bytes);
      });
      for (const [one, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        one.on("close", () => other.destroy());
        one.on("error", () => other.destroy());
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  }, STORY_MS);
  afterAll(async () => {
    server?.close();
    await redis?.close();
  }, STORY_MS);

  test(
    "may break as it begins: jobs are taken with the next",
    async () => {
      const address = server.address();
      const port = typeof address === "object" ? address?.port : undefined;
      const queue = makeQueue("some", { redisUrl: `redis://127.0.0.1:${port}` }, {});
      queue.on("error", () => {});
      try {
        await eventually(() => queue.add("job", {}), 30_000);
        expect(await queue.getJobCounts("wait")).toEqual({ wait: 1 });
        expect(connections).toBeGreaterThan(1);
      } finally {
        await queue.disconnect();
      }
    },
    STORY_MS,
  );
});
