/** A call's history tells which instances had it. */
import { expect, test } from "bun:test";
import { CALL, openLeg } from "../../test/support/call-fixture.ts";
import { eventually } from "../../test/support/eventually.ts";
import type { SceneInstance } from "../../test/support/fleet-scene.ts";
import { describeFleet } from "../../test/support/use-fleet-scene.ts";

describeFleet("owners of a call", (scene) => {
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
