/** Snapshots of earlier versions and of unknown shapes, on their way back to a living call. */
import { describe, expect, test } from "bun:test";
import { CALL, createCallFixture, openLeg } from "../../test/support/call-fixture.ts";
import { formerCall } from "../../test/support/former-data.ts";
import { initialCallContext } from "../actors/call/context.ts";
import { currentSnapshot } from "./stored-snapshot.ts";

test.each(["streaming", "2e2b439/live-vaic"] as const)(
  "the snapshot of %s gets every field that its version did not have",
  async (name) => {
    const { call } = await formerCall(name);
    const { context: former } = call.snapshot as { context: Parameters<typeof initialCallContext>[0] };
    const lacking = Object.entries(initialCallContext(former)).filter(([field]) => !(field in former));
    expect(lacking.length).toBeGreaterThan(0);
    expect(currentSnapshot(call)?.context).toMatchObject(Object.fromEntries(lacking));
  },
);

describe("an unfinished call whose snapshot cannot be read", () => {
  test.each([null, "text", {}, { context: null }, { context: { legs: "many" } }])(
    "%o: is stored as ended, and the others are restored",
    async (snapshot) => {
      const first = createCallFixture();
      first.deliver(openLeg("a", "agent"));
      await first.settle();
      await first.directory.suspend();
      const stored = await first.store.get(CALL.callKey);
      if (stored === null) throw new Error("nothing is stored");
      await first.store.save({ ...stored, callKey: "five9-0", snapshot });
      const second = createCallFixture({ store: first.store });
      await second.directory.restore();
      expect(second.directory.list().map(({ ref }) => ref.callKey)).toEqual([CALL.callKey]);
      expect((await first.store.get("five9-0"))?.endedAtMs).not.toBeNull();
    },
  );
});
