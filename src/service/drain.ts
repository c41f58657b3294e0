/** Leaving well: running calls finish or are asked to reconnect elsewhere, and their last words are awaited. */
import type { LocalDirectory } from "../actors/directory.ts";
import type { Clock } from "../clock.ts";
import type { Five9Server } from "../transports/five9/server.ts";

/** Of the drain's time, this part belongs to the last words after the legs are gone. */
const LAST_WORDS_SHARE = 0.4;
const CHECK_INTERVAL_MS = 50;
const RESTING = new Set(["idle", "paused", "stopped", "failed"]);

export interface DrainOptions {
  five9: Pick<Five9Server, "stopAccepting" | "openLegs" | "drain">;
  directory: Pick<LocalDirectory, "list">;
  clock: Clock;
  deadlineMs: number;
}

/**
 * Refuses new streams, lets running ones end by themselves, then asks the rest to reconnect (Five9 1012), and waits
 * until no participant is listening any more. Conversations are left open: a restart does not end a call.
 */
export async function drainCalls({ five9, directory, clock, deadlineMs }: DrainOptions): Promise<void> {
  const endMs = clock.now() + deadlineMs;
  five9.stopAccepting();
  await until(() => five9.openLegs() === 0, endMs - deadlineMs * LAST_WORDS_SHARE, clock);
  five9.drain("reconnect");
  await until(
    () =>
      directory
        .list()
        .every((call) => Object.values(call.view().participants).every((state) => RESTING.has(state))),
    endMs,
    clock,
  );
}

function until(isDone: () => boolean, endMs: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (isDone() || clock.now() >= endMs) resolve();
      else clock.setTimeout(check, CHECK_INTERVAL_MS);
    };
    check();
  });
}
