import { describe, expect, test } from "bun:test";
import { addressOf, isCountry, phoneNumberOf } from "./phone-number.ts";

describe("phoneNumberOf()", () => {
  test.each([
    ["+14155550123", "+14155550123"],
    ["(415) 555-0123", "+14155550123"],
    ["1 415 555 0123", "+14155550123"],
    ["tel:+1-415-555-0123", "+14155550123"],
    ["sip:+14155550123@sbc.example.net;user=phone", "+14155550123"],
    ["+14155550123;phone-context=example.net", "+14155550123"],
    ["+44 20 7946 0018", "+442079460018"],
    ["4711", "4711"],
  ])("%s is %s", (text, number) => {
    expect(phoneNumberOf(text, "US")).toBe(number);
  });

  test("a number without its country is one of the country that is set", () => {
    expect(phoneNumberOf("020 7946 0018", "GB")).toBe("+442079460018");
    expect(phoneNumberOf("0044 20 7946 0018", "DE")).toBe("+442079460018");
  });

  test.each(["", " ", "agent-seven", "@example.net", "1", "+", "x".repeat(300)])("%p is none", (text) => {
    expect(phoneNumberOf(text, "US")).toBeNull();
  });
});

test("an address that is no number is compared by its user part, in small letters", () => {
  expect(addressOf("sip:Agent7@sbc.example.net", "US")).toBe("agent7");
  expect(addressOf("agent7", "US")).toBe("agent7");
  expect(addressOf("415 555 0123", "US")).toBe("+14155550123");
  expect(addressOf("", "US")).toBeNull();
});

test("only countries with a numbering plan count", () => {
  expect(isCountry("US")).toBeTrue();
  expect(isCountry("us")).toBeFalse();
  expect(isCountry("XX")).toBeFalse();
});
