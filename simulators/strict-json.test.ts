import { expect, test } from "bun:test";
import { parseStrictJson } from "./strict-json.ts";

test.each(['{"a":"\\ud83d"}', '{"\\udc00":1}', '["\\u0000"]', '"\\ude00\\ud83d"', "{", ""])(
  "%p is refused",
  (json) => {
    expect(() => parseStrictJson(json)).toThrow();
  },
);

test("bytes that are no UTF-8 are refused, whole emojis are read", () => {
  expect(() => parseStrictJson(new Uint8Array([0x22, 0xed, 0xa0, 0xbd, 0x22]))).toThrow();
  expect(parseStrictJson('{"a":"\\ud83d\\ude00","b":["😀"]}')).toEqual({ a: "😀", b: ["😀"] });
});
