/** Instances share calls in the same way on a cluster, and over a fail-over of Sentinels. */
import { expect, test } from "bun:test";
import { CALL, openLeg } from "../../test/support/call-fixture.ts";
import { eventually } from "../../test/support/eventually.ts";
import { type FleetScene, LONG_LOCK_MS, openFleetScene } from "../../test/support/fleet-scene.ts";
import { startRedisCluster } from "../../test/support/redis-cluster.ts";
import { startRedisSentinel } from "../../test/support/redis-sentinel.ts";
import { redisServerPath, redisSkipNote } from "../../test/support/redis-server.ts";
import type { CallEvent } from "../actors/call/events.ts";

const LIMIT_MS = 300_000;

const gap = (gapMs: number): CallEvent => ({
  ...{ type: "audio.gap", legId: "a", speaker: "agent", gapMs, reason: "sendTime" },
});

async function expectHeard(scene: FleetScene, gaps: number[]): Promise<void> {
  await eventually(async () => {
    const owner = await scene.owner();
    await owner.store();
    const lines = await scene.storage.calls.readHistory(CALL.callKey, 1_000);
    const heard = lines.filter(({ event }) => event === "audio.gap").map(({ detail }) => detail?.["gapMs"]);
    expect(heard).toEqual(gaps);
  }, LIMIT_MS);
}

test.skipIf(redisServerPath === null)(
  `a cluster of three masters carries a call over the death of its owner${redisSkipNote}`,
  async () => {
    const cluster = await startRedisCluster();
    const scene = await openFleetScene(cluster.url);
    try {
      const [one, other, third] = await Promise.all([scene.start(), scene.start(), scene.start()]);
      await one.fleet.send(CALL, openLeg("a", "agent"));
      for (const n of [1, 2, 3]) await other.fleet.send(CALL, gap(n));
      await expectHeard(scene, [1, 2, 3]);
      const owner = await scene.owner();
      await owner.kill();
      const sender = owner === third ? other : third;
      for (const n of [4, 5]) expect(await sender.fleet.send(CALL, gap(n))).toBe("taken");
      await expectHeard(scene, [1, 2, 3, 4, 5]);
      const next = await scene.owner();
      next.calls.deliver({ type: "call.end", reason: "a wish" });
      await eventually(async () => expect(await sender.fleet.sendTo(CALL.callKey, gap(6))).toBe("unknown"));
    } finally {
      await scene.close();
      await cluster.close();
    }
  },
  LIMIT_MS,
);

test.skipIf(redisServerPath === null)(
  `a fail-over by a Sentinel loses no call and no event${redisSkipNote}`,
  async () => {
    const sentinel = await startRedisSentinel();
    const scene = await openFleetScene(sentinel.url);
    try {
      const [one, other] = await Promise.all([
        scene.start({ lockMs: LONG_LOCK_MS }),
        scene.start({ lockMs: LONG_LOCK_MS }),
      ]);
      await one.fleet.send(CALL, openLeg("a", "agent"));
      const owner = await scene.owner();
      const sender = owner === one ? other : one;
      for (const n of [1, 2]) await sender.fleet.send(CALL, gap(n));
      await expectHeard(scene, [1, 2]);
      await sentinel.replicated();
      await sentinel.master.kill();
      const sent = [3, 4, 5].map((n) => sender.fleet.send(CALL, gap(n)));
      expect(await Promise.all(sent)).toEqual(["taken", "taken", "taken"]);
      await expectHeard(scene, [1, 2, 3, 4, 5]);
      // A worker whose connection waits for its next try would end after its deadline only.
      await Promise.all([one.kill(), other.kill()]);
    } finally {
      await scene.close();
      await sentinel.close();
    }
  },
  LIMIT_MS,
);
