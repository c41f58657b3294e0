/** What a CTI event says of its call beyond its ids: that it is over, in any of the forms that a name may have. */
import { expect, test } from "bun:test";
import { readCtiEvent } from "./cti-payload.ts";

const payload = { attached_variables: { "Call.call_id": 600000000054602 } };

test("only variables of numbers are read, and only numbers in them", () => {
  const variables = {
    "Call.ANI": " (555) 010-0123 ",
    "Call.DNIS": 18005550100,
    "Customer.number1": "+1 555 010 0199",
    "Call.number": "asked for by name",
    "Customer.account_number": "5550100123",
    "Call.comments": "5550100124",
    "Agent.dnis": "",
  };
  const { numbers } = readCtiEvent({ payload: { attached_variables: variables } });
  expect(numbers).toEqual(["(555) 010-0123", "18005550100", "+1 555 010 0199"]);
});

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
