/** The time of a played call on the wall: it passes at the call's speed, and stops while everybody keeps silent. */

export interface CallTime {
  /** When this moment of the call was, or will be if nobody keeps silent before it. */
  wallMs(callMs: number): number;
  /** A silence that began at this moment of the call is over. */
  goOnFrom(callMs: number): void;
}

/** `speed`: 1 is real time. */
export function createCallTime(speed: number, now: () => number): CallTime {
  const beginsAtMs = now();
  const later: { fromMs: number; startedAtMs: number }[] = [];
  return {
    wallMs(callMs) {
      const run = later.findLast(({ fromMs }) => fromMs <= callMs);
      return (run?.startedAtMs ?? beginsAtMs) + callMs / speed;
    },
    goOnFrom(callMs) {
      later.push({ fromMs: callMs, startedAtMs: now() - callMs / speed });
    },
  };
}
