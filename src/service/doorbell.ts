/** The doorbell of conversations over the bus: a channel for each conversation that desktops of some instance watch. */
import type { Doorbell, Ring } from "../delivery/doorbell.ts";
import type { Bus, Topic } from "../fleet/bus.ts";
import { hashKey } from "../storage/key-hash.ts";

export function doorbellOver(bus: Pick<Bus, "shout" | "onShout" | "onConnection">): Doorbell {
  const topicOf = (room: string): Topic<Ring> => ({ name: `room:${hashKey(room)}` });
  return {
    hasOthers: true,
    ring: (room, ring) => bus.shout(topicOf(room), ring),
    listen: (room, listener) => bus.onShout(topicOf(room), listener),
    onGap: (listener) =>
      bus.onConnection((isConnected) => {
        if (isConnected) listener();
      }),
  };
}
