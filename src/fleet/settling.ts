/**
 * Waits until the owner of a call has handled what this instance sent to it. What the owner then orders of this instance comes
 * through the same inbox as its answer, and before it.
 */
import { backOffMs } from "../base/back-off.ts";
import type { Clock } from "../base/clock.ts";
import { withDeadline } from "../base/deadline.ts";
import type { AskTopic, Bus } from "./bus.ts";
import type { Place } from "./mailbox.ts";

/** Whether the one that is asked owns the call, and has read all mail to it. */
const SETTLED: AskTopic<{ callKey: string }, boolean> = { name: "settled" };
/** Longer than a new call waits for its owner, and shorter than a carrier's request may take. */
const DEADLINE_MS = 5_000;
const AGAIN = { firstMs: 10, maxMs: 200 };

export interface SettlingOptions {
  bus: Pick<Bus, "ask" | "onAsk">;
  /** Rejects with what Redis says. */
  placeOf(callKey: string): Promise<Place>;
  /** False where this instance does not own the call, or lost it meanwhile. */
  catchUp(callKey: string): Promise<boolean>;
  clock: Clock;
}

export function settling({ bus, placeOf, catchUp, clock }: SettlingOptions) {
  async function isSettled(callKey: string, leftMs: number): Promise<boolean> {
    const { state, instance } = await placeOf(callKey);
    if (state === "nowhere") return true;
    return instance !== null && (await bus.ask(instance, SETTLED, { callKey }, leftMs));
  }

  async function settle(callKey: string, untilMs: number): Promise<void> {
    for (let tries = 1; clock.now() < untilMs; tries += 1) {
      // The owner may be about to change, or Redis away: then once more.
      if (await isSettled(callKey, untilMs - clock.now()).catch(() => false)) return;
      const pauseMs = backOffMs(tries, AGAIN);
      await new Promise<void>((resolve) => clock.setTimeout(() => resolve(), pauseMs));
    }
  }

  return {
    /** Resolves after five seconds at the latest. Never rejects. */
    settled: (callKey: string): Promise<void> =>
      withDeadline(clock, DEADLINE_MS, settle(callKey, clock.now() + DEADLINE_MS), "A call's owner").catch(
        () => {},
      ),
    close: bus.onAsk(SETTLED, ({ callKey }) => catchUp(callKey)),
  };
}
