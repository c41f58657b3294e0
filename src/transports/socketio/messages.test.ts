/** Names that desktops send: what could not be stored or shown never gets past the reading. */
import { expect, test } from "bun:test";
import { readJoin } from "./messages.ts";

const NAME = "projects/p/locations/l/conversations/c";

test.each([
  ["a NUL", `${NAME}\0`],
  ["half a surrogate pair", `${NAME}\ud800`],
  ["a replacement character", `${NAME}\ufffd`],
  ["a control character", `${NAME}\u001b`],
  ["a line separator", `${NAME}\u2028`],
  ["a line's end", `${NAME}\n`],
  ["a deeper path", `${NAME}/messages/1`],
  ["too many characters", NAME.padEnd(513, "c")],
])("a conversation's name with %s is refused, and its room is not told back", (_, name) => {
  const answers: unknown[][] = [];
  const read = readJoin([name, (...answer: unknown[]) => answers.push(answer)]);
  expect(read).toMatchObject({ ok: false, room: "" });
  if (!read.ok) read.ack(false, read.room);
  expect(answers).toHaveLength(1);
  expect(answers[0]?.[0]).toBe(false);
});

test("the longest name that may be is read", () => {
  const longest = NAME.padEnd(512, "c");
  expect(readJoin([longest, { after: 7 }])).toMatchObject({ ok: true, request: { after: 7 } });
});

test("a desktop gets Google's form unless it asks for ours, and no other", () => {
  const form = (options: unknown) => {
    const read = readJoin(["projects/p/conversations/c", options]);
    return read.ok ? read.request.form : null;
  };
  expect([undefined, {}, { form: "google" }, { after: 3, form: "sidetone" }].map(form)).toEqual([
    "google",
    "google",
    "google",
    "sidetone",
  ]);
  expect([{ form: "xml" }, { form: 7 }, { form: null }].map(form)).toEqual([null, null, null]);
});
