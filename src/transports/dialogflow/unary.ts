/** Calls with one answer: a deadline for each attempt, a bounded number of attempts, jittered pauses between. */
import { backOffMs } from "../../base/back-off.ts";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import { grpcFailureOf, isRetryable, unaryError } from "./errors.ts";

export interface UnaryPolicy {
  /** For each attempt. */
  deadlineMs: number;
  attempts: number;
  backoffBaseMs: number;
  backoffCapMs: number;
}

export const defaultUnaryPolicy: UnaryPolicy = {
  deadlineMs: 10_000,
  attempts: 4,
  backoffBaseMs: 200,
  backoffCapMs: 3_000,
};

/** Options for one attempt in the words of Google's clients. */
export interface AttemptOptions {
  /** Milliseconds. */
  timeout: number;
}

export interface UnaryContext {
  clock: Clock;
  policy: UnaryPolicy;
  /** Aborts when the clients are closed: a call to a closed client of Google's would neither succeed nor fail. */
  closed: AbortSignal;
  /** A number in [0, 1) for the jitter. */
  random?: () => number;
}

/** Runs `attempt` until it succeeds, fails finally, the attempts are used up, or the caller or the owner of the clients aborts. */
export async function callUnary<T>(
  context: UnaryContext,
  doing: string,
  attempt: (options: AttemptOptions) => Promise<T>,
  callerSignal?: AbortSignal,
): Promise<T> {
  const { clock, policy, random = Math.random, closed } = context;
  const signal = callerSignal === undefined ? closed : AbortSignal.any([callerSignal, closed]);
  for (let tries = 1; ; tries += 1) {
    if (signal.aborted) throw givenUp(doing);
    try {
      return await untilAborted(attempt({ timeout: policy.deadlineMs }), doing, signal);
    } catch (caught) {
      const mayRetry = !(caught instanceof SidetoneError) && isRetryable(grpcFailureOf(caught));
      if (!mayRetry || tries >= policy.attempts) throw unaryError(caught, doing);
    }
    const delayMs = backOffMs(tries, { firstMs: policy.backoffBaseMs, maxMs: policy.backoffCapMs }, random);
    await pause(clock, delayMs, doing, signal);
  }
}

/** Waits for `promise`, but no longer than `signal` allows. The call itself continues to its deadline. */
export function untilAborted<T>(promise: Promise<T>, doing: string, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return promise;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(givenUp(doing));
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener("abort", onAbort));
}

async function pause(clock: Clock, delayMs: number, doing: string, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = clock.setTimeout(resolve, delayMs);
  await untilAborted(promise, doing, signal).finally(() => clock.clearTimeout(timer));
}

function givenUp(doing: string): SidetoneError {
  return new SidetoneError("SHUTTING_DOWN", `${doing} was given up by its caller`);
}
