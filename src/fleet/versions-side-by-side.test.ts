/** Calls of an earlier version, and of a newer one beside this one, keep an owner. */
import { expect, test } from "bun:test";
import { CALL, createCallFixture, openLeg } from "../../test/support/call-fixture.ts";
import { eventually } from "../../test/support/eventually.ts";
import { describeFleet } from "../../test/support/use-fleet-scene.ts";

describeFleet("versions side by side", (scene) => {
  /** A call as a process without a fleet left it. */
  async function leaveCall(): Promise<void> {
    const former = createCallFixture({ store: Object.assign(scene.storage.calls, { failure: null }) });
    await former.send(openLeg("a", "agent"));
    await former.directory.suspend();
  }

  test("a call that has a record and no job gets one owner, however many instances look", async () => {
    await leaveCall();
    const all = await Promise.all([scene.start(), scene.start()]);
    const unfinished = await scene.storage.calls.listUnfinished();
    expect(unfinished.map(({ callKey }) => callKey)).toEqual([CALL.callKey]);
    await Promise.all(all.map(({ fleet }) => fleet.adopt(unfinished)));
    const owner = await scene.owner();
    expect(all.filter(({ calls }) => calls.view() !== null)).toEqual([owner]);
    // One that starts later changes nothing.
    await all[0]?.fleet.adopt(await scene.storage.calls.listUnfinished());
    expect(owner.fleet.ownershipOf(CALL.callKey)?.epoch).toBe(1);
    owner.calls.deliver({ type: "call.end", reason: "a wish" });
    await eventually(async () => expect(await scene.storage.calls.listUnfinished()).toEqual([]));
    // A look that was made before the end finds nothing to do.
    await all[1]?.fleet.adopt(unfinished);
    await eventually(async () => {
      const { state } = (await all[1]?.fleet.placeOf(CALL.callKey)) ?? {};
      expect(state).toBe("nowhere");
    });
    expect(await scene.storage.calls.listUnfinished()).toEqual([]);
  });

  test("a record that only a newer version can read waits for an instance of it", async () => {
    await leaveCall();
    const { calls } = scene.storage;
    const [record] = await calls.listUnfinished();
    if (record === undefined) throw new Error("no record");
    await calls.save({ ...record, snapshot: { of: "a newer version" } });
    let tries = 0;
    const elsewhere = async () => {
      tries += 1;
      return { legs: [], speakers: [], desktops: [], applications: [] };
    };
    const one = await scene.start({ hooks: { elsewhere } });
    await one.fleet.adopt([record]);
    await eventually(() => tries >= 2);
    expect(await calls.listUnfinished()).toHaveLength(1);
    // As an instance of the newer version reads it.
    await calls.save(record);
    await scene.owner();
  });
});
