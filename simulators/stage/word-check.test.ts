import { describe, expect, test } from "bun:test";
import { checkWords, wordsOf } from "./word-check.ts";

const SAID = wordsOf("Thank you for calling, this is Dana.");

describe("checkWords()", () => {
  test("the same words in the same order are neither lost nor duplicated", () => {
    expect(checkWords(SAID, wordsOf("thank you for calling this is dana"))).toEqual({
      expected: 7,
      lost: [],
      duplicated: [],
    });
  });

  test("names the lost word", () => {
    expect(checkWords(SAID, wordsOf("thank you for this is dana")).lost).toEqual(["calling"]);
  });

  test("names what came twice", () => {
    const { lost, duplicated } = checkWords(SAID, wordsOf("thank you for calling for calling this is dana"));
    expect(lost).toEqual([]);
    expect(duplicated.toSorted()).toEqual(["calling", "for"]);
  });

  test("words in the wrong order count as lost and as out of place", () => {
    const { lost, duplicated } = checkWords(["a", "b"], ["b", "a"]);
    expect(lost).toHaveLength(1);
    expect(duplicated).toHaveLength(1);
  });

  test("nothing delivered loses everything, something unsaid is extra", () => {
    expect(checkWords(SAID, []).lost).toHaveLength(7);
    expect(checkWords([], ["noise"]).duplicated).toEqual(["noise"]);
  });
});
