/** The fleet of a test file: one Redis for all its tests, and new instances with keys of their own for each. */
import { afterAll, afterEach, beforeAll, beforeEach, describe } from "bun:test";
import { type FleetScene, openFleetScene } from "./fleet-scene.ts";
import { redisServerPath, redisSkipNote, startRedisServer, type TestRedisServer } from "./redis-server.ts";

/** Describes what needs a fleet; where no Redis is installed, that is skipped, and the name says why. */
export function describeFleet(name: string, tests: (scene: FleetScene) => void): void {
  describe.skipIf(redisServerPath === null)(`${name}${redisSkipNote}`, () => {
    let redis: TestRedisServer;
    let scene: FleetScene;
    beforeAll(async () => {
      redis = await startRedisServer();
    });
    beforeEach(async () => {
      scene = await openFleetScene(redis.url);
    });
    afterEach(() => scene.close());
    afterAll(() => redis.close());
    tests({
      get storage() {
        return scene.storage;
      },
      keysOf: (ending) => scene.keysOf(ending),
      start: (options) => scene.start(options),
      owner: () => scene.owner(),
      close: () => scene.close(),
    });
  });
}
