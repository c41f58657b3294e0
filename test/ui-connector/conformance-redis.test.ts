/** The same contract, spoken to a Sidetone that keeps everything in Redis. */
import { afterAll, beforeAll, describe, setDefaultTimeout } from "bun:test";
import {
  redisServerPath,
  redisSkipNote,
  startRedisServer,
  type TestRedisServer,
} from "../support/redis-server.ts";
import { proxyContract } from "./proxy-contract.ts";
import { restContract } from "./rest-contract.ts";
import { socketContract } from "./socket-contract.ts";
import { type ConnectorTarget, isExternal, openTarget } from "./target.ts";

/** Tests wait for conditions; this only ends what hangs. */
setDefaultTimeout(600_000);

describe.skipIf(redisServerPath === null || isExternal)(`with Redis${redisSkipNote}`, () => {
  let redis: TestRedisServer;
  let target: ConnectorTarget;
  beforeAll(async () => {
    redis = await startRedisServer();
    target = await openTarget({ REDIS_URL: redis.url });
  }, 600_000);
  afterAll(async () => {
    await target.close();
    await redis.close();
  }, 600_000);

  restContract(() => target);
  proxyContract(() => target);
  socketContract(() => target);
});
