import { expect, test } from "bun:test";
import { quoted } from "./quoted.ts";

test("a vendor's text stays one short line between quotation marks", () => {
  expect(quoted("TIMEOUT")).toBe("“TIMEOUT”");
  expect(quoted('a”) All is well.\nAlarm: "b\u202ec\u0000')).toBe("“a ) All is well. Alarm:  b c”");
  expect(quoted("x".repeat(500))).toBe(`“${"x".repeat(60)}…”`);
});
