/** A caller who speaks on only as recognition streams are renewed, so that each renewal falls into what is said. */
import type { CallerClock } from "./caller-clock.ts";
import { eventually } from "./eventually.ts";

const SPEED = 20;

/** Lets the caller's time pass in parts of `partMs`, each until both speakers' streams were renewed once more; then on. */
export async function speakThroughRenewals(options: {
  clock: CallerClock;
  times: number;
  partMs: number;
  /** Of each speaker, so far. */
  renewals: () => Promise<number[]> | number[];
}): Promise<void> {
  const { clock, times, partMs, renewals } = options;
  for (let part = 1; part <= times; part += 1) {
    clock.run(SPEED, partMs);
    await eventually(async () => {
      const counts = await renewals();
      return counts.length === 2 && counts.every((count) => count >= part);
    });
  }
  clock.run(SPEED);
}
