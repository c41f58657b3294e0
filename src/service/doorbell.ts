/** The doorbell of conversations over the bus: channels for each conversation that desktops of some instance watch. */
import type { LoggedNotification } from "../assist/google/logged.ts";
import type { Clock } from "../base/clock.ts";
import type { Doorbell, Ring } from "../delivery/doorbell.ts";
import type { Bus, Topic } from "../fleet/bus.ts";
import { hashKey } from "../storage/key-hash.ts";

/** How long it may take until words being spoken reach a desktop that came to another instance. */
const LOOK_EVERY_MS = 1_000;
const MAX_ROOMS = 5_000;

type UsedBus = Pick<Bus, "shout" | "onShout" | "onConnection" | "isHeard">;

export function doorbellOver(bus: UsedBus, clock: Clock): Doorbell {
  const topicOf = (room: string): Topic<Ring> => ({ name: `room:${hashKey(room)}` });
  const interimsOf = (room: string): Topic<LoggedNotification> => ({ name: `interims:${hashKey(room)}` });
  const isHeard = askedNowAndThen((room) => bus.isHeard(interimsOf(room)), clock);
  return {
    hasOthers: true,
    ring: (room, ring) => bus.shout(topicOf(room), ring),
    listen: (room, listener) => bus.onShout(topicOf(room), listener),
    ringInterim: (room, interim) => bus.shout(interimsOf(room), interim),
    listenInterims: (room, listener) => bus.onShout(interimsOf(room), listener),
    showsInterims: isHeard,
    onGap: (listener) =>
      bus.onConnection((isConnected) => {
        if (isConnected) listener();
      }),
  };
}

interface Known {
  is: boolean;
  askedAtMs: number;
}

/** Answers at once with what it heard last, and asks again when that is old. Those who come first are told yes. */
function askedNowAndThen(ask: (name: string) => Promise<boolean>, clock: Clock): (name: string) => boolean {
  const all = new Map<string, Known>();
  return (name) => {
    const known = all.get(name) ?? { is: true, askedAtMs: Number.NEGATIVE_INFINITY };
    if (clock.now() - known.askedAtMs < LOOK_EVERY_MS) return known.is;
    known.askedAtMs = clock.now();
    all.delete(name);
    all.set(name, known);
    const [oldest] = all.keys();
    if (all.size > MAX_ROOMS && oldest !== undefined) all.delete(oldest);
    ask(name).then(
      (is) => {
        known.is = is;
      },
      // While Redis is away nothing would arrive.
      () => {
        known.is = false;
      },
    );
    return known.is;
  };
}
