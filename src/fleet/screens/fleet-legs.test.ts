/** Who has to know whose calls these are hears of the legs of calls on every instance. */
import { expect, test } from "bun:test";
import { CALL, closeLeg, openLeg } from "../../../test/support/call-fixture.ts";
import { eventually } from "../../../test/support/eventually.ts";
import { LONG_LOCK_MS, type SceneInstance } from "../../../test/support/fleet-scene.ts";
import { describeFleet } from "../../../test/support/use-fleet-scene.ts";

describeFleet("legs of a fleet", (scene) => {
  function heardAt({ legs }: SceneInstance): string[] {
    const heard: string[] = [];
    legs.onLegs({
      opened: ({ callKey }, { legId, speaker }) => heard.push(`${callKey} ${speaker} ${legId} opened`),
      closed: ({ callKey }, legId) => heard.push(`${callKey} ${legId} closed`),
      ended: ({ callKey }) => heard.push(`${callKey} ended`),
    });
    return heard;
  }

  test("legs that are open already and those that come are heard elsewhere, and so is the end", async () => {
    const far = await scene.start({ maxCalls: 0 });
    const early = heardAt(far);
    await scene.start({ lockMs: LONG_LOCK_MS });
    await far.fleet.send(CALL, openLeg("a", "agent"));
    await eventually(() => expect(early).toEqual([`${CALL.callKey} agent a opened`]));
    const late = heardAt(await scene.start({ maxCalls: 0 }));
    await eventually(() => expect(late).toEqual(early));
    await far.fleet.send(CALL, openLeg("b", "customer"));
    await far.fleet.send(CALL, closeLeg("a", "agent"));
    // The wish goes straight to the owner, and the legs' events by mail.
    await eventually(() => expect(early).toHaveLength(3));
    (await scene.owner()).calls.deliver({ type: "call.end", reason: "a wish" });
    const all = ["agent a opened", "customer b opened", "a closed", "ended"];
    for (const heard of [early, late]) {
      await eventually(() => expect(heard).toEqual(all.map((what) => `${CALL.callKey} ${what}`)));
    }
  });

  test("a new owner ends nothing: the leg is known all the time", async () => {
    const elsewhere = async () => ({ legs: ["a"], speakers: [], desktops: [], applications: [] });
    const far = await scene.start({ maxCalls: 0 });
    const heard = heardAt(far);
    await scene.start({ lockMs: LONG_LOCK_MS });
    await far.fleet.send(CALL, openLeg("a", "agent"));
    const owner = await scene.owner();
    await owner.store();
    const next = await scene.start({ lockMs: LONG_LOCK_MS, hooks: { elsewhere } });
    await owner.close();
    await eventually(() => next.calls.view()?.media === "streaming");
    await next.fleet.send(CALL, openLeg("b", "customer"));
    await eventually(() => expect(heard.at(-1)).toBe(`${CALL.callKey} customer b opened`));
    expect(heard).toHaveLength(2);
  });
});
