import { beforeEach, expect, test } from "bun:test";
import { duration, troubleWords } from "../components/words.ts";
import { clockTime, speak, t, tParts } from "./t.ts";
import { WORDS as ARABIC } from "./words/ar.ts";
import { WORDS as GERMAN } from "./words/de.ts";
import { WORDS as ENGLISH } from "./words/en.ts";

beforeEach(() => speak({ language: "en", locale: "en", words: ENGLISH }));

const ISOLATED = /\u2068([^\u2068\u2069]*)\u2069/;

test("a count takes the plural form and the digits of its language", () => {
  expect([1, 2].map((count) => t("list.new", { count }))).toEqual(["1 new suggestion", "2 new suggestions"]);
  speak({ language: "ar", locale: "ar-EG", words: ARABIC });
  expect([1, 2, 3, 11].map((count) => t("list.new", { count }))).toEqual([
    "اقتراح جديد واحد",
    "اقتراحان جديدان",
    "٣ اقتراحات جديدة",
    "١١ اقتراحًا جديدًا",
  ]);
});

test("times and lengths are written as the region does", () => {
  const afternoonMs = new Date(2026, 10, 26, 15, 7).getTime();
  const written = (locale: string) => {
    speak({ language: "en", locale, words: ENGLISH });
    return [clockTime(afternoonMs), duration(187_000), duration(3_753_000)];
  };
  expect(written("en-US").map((text) => text.replace(/\s/g, " "))).toEqual(["3:07 PM", "3:07", "1:02:33"]);
  expect(written("en-GB")).toEqual(["15:07", "3:07", "1:02:33"]);
  expect(written("ar-EG").slice(1)).toEqual(["٣:٠٧", "١:٠٢:٣٣"]);
});

test("an unknown time is no text", () => {
  expect(clockTime(0)).toBe("");
});

test("a value of the other direction cannot turn the words around it", () => {
  expect(t("header.call", { id: "42" })).toBe("Call 42");
  expect(t("card.related", { questions: "أين طلبي؟" })).toMatch(ISOLATED);
  speak({ language: "ar", locale: "ar", words: ARABIC });
  expect(ISOLATED.exec(t("header.call", { id: "five9-42" }))?.[1]).toBe("five9-42");
});

test("a value may be more than text, and stays what it is", () => {
  const link = { href: "https://kb.example.com" };
  expect(tParts("card.from", { source: link })).toEqual(["From ", link, ""]);
});

test("sentences about a speaker begin with a capital letter where the language has them", () => {
  const about = () => troubleWords("agent-2", "failed", ["agent", "agent-2"]);
  expect(about()).toStartWith("Agent 2 can no longer be heard");
  speak({ language: "de", locale: "de", words: GERMAN });
  expect(troubleWords("customer", "paused", [])).toStartWith("Der Kunde ist gerade nicht zu hören");
});
