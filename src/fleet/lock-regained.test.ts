/** A worker that lost the lock of a call may get the call back itself, where no other takes calls: then it keeps it. */
import { expect, test } from "bun:test";
import { CALL, openLeg } from "../../test/support/call-fixture.ts";
import { eventually } from "../../test/support/eventually.ts";
import { SHORT_LOCK_MS } from "../../test/support/fleet-scene.ts";
import { describeFleet } from "../../test/support/use-fleet-scene.ts";

const RENEWALS = 3;

describeFleet("a lock", (scene, look) => {
  async function lockKey(): Promise<string | undefined> {
    return (await look().keys(scene.keysOf("*:lock")))[0];
  }

  test("that was lost and is held again by the same worker is renewed from then on", async () => {
    const only = await scene.start({ lockMs: SHORT_LOCK_MS });
    await only.fleet.send(CALL, openLeg("a", "agent"));
    await scene.owner();
    const first = only.fleet.ownershipOf(CALL.callKey)?.epoch ?? 0;
    await look().del((await lockKey()) ?? "");
    await eventually(() => (only.fleet.ownershipOf(CALL.callKey)?.epoch ?? 0) > first);
    let renewals = 0;
    let seen = { token: "", leftMs: 0 };
    await eventually(async () => {
      const key = await lockKey();
      const token = key === undefined ? null : await look().get(key);
      const leftMs = key === undefined ? 0 : await look().pttl(key);
      if (token !== seen.token) renewals = 0;
      else if (leftMs > seen.leftMs) renewals += 1;
      seen = { token: token ?? "", leftMs };
      expect(renewals).toBeGreaterThanOrEqual(RENEWALS);
    });
    expect(only.calls.view()).not.toBeNull();
  }, 600_000);
});
