import { expect, test } from "bun:test";
import { parseCallVariables } from "./call-variables.ts";
import { FIVE9_SETTINGS } from "./five9.ts";

test("each variable tells one fact; several may tell the same, in their order of preference", () => {
  const text = " number=Call.number, number = Call.ANI,skill=My Group.line of business ";
  expect([...(parseCallVariables(text) ?? [])]).toEqual([
    ["Call.number", "number"],
    ["Call.ANI", "number"],
    ["My Group.line of business", "skill"],
  ]);
  expect(parseCallVariables("")?.size).toBe(0);
});

test.each(["name=Call.ANI", "number=ANI", "number=", "number=Call.ANI=x", "number=Call.ANI,skill=Call.ANI"])(
  "%p is refused",
  (text) => {
    expect(parseCallVariables(text)).toBeNull();
    expect(FIVE9_SETTINGS.FIVE9_CALL_VARIABLES.schema.safeParse(text).success).toBe(false);
  },
);
