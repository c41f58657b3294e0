/** A call's history tells which instances had it. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { CALL, openLeg } from "../../test/support/call-fixture.ts";
import { eventually } from "../../test/support/eventually.ts";
import { type FleetScene, openFleetScene, type SceneInstance } from "../../test/support/fleet-scene.ts";
import {
  redisServerPath,
  redisSkipNote,
  startRedisServer,
  type TestRedisServer,
} from "../../test/support/redis-server.ts";

describe.skipIf(redisServerPath === null)(`owners of a call${redisSkipNote}`, () => {
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

  test("the history names the owner, and of each move both instances and whether the former one left in order", async () => {
    const owners = async () => {
      const lines = await scene.storage.calls.readHistory(CALL.callKey, 1_000);
      return lines.filter(({ event }) => event === "call.owned").map(({ detail }) => detail);
    };
    const moves: Record<string, unknown>[] = [];
    const moved = async (owner: SceneInstance, detail: object) => {
      moves.push({ instance: owner.id, ...detail });
      await eventually(async () => {
        await owner.store();
        expect(await owners()).toEqual(moves);
      });
    };
    const one = await scene.start();
    await one.fleet.send(CALL, openLeg("a", "agent"));
    const first = await scene.owner();
    await scene.start();
    await moved(first, { how: "began" });
    await first.close();
    const second = await scene.owner();
    await moved(second, { how: "handed over", former: first.id });
    await scene.start();
    await second.kill();
    const third = await scene.owner();
    await moved(third, { how: "taken over", former: second.id });
  });
});
