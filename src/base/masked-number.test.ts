import { expect, test } from "bun:test";
import fc from "fast-check";
import { runs } from "../../test/support/property.ts";
import { maskedNumber } from "./masked-number.ts";

test.each([
  ["+1 555 010-4567", "…4567"],
  ["15550104567", "…4567"],
  ["(030) 901820/12", "…2012"],
  ["4711", "…11"],
  ["7", ""],
  ["anonymous", ""],
  ["dana.smith", ""],
  ["", ""],
])("of %p the last digits are %p", (number, shown) => {
  expect(maskedNumber(number, "last-digits")).toBe(shown);
});

test("whole is as it was written, hidden is nothing", () => {
  expect(maskedNumber(" +1 555 010-4567 ", "whole")).toBe("+1 555 010-4567");
  expect(maskedNumber("anonymous", "whole")).toBe("anonymous");
  expect(maskedNumber("+15550104567", "hidden")).toBe("");
});

test("never more than four digits, and never more than half of a number", () => {
  const property = fc.property(fc.string({ unit: fc.constantFrom(..."0123456789 +-()/.x") }), (text) => {
    const shown = maskedNumber(text, "last-digits").replace(/\D/g, "");
    expect(shown.length).toBeLessThanOrEqual(Math.min(4, text.replace(/\D/g, "").length / 2));
  });
  fc.assert(property, runs(500));
});
