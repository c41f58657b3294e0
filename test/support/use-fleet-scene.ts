/** The fleet of a test file: one Redis for all its tests, and new instances with keys of their own for each. */
import { afterAll, afterEach, beforeAll, beforeEach, describe } from "bun:test";
import { Redis } from "ioredis";
import { type FleetScene, openFleetScene } from "./fleet-scene.ts";
import { redisServerPath, redisSkipNote, startRedisServer, type TestRedisServer } from "./redis-server.ts";

/**
 * Describes what needs a fleet; where no Redis is installed, that is skipped, and the name says why. `look`, for the tests
 * themselves, gives a connection to the Redis.
 */
export function describeFleet(name: string, tests: (scene: FleetScene, look: () => Redis) => void): void {
  describe.skipIf(redisServerPath === null)(`${name}${redisSkipNote}`, () => {
    let redis: TestRedisServer;
    let scene: FleetScene;
    let looking: Redis;
    beforeAll(async () => {
      redis = await startRedisServer();
      looking = new Redis(redis.url, { lazyConnect: true });
    });
    beforeEach(async () => {
      scene = await openFleetScene(redis.url);
    });
    afterEach(() => scene.close());
    afterAll(async () => {
      looking.disconnect();
      await redis.close();
    });
    const proxied: FleetScene = {
      get storage() {
        return scene.storage;
      },
      keysOf: (ending) => scene.keysOf(ending),
      start: (options) => scene.start(options),
      owner: () => scene.owner(),
      close: () => scene.close(),
    };
    tests(proxied, () => looking);
  });
}
