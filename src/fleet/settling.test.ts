/** Who has sent something to a call may wait until its owner has handled it, wherever that is. */
import { expect, test } from "bun:test";
import { CALL, openLeg } from "../../test/support/call-fixture.ts";
import { LONG_LOCK_MS } from "../../test/support/fleet-scene.ts";
import { describeFleet } from "../../test/support/use-fleet-scene.ts";

describeFleet("settling", (scene) => {
  test("who sent the first event of a call may wait until its owner has handled it, and has said what it orders", async () => {
    const ordered: string[] = [];
    const lockMs = LONG_LOCK_MS;
    const sender = await scene.start({ lockMs, maxCalls: 0 });
    const delivered = sender.fleet.send(CALL, openLeg("a", "agent"));
    // There is nobody yet who could own it.
    const settled = delivered
      .then(() => sender.fleet.settled(CALL.callKey))
      .then(() => ordered.push("settled"));
    const owner = await scene.start({
      lockMs,
      hooks: { beforeEvent: () => void ordered.push("handled") },
    });
    await settled;
    expect(ordered).toEqual(["handled", "settled"]);
    expect(owner.calls.view()).not.toBeNull();
    await sender.fleet.sendTo(CALL.callKey, { type: "agent.presence", isPresent: true });
    await sender.fleet.settled(CALL.callKey);
    expect(ordered).toEqual(["handled", "settled", "handled"]);
    await sender.fleet.settled("no such call");
  });
});
