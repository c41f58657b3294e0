import { expect, test } from "bun:test";
import pino from "pino";
import { SimulatedClock } from "xstate";
import { eventually } from "../../test/support/eventually.ts";
import type { AssistEvent } from "../assist/event.ts";
import type { AnsweredSuggestions } from "../transports/dialogflow/answered-suggestions.ts";
import { createAnswerRelay } from "./answer-relay.ts";

const CONVERSATION = "projects/p/locations/us-central1/conversations/five9-1";
/** As Google's client decodes it: defaults filled in, numbers as 32-bit floats. */
const ANSWER: AnsweredSuggestions = {
  participant: `${CONVERSATION}/participants/a`,
  results: [
    {
      suggestSmartRepliesResponse: {
        smartReplyAnswers: [
          { reply: "hello", confidence: Math.fround(0.92), answerRecord: "projects/p/answerRecords/1" },
          { reply: "good day", confidence: 0, answerRecord: "" },
        ],
        latestMessage: `${CONVERSATION}/messages/m`,
        contextSize: 0,
      },
    },
    { error: { code: 5, message: "no model", details: [] } },
  ],
};

function start() {
  const clock = new SimulatedClock();
  const lines: string[] = [];
  const logger = pino({ level: "error" }, { write: (line: string) => void lines.push(line) });
  return { clock, lines, relay: createAnswerRelay({ homeLocation: "us-central1", clock, logger }) };
}

test("each result becomes an event in Google's form, with an id of its own that a repeat has as well", async () => {
  const { relay } = start();
  const events: AssistEvent[] = [];
  relay.take(ANSWER);
  relay.bringTo({ accept: async (event) => void events.push(event) });
  relay.take(ANSWER);
  await eventually(() => expect(events).toHaveLength(4));
  const [reply, problem, again] = events;
  expect(reply?.conversation).toEqual({
    callKey: "five9-1",
    name: CONVERSATION,
    room: "projects/p/conversations/five9-1",
  });
  expect(reply?.raw?.payload).toEqual({
    conversation: CONVERSATION,
    participant: `${CONVERSATION}/participants/a`,
    suggestionResults: [
      {
        suggestSmartRepliesResponse: {
          smartReplyAnswers: [
            { reply: "hello", confidence: 0.92, answerRecord: "projects/p/answerRecords/1" },
            { reply: "good day" },
          ],
          latestMessage: `${CONVERSATION}/messages/m`,
        },
      },
    ],
  });
  expect(problem?.raw?.payload.suggestionResults).toEqual([{ error: { code: 5, message: "no model" } }]);
  expect(again?.id).toBe(reply?.id ?? "");
  expect(problem?.id).not.toBe(reply?.id ?? "");
  relay.close();
});

test("a log that is away is asked again; one that stays away, or a result that is none, is told", async () => {
  const { relay, clock, lines } = start();
  let tries = 0;
  relay.bringTo({
    accept: async () => {
      tries += 1;
      if (tries !== 3) throw new Error("disk full");
    },
  });
  const [result] = ANSWER.results;
  relay.take({ ...ANSWER, results: [result ?? {}] });
  for (const wanted of [1, 2, 3]) {
    await eventually(() => expect(tries).toBe(wanted));
    await Bun.sleep(0);
    clock.increment(10_000);
  }
  expect(lines).toEqual([]);
  relay.take({ ...ANSWER, results: [result ?? {}] });
  await eventually(() => expect(tries).toBe(4));
  await Bun.sleep(0);
  relay.close();
  await eventually(() => expect(lines).toHaveLength(1));
  relay.take({ ...ANSWER, results: [{ suggestSmartRepliesResponse: 5 as never }] });
  await eventually(() => expect(lines).toHaveLength(2));
  expect(lines.join()).not.toContain("hello");
});
