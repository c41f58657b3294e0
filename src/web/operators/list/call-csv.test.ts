import { expect, test } from "bun:test";
import { inventFleet } from "../../../../test/support/console-preview/invented-fleet.ts";
import { csvOf } from "./call-csv.ts";
import { localTimeOf, millisecondsOf } from "./time-fields.ts";

const [call] = inventFleet({ calls: 1, ended: 0, nowMs: 10_000_000 }).calls.values();
if (call === undefined) throw new Error("no call");

test("a cell that a spreadsheet would take for a formula is a text, and commas, quotes and lines stay in their cell", () => {
  for (const begin of ["=", "+", "-", "@", "\t", "\r"]) {
    const csv = csvOf([{ ...call, vendorCallId: `${begin}1+1` }]);
    expect(csv).toContain(`'${begin}1+1`);
    expect(csv).not.toContain(`,${begin}1+1`);
  }
  const csv = csvOf([{ ...call, agentIds: ['a"b,c', "d\ne"] }]);
  expect(csv).toContain('"a""b,c d\ne"');
  expect(csv.startsWith("\uFEFFcall,source,")).toBe(true);
  expect(csv.endsWith("\r\n")).toBe(true);
});

test("times of the page and of the address are the same moment, and no time is none", () => {
  const ms = String(new Date(2026, 8, 21, 14, 13).getTime());
  expect(localTimeOf(ms)).toBe("2026-09-21T14:13");
  expect(millisecondsOf("2026-09-21T14:13")).toBe(ms);
  expect([localTimeOf(""), localTimeOf("9".repeat(16)), millisecondsOf(""), millisecondsOf("soon")]).toEqual([
    "",
    "",
    "",
    "",
  ]);
});
