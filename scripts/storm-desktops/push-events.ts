/** Pushes the storm's events as Pub/Sub would: spread over time, some twice, and again until they are taken. */

import type { Pusher } from "../../simulators/pubsub-push/pusher.ts";
import { backOffMs } from "../../src/base/back-off.ts";

export interface PushEventsOptions {
  pusher: Pusher;
  httpBaseUrl: string;
  callIds: readonly string[];
  conversationOf(callId: string): string;
  eventsPerCall: number;
  durationMs: number;
}

const PUSHERS = 24;
/** Every tenth event comes twice. */
const TWICE_EVERY = 10;
const RETRY = { firstMs: 100, maxMs: 2_000 };
const NOT_ANSWERED = "not in time";
const GIVE_UP_AFTER_MS = 60_000;

/** Id of an event; the number counts from 1 within the call. */
export const eventIdOf = (callId: string, number: number) => `${callId}-${number}`;

/** Resolves when every event has been taken. Events of a call are pushed one after another, as they happen. */
export async function pushEvents(
  options: PushEventsOptions,
): Promise<{ pushes: number; pushesAnsweredLater: number }> {
  const { callIds, eventsPerCall, durationMs } = options;
  const startMs = performance.now();
  let pushes = 0;
  let pushesAnsweredLater = 0;

  async function pushUntilTaken(callId: string, number: number): Promise<void> {
    const event = {
      messageId: eventIdOf(callId, number),
      data: payloadOf(options.conversationOf(callId), number),
    };
    const giveUpAtMs = performance.now() + GIVE_UP_AFTER_MS;
    for (let retry = 1; ; retry += 1) {
      // One that is not answered in time is pushed again, as Pub/Sub does.
      const answer = await options.pusher
        .push(`${options.httpBaseUrl}/human-agent-assistant-event`, event)
        .then(({ status }) => status)
        .catch(() => NOT_ANSWERED);
      if (answer === 204) return;
      if ((answer !== 503 && answer !== NOT_ANSWERED) || performance.now() > giveUpAtMs) {
        throw new Error(`a push was answered ${answer}`);
      }
      pushesAnsweredLater += 1;
      await Bun.sleep(backOffMs(retry, RETRY));
    }
  }

  const due = Array.from({ length: eventsPerCall }, (_, index) =>
    callIds.map((callId, call) => ({
      callId,
      number: index + 1,
      dueMs: ((index + call / callIds.length) / eventsPerCall) * durationMs,
    })),
  ).flat();
  const queue = due.values();
  const work = async () => {
    for (const { callId, number, dueMs } of queue) {
      const waitMs = startMs + dueMs - performance.now();
      if (waitMs > 0) await Bun.sleep(waitMs);
      pushes += 1;
      const isTwice = number % TWICE_EVERY === 0;
      await Promise.all([
        pushUntilTaken(callId, number),
        isTwice ? pushUntilTaken(callId, number) : undefined,
      ]);
    }
  };
  await Promise.all(Array.from({ length: PUSHERS }, work));
  return { pushes, pushesAnsweredLater };
}

function payloadOf(conversation: string, number: number): string {
  const smartReplyAnswers = [{ reply: `reply ${number}` }];
  return JSON.stringify({
    conversation,
    suggestionResults: [{ suggestSmartRepliesResponse: { smartReplyAnswers } }],
  });
}
