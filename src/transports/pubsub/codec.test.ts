import { expect, test } from "bun:test";
import { decodeMessage } from "./codec.ts";

const raw = (data: string | Uint8Array, publishTime = "2026-11-20T10:00:00.500Z") => ({
  id: "1",
  data: typeof data === "string" ? new TextEncoder().encode(data) : data,
  publishTime,
  attributes: { message_id: "u1" },
});

test("a payload's text is kept to the letter", () => {
  const text = '{"conversation":"projects/p/conversations/c",\n "content":"\\u00e4 ä 🎧"}';
  const decoded = decodeMessage("new-message-event", raw(text));
  expect(decoded).toMatchObject({
    ok: true,
    event: { id: "1", conversation: { name: "projects/p/conversations/c" }, raw: { data: text } },
  });
});

test.each([
  ["", "not_json"],
  ["{", "not_json"],
  ["null", "not_an_object"],
  ["[]", "not_an_object"],
  ['"text"', "not_an_object"],
  ["{}", "no_conversation"],
  ['{"conversation":7}', "no_conversation"],
  ['{"conversation":""}', "no_conversation"],
  ['{"conversation":"projects/p/conversations/"}', "no_conversation"],
  ['{"conversation":"projects/p/conversations/c/messages/m"}', "no_conversation"],
])("%s is no event: %s", (text, reason) => {
  expect(decodeMessage("new-message-event", raw(text))).toEqual({ ok: false, reason } as never);
});

test("random bytes are refused, never thrown on", () => {
  for (let run = 0; run < 500; run += 1) {
    const bytes = crypto.getRandomValues(new Uint8Array(run % 64));
    expect(decodeMessage("new-message-event", raw(bytes)).ok).toBe(false);
  }
});

test.each([
  ["2026-11-20T10:00:00.500000000Z", "2026-11-20T10:00:00.500Z"],
  ["2026-11-20T10:00:00.000000000Z", "2026-11-20T10:00:00Z"],
  ["2026-11-20T10:00:00.123456000Z", "2026-11-20T10:00:00.123456Z"],
  ["2026-11-20T10:00:00.123456789Z", "2026-11-20T10:00:00.123456789Z"],
  ["2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z"],
])("publish time %s is written %s", (given, written) => {
  const decoded = decodeMessage(
    "new-message-event",
    raw('{"conversation":"projects/p/conversations/c"}', given),
  );
  expect(decoded).toMatchObject({ event: { publishedAt: written } });
});
