import { expect, test } from "bun:test";
import { isSameLanguage } from "./languages.ts";

test("a region is the same language, a script is not", () => {
  expect(isSameLanguage("en-US", "en")).toBe(true);
  expect(isSameLanguage("EN-gb", "en-US")).toBe(true);
  expect(isSameLanguage("pt-BR", "pt-PT")).toBe(true);
  expect(isSameLanguage("zh-TW", "zh-CN")).toBe(false);
  expect(isSameLanguage("zh-Hant", "zh-TW")).toBe(true);
  expect(isSameLanguage("sr-Latn", "sr-Cyrl")).toBe(false);
  expect(isSameLanguage("de", "en")).toBe(false);
});

test("what is no tag is no language that anybody reads", () => {
  expect(isSameLanguage("", "")).toBe(false);
  expect(isSameLanguage("und", "und")).toBe(false);
  expect(isSameLanguage("no tag", "no tag")).toBe(false);
});
