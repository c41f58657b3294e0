/** Runs tasks one after another, refusing more than it may hold. */
import { SidetoneError } from "../base/errors.ts";

export interface SerialQueue {
  /** Runs the task after those before it; rejects with LIMIT_EXCEEDED (retryable) when the queue is full. */
  run<T>(task: () => Promise<T>): Promise<T>;
  /** Tasks running or waiting. */
  size(): number;
}

/** `onIdle` is called whenever the last task has ended. */
export function createSerialQueue(capacity: number, onIdle: () => void): SerialQueue {
  let held = 0;
  let tail: Promise<unknown> = Promise.resolve();

  return {
    run: async (task) => {
      if (held >= capacity) {
        throw new SidetoneError("LIMIT_EXCEEDED", "The conversation's queue is full", { retryable: true });
      }
      held += 1;
      // The failure of one task is its caller's to handle and does not stop the next.
      const result = tail.then(task, task);
      tail = result.catch(() => undefined);
      try {
        return await result;
      } finally {
        held -= 1;
        if (held === 0) onIdle();
      }
    },
    size: () => held,
  };
}
