/** Says, as one of the things that keep suggestions away, that Redis has not answered for some seconds. */
import type { Clock } from "../base/clock.ts";
import type { HelpFault } from "../contract/help-fault.ts";
import type { Bus } from "../fleet/bus.ts";

/** A fail-over or a connection that is made again is nobody's trouble. */
const TOLD_AFTER_MS = 3_000;

const AWAY: HelpFault = { code: "REDIS_AWAY", about: "", stopsSuggestions: true };

/** `bus`: null without Redis. */
export function redisFaults(bus: Pick<Bus, "onConnection"> | null, clock: Clock): () => HelpFault[] {
  let awaySinceMs: number | null = null;
  bus?.onConnection((isConnected) => {
    awaySinceMs = isConnected ? null : clock.now();
  });
  return () => (awaySinceMs !== null && clock.now() - awaySinceMs >= TOLD_AFTER_MS ? [AWAY] : []);
}
