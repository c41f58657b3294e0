/** What a CTI event says of its call beyond its ids: that it is over, in any of the forms that a name may have. */
import { expect, test } from "bun:test";
import { readCtiEvent } from "./cti-payload.ts";

const payload = { attached_variables: { "Call.call_id": 600000000054602 } };

test.each<[string, Record<string, unknown>]>([
  ["an event's name", { event: "CALL_ENDED" }],
  ["a type", { eventType: "call.disconnected" }],
  ["a word alone", { status: "Terminated" }],
  ["camel case", { type: "CallEnded" }],
])("%s says that the call is over", (_, fields) => {
  expect(readCtiEvent({ ...fields, payload })).toMatchObject({
    callId: "600000000054602",
    isCallEnded: true,
  });
  expect(readCtiEvent({ payload: { ...payload, ...fields } }).isCallEnded).toBe(true);
});

test.each<[string, Record<string, unknown>]>([
  ["a start", { event: "CALL_STARTED" }],
  ["an agent who leaves", { event: "AGENT_CALL_ENDED" }],
  ["the end of a transfer", { event: "CALL_TRANSFER_ENDED" }],
  ["no name", {}],
  ["one that is no text", { event: { name: "CALL_ENDED" } }],
])("%s does not", (_, fields) => {
  expect(readCtiEvent({ ...fields, payload }).isCallEnded).toBe(false);
});
