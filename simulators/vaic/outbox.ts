/**
 * Activities on their way to the bot: one request at a time, what comes meanwhile goes together in the next. By VoiceAI Connect's
 * page "Error handling and service continuation" an error normally ends the conversation with the bot; whether each failed
 * request does is not said. Here the call goes on, nothing is sent again, and the failure is a problem of its report: the call is not ok.
 */
import type { VaicActivity } from "./activity.ts";

export interface OutboxOptions {
  send(activities: readonly VaicActivity[], answer: "heard" | "lost"): Promise<void>;
  /** Every so many activities, the request is repeated: by turns after a late answer and after a lost one; 0 for never. */
  duplicateEvery: number;
  /** Longest time that an activity waits before it is sent; each wait is random. */
  delayMs: number;
  /** A fraction from 0 to 1. */
  random(): number;
  onProblem(problem: string): void;
}

export interface Outbox {
  /** Resolves when the bot has answered the request that carried it. */
  put(activity: VaicActivity): Promise<void>;
  /** Resolves when nothing is left to send. */
  drained(): Promise<void>;
  /** Runs `work` between two requests, never during one. */
  between(work: () => Promise<void>): Promise<void>;
}

/** Most activities in one request. */
const MAX_BATCH = 20;

export function createOutbox(options: OutboxOptions): Outbox {
  const { send, duplicateEvery, delayMs, random, onProblem } = options;
  let queue: { activity: VaicActivity; done: () => void }[] = [];
  let tail: Promise<void> = Promise.resolve();
  let sent = 0;
  let repeats = 0;

  function enqueue(work: () => Promise<void>): Promise<void> {
    tail = tail.then(work).catch((error: unknown) => {
      onProblem(error instanceof Error ? error.message : String(error));
    });
    return tail;
  }

  async function sendBatch(): Promise<void> {
    if (queue.length === 0) return;
    if (delayMs > 0) await Bun.sleep(random() * delayMs);
    const batch = queue.slice(0, MAX_BATCH);
    queue = queue.slice(MAX_BATCH);
    const activities = batch.map(({ activity }) => activity);
    try {
      const before = sent;
      sent += activities.length;
      const isRepeated =
        duplicateEvery > 0 && Math.floor(sent / duplicateEvery) > Math.floor(before / duplicateEvery);
      if (isRepeated) {
        repeats += 1;
        await send(activities, repeats % 2 === 0 ? "heard" : "lost");
      }
      await send(activities, "heard");
    } finally {
      for (const { done } of batch) done();
    }
  }

  return {
    put(activity) {
      return new Promise((resolve) => {
        queue.push({ activity, done: resolve });
        void enqueue(sendBatch);
      });
    },
    async drained() {
      while (queue.length > 0) await enqueue(sendBatch);
      await tail;
    },
    between: (work) => enqueue(work),
  };
}
