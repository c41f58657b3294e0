/** A Redis of a test file behind a line that can fall silent. */
import { afterAll, beforeAll, describe } from "bun:test";
import { redisServerPath, redisSkipNote, startRedisServer, type TestRedisServer } from "./redis-server.ts";
import { openTcpLine, type TcpLine } from "./tcp-line.ts";

const START_LIMIT_MS = 600_000;

export interface RedisLine {
  readonly line: TcpLine;
  /** By the line. */
  readonly lineUrl: string;
  /** Past the line. */
  readonly redisUrl: string;
}

/** Describes what needs both; where no Redis is installed, that is skipped, and the name says why. */
export function describeRedisLine(name: string, tests: (there: () => RedisLine) => void): void {
  describe.skipIf(redisServerPath === null)(`${name}${redisSkipNote}`, () => {
    let redis: TestRedisServer;
    let line: TcpLine;
    beforeAll(async () => {
      redis = await startRedisServer();
      line = await openTcpLine(redis.url);
    }, START_LIMIT_MS);
    afterAll(async () => {
      await line?.close();
      await redis?.close();
    }, START_LIMIT_MS);
    tests(() => ({ line, lineUrl: line.url.replace("http:", "redis:"), redisUrl: redis.url }));
  });
}
