/** Renewals of desktops' tokens: whichever instance renews one, the session's connections at all instances may continue. */
import type { Bus, Topic } from "../fleet/bus.ts";

export interface Renewal {
  sessionId: string;
  expiresAtMs: number;
}

/** A desktop that misses it is cut off when its old token ends, and comes back with the new one by itself. */
const RENEWED: Topic<Renewal> = { name: "desktop-renewed" };

/** `extend` hears of each renewal, here and elsewhere; the function returned is to be told of those here. */
export function shareRenewals(
  bus: Pick<Bus, "shout" | "onShout"> | null,
  extend: (renewal: Renewal) => void,
): (renewal: Renewal) => void {
  bus?.onShout(RENEWED, extend);
  return (renewal) => {
    extend(renewal);
    bus?.shout(RENEWED, renewal);
  };
}
