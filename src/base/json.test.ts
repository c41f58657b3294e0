import { expect, test } from "bun:test";
import { asObject } from "./json.ts";

test("only what JSON writes in braces is an object", () => {
  expect(asObject(JSON.parse('{"a":1}'))).toEqual({ a: 1 });
  expect(asObject(JSON.parse("{}"))).toEqual({});
  for (const text of ["[]", '[{"a":1}]', "null", '"{}"', "1", "true"]) {
    expect(asObject(JSON.parse(text))).toBeUndefined();
  }
});
