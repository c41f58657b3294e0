import { expect, test } from "bun:test";
import { createMemoryDeliveryLog } from "../../test/support/memory-delivery-log.ts";
import { mask, readRevealed } from "./transcript.ts";

const ROOM = "projects/p/conversations/c";

async function log(
  payloads: readonly { dataType: string; data: unknown; attributes?: Record<string, string> }[],
) {
  const deliveryLog = createMemoryDeliveryLog();
  for (const [index, { dataType, data, attributes = {} }] of payloads.entries()) {
    const text = typeof data === "string" ? data : JSON.stringify(data);
    await deliveryLog.append(ROOM, {
      messageId: `m${index}`,
      dataType,
      data: text,
      publishTime: "2026-11-21T07:00:00Z",
      attributes,
    });
  }
  return deliveryLog;
}

const SUGGESTION = {
  suggestionResults: [{ suggestFaqAnswersResponse: { faqAnswers: [{ answer: "secret" }] } }],
};

test("revealed is what was said, by whom; masked is the same without a word of it", async () => {
  const revealed = await readRevealed(
    await log([
      {
        dataType: "new-message-event",
        data: {
          newMessagePayload: { name: "c/messages/u1", content: "secret", participantRole: "END_USER" },
        },
      },
      {
        dataType: "new-recognition-result-notification-event",
        data: { newRecognitionResultPayload: { transcript: "secret!", isFinal: true } },
        attributes: { participant_role: "HUMAN_AGENT", participant_id: "p2", message_id: "u2" },
      },
      { dataType: "human-agent-assistant-event", data: SUGGESTION },
      { dataType: "new-message-event", data: "secret, not JSON" },
    ]),
    ROOM,
    { agent: "p1", "agent-2": "p2" },
  );
  const who = revealed.entries.map(({ role, speaker, utteranceId }) => [role, speaker, utteranceId]);
  expect(who).toEqual([
    ["END_USER", undefined, "u1"],
    ["HUMAN_AGENT", "agent-2", "u2"],
    [undefined, undefined, undefined],
    [undefined, undefined, undefined],
  ]);
  expect(revealed.entries[2]?.data).toEqual(SUGGESTION);
  const masked = mask(revealed);
  expect(JSON.stringify(masked)).not.toContain("secret");
  expect(masked.entries.map(({ characters }) => characters)).toEqual([
    6,
    7,
    JSON.stringify(SUGGESTION).length,
    18,
  ]);
});

test("a long call is read to its end", async () => {
  const payloads = Array.from({ length: 1_201 }, () => ({ dataType: "new-message-event", data: {} }));
  const { entries } = await readRevealed(await log(payloads), ROOM, {});
  expect(entries).toHaveLength(1_201);
  expect(entries.at(-1)?.sequence).toBe(1_201);
});
