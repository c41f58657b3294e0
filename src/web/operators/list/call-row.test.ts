import { expect, test } from "bun:test";
import { inventFleet } from "../../../../test/support/console-preview/invented-fleet.ts";
import { knowCarriers } from "../data/carrier-labels.ts";
import { callRow } from "./call-row.ts";

test("a row names its carrier as the server does, and one that the server does not know by its source", () => {
  const [call] = inventFleet({ calls: 1, ended: 0, nowMs: 0 }).calls.values();
  if (call === undefined) throw new Error("no call");
  knowCarriers([{ source: "further", label: "Further Carrier" }]);
  const valuesOf = (source: string) =>
    callRow({ ...call, source }, { index: 0, nowMs: 0, isCurrent: false, isSelected: false }).values;
  expect(valuesOf("further")).toContain("Further Carrier");
  expect(valuesOf("former")).toContain("former");
});
