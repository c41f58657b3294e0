/** Ids that no store takes are refused; other text is mended, and JSON from outside is clean as a whole. */
import { describe, expect, test } from "bun:test";
import { cleanText, cutText, isBlank, isId, parseJson } from "./text-safety.ts";

describe("an id", () => {
  test.each(["42", "6f1c-é-日本", "a b", "😀", "x".repeat(256)])("may be %p", (id) => {
    expect(isId(id)).toBe(true);
  });

  test.each([
    "",
    "a\0b",
    "a\nb",
    "\u007f",
    "\u0085",
    "\u2028",
    "a\uD800",
    "\uDC00b",
    "a\uFFFDb",
    "x".repeat(257),
  ])("may not be %p", (id) => {
    expect(isId(id)).toBe(false);
  });

  test("has the length its door allows", () => {
    expect(isId("abc", 3)).toBe(true);
    expect(isId("abcd", 3)).toBe(false);
  });
});

test("text is well-formed and without NUL afterwards, and otherwise what it was", () => {
  expect(cleanText("a\0b\uD800c")).toBe("a\uFFFDb\uFFFDc");
  expect(cleanText("line\nline 😀")).toBe("line\nline 😀");
});

test("JSON from outside is clean in values and names, at any depth", () => {
  const text = String.raw`{"a\u0000":["\ud800",{"b":"x\u0000y"}],"c":"\ud83d\ude00","n":1}`;
  expect(parseJson(text)).toEqual({ "a\uFFFD": ["\uFFFD", { b: "x\uFFFDy" }], c: "😀", n: 1 });
  expect(() => parseJson("{")).toThrow();
});

test.each([
  ["short", "short"],
  ["123456", "123456"],
  ["1234567", "123456"],
  ["12345😀7", "12345"],
  ["1234😀7", "1234😀"],
])("%p cut at six characters is %p: no half of a surrogate pair is left", (text, cut) => {
  expect(cutText(text, 6)).toBe(cut);
  expect(cutText(text, 6).isWellFormed()).toBe(true);
});

test.each([
  ["", true],
  [" \t\u00a0\u2003\u3000", true],
  ["\u200b\u2060\ufeff\u00ad", true],
  ["\u2800\u3164", true],
  ["\0\u0007", true],
  ["a", false],
  [" 日 ", false],
  ["😀", false],
  ["...", false],
])("%p says nothing: %p", (text, blank) => {
  expect(isBlank(text)).toBe(blank);
});
