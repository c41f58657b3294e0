/** Every carrier of the program, by what the rest of it relies on. */
import { expect, test } from "bun:test";
import { CARRIERS, callRefOf } from "./carriers.ts";

test("no two carriers share a name, a label or a counter", () => {
  for (const namesOf of [
    CARRIERS.map(({ source }) => source),
    CARRIERS.map(({ label }) => label),
    CARRIERS.map(({ events }) => events.name),
  ]) {
    expect(new Set(namesOf).size).toBe(namesOf.length);
  }
});

test("an id names a call of its carrier alone, under a key that Dialogflow takes", () => {
  const refs = CARRIERS.map(({ source }) => callRefOf(source, "600000000054602"));
  expect(refs.map((ref) => ref?.source)).toEqual(CARRIERS.map(({ source }) => source));
  const keys = refs.map((ref) => ref?.callKey ?? "");
  expect(new Set(keys).size).toBe(CARRIERS.length);
  // Conversation.conversation_id of Dialogflow: 3 to 64 characters, a letter first.
  for (const key of keys) expect(key).toMatch(/^[a-zA-Z][a-zA-Z0-9_-]{2,63}$/);
});

test("what can be no id of a carrier, or comes of none, names no call", () => {
  for (const { source } of CARRIERS) {
    for (const id of ["", "a\u0000b", "x".repeat(201)]) expect(callRefOf(source, id)).toBeNull();
  }
  expect(callRefOf("fax", "42")).toBeNull();
});
