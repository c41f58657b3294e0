import { expect, test } from "bun:test";
import fc from "fast-check";
import { runs } from "../../../../test/support/property.ts";
import { decodeMicrosoft } from "./bot-framework-codec.ts";
import { decodeDialogflowCx } from "./dialogflow-cx-codec.ts";
import { decodeDialogflowEs } from "./dialogflow-es-codec.ts";

const RUNS = 10_000;
/** Names that lead deep into the decoders. */
const KEYS = [
  "type",
  "name",
  "text",
  "value",
  "channelData",
  "conversation",
  "id",
  "session",
  "sessionInfo",
  "parameters",
  "payload",
  "triggerEvent",
  "queryInput",
  "event",
  "queryResult",
  "queryText",
  "outputContexts",
  "participants",
  "originalDetectIntentRequest",
];
const TEXTS = [
  "event",
  "message",
  "start",
  "WELCOME",
  "agentConnected",
  "speechHypothesis",
  "{}",
  "{",
  "",
  "p/sessions/s/x",
];

const { object } = fc.letrec<{ object: Record<string, unknown>; value: unknown }>((tie) => ({
  object: fc.dictionary(fc.constantFrom(...KEYS), tie("value"), { maxKeys: 5, noNullPrototype: true }),
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    { weight: 2, arbitrary: fc.constantFrom(...TEXTS) },
    { weight: 1, arbitrary: fc.nat(10) },
    { weight: 1, arbitrary: fc.constantFrom(null, true) },
    { weight: 1, arbitrary: fc.array(tie("value"), { maxLength: 2 }) },
    { weight: 2, arbitrary: tie("object") },
  ),
}));

test("no JSON object, however odd, makes a decoder throw or return what is no activity", () => {
  let heard = 0;
  const property = fc.property(object, (fields) => {
    const body = { ...fields, conversation: { id: "c" }, session: "p/sessions/c" };
    for (const decode of [decodeMicrosoft, decodeDialogflowCx, decodeDialogflowEs]) {
      const inbound = decode(body);
      if (inbound === undefined) continue;
      heard += 1;
      expect(typeof inbound.activity.kind).toBe("string");
    }
  });
  fc.assert(property, runs(RUNS));
  // Without bodies that are read the test would show nothing.
  expect(heard).toBeGreaterThan(2 * RUNS);
});
