/** The walk of the delivery code: it keeps I15, and a log that breaks it is found. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { DeliveryRun } from "./delivery-run.ts";
import { proveDelivery, SMALL_DELIVERY } from "./delivery-walk.ts";

/** For a machine that does much else. */
setDefaultTimeout(600_000);

describe("delivery", () => {
  test.each([...SMALL_DELIVERY])("keeps I15: $name", async (scenario) => {
    const proof = await proveDelivery(scenario);
    expect(proof.counterexample).toBeNull();
    expect(proof.states).toBeGreaterThan(1_000);
  });

  test("a log that withholds its first entry from its readers breaks I15", async () => {
    const proof = await proveDelivery(
      { name: "", events: ["m1", "m2"], desktops: [1], faults: 0 },
      (scenario) => {
        const run = new DeliveryRun(scenario);
        const read = run.log.readAfter;
        run.log.readAfter = async (room, after, limit) => read(room, Math.max(1, after), limit);
        return run;
      },
    );
    expect(proof.counterexample?.what).toBe("desktop 0 saw 2");
    expect(proof.counterexample?.path.length).toBeGreaterThan(3);
  });
});
