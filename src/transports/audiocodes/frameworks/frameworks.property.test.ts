import { expect, test } from "bun:test";
import { seededRandom } from "../../../../test/support/random.ts";
import { decodeMicrosoft } from "./bot-framework-codec.ts";
import { decodeDialogflowCx } from "./dialogflow-cx-codec.ts";
import { decodeDialogflowEs } from "./dialogflow-es-codec.ts";

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

test("no JSON object, however odd, makes a decoder throw or return what is no activity", () => {
  const random = seededRandom(20_251_121);
  const pick = <T>(list: readonly T[]): T => list[random.between(0, list.length - 1)] as T;
  const anyValue = (depth: number): unknown => {
    const kind = random.between(0, depth > 4 ? 4 : 7);
    if (kind >= 6) return objectOf(depth + 1);
    if (kind === 5) return Array.from({ length: random.between(0, 2) }, () => anyValue(depth + 1));
    return [pick(TEXTS), pick(TEXTS), random.between(0, 10), null, true][kind];
  };
  const objectOf = (depth: number): Record<string, unknown> =>
    Object.fromEntries(Array.from({ length: random.between(0, 5) }, () => [pick(KEYS), anyValue(depth)]));
  let heard = 0;
  for (let round = 0; round < 20_000; round += 1) {
    const body = { ...objectOf(0), conversation: { id: "c" }, session: "p/sessions/c" };
    for (const decode of [decodeMicrosoft, decodeDialogflowCx, decodeDialogflowEs]) {
      const inbound = decode(body);
      if (inbound === undefined) continue;
      heard += 1;
      expect(typeof inbound.activity.kind).toBe("string");
    }
  }
  expect(heard).toBeGreaterThan(40_000);
});
