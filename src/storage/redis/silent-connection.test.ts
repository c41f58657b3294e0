/** Storage whose connection to Redis carries nothing any more, as where its host lost its power, gets another one. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../../../test/support/eventually.ts";
import {
  redisServerPath,
  redisSkipNote,
  startRedisServer,
  type TestRedisServer,
} from "../../../test/support/redis-server.ts";
import { openTcpLine, type TcpLine } from "../../../test/support/tcp-line.ts";
import { createLogger } from "../../base/log.ts";
import { openRedisStorage } from "./redis-storage.ts";

const STORY_MS = 600_000;

describe.skipIf(redisServerPath === null)(`a silent connection of storage${redisSkipNote}`, () => {
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
    "fails what is asked of it, and is replaced",
    async () => {
      const storage = await openRedisStorage({
        redisUrl: line.url.replace("http:", "redis:"),
        logger: createLogger("silent"),
        timeoutMs: 1_000,
      });
      try {
        line.fallSilent();
        await expect(storage.ping()).rejects.toMatchObject({ code: "STORAGE_FAILED" });
        await eventually(() => storage.ping());
      } finally {
        await storage.close();
      }
    },
    STORY_MS,
  );
});
