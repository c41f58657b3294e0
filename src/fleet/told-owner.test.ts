/** An instance that stood still tells its calls what it has, before it has heard that some of them are another's. */
import { expect, test } from "bun:test";
import { CALL, openLeg } from "../../test/support/call-fixture.ts";
import { eventually } from "../../test/support/eventually.ts";
import { LONG_LOCK_MS } from "../../test/support/fleet-scene.ts";
import { describeFleet } from "../../test/support/use-fleet-scene.ts";

describeFleet("what an instance tells a call's owner", (scene, look) => {
  const legsOf = (one: Awaited<ReturnType<typeof scene.start>>) =>
    one.calls.directory.get(CALL.callKey)?.report().legs.length;

  test("reaches the one that has taken the call over from it", async () => {
    // Its next renewal of the lock is minutes away: as one that has just woken up, it takes itself for the owner.
    const former = await scene.start({ lockMs: LONG_LOCK_MS, maxCalls: 1 });
    await former.fleet.send(CALL, openLeg("a", "agent"));
    await eventually(() => former.calls.view() !== null);
    await former.store();
    const owner = await scene.start();
    await look().del(...(await look().keys(scene.keysOf("*:lock"))));
    await eventually(() => owner.calls.view() !== null);
    expect(await former.fleet.tellOwner(CALL.callKey, openLeg("c", "customer"))).toBe("taken");
    await eventually(() => legsOf(owner) === 2);
    expect(legsOf(former)).toBe(1);
    await former.kill();
  }, 600_000);

  test("is heard here where the call still is", async () => {
    const owner = await scene.start({ lockMs: LONG_LOCK_MS });
    await owner.fleet.send(CALL, openLeg("a", "agent"));
    await eventually(() => owner.calls.view() !== null);
    expect(await owner.fleet.tellOwner(CALL.callKey, openLeg("c", "customer"))).toBe("taken");
    await eventually(() => legsOf(owner) === 2);
  }, 600_000);
});
