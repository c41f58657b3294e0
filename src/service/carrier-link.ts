/** What carriers use of the fleet's bus, without its types of topics. */
import type { Bus } from "../fleet/bus.ts";
import type { Presence } from "../fleet/presence.ts";
import type { InstanceLink } from "../transports/audiocodes/instance-link.ts";

export function instanceLink(bus: Bus, lives: Presence["lives"]): InstanceLink {
  return {
    instanceId: bus.instanceId,
    lives,
    ask: (instance, name, question, deadlineMs) => bus.ask(instance, { name }, question, deadlineMs),
    onAsk: (name, answer) => void bus.onAsk({ name }, answer),
    // What is lost is asked for again by the next request.
    tell: (instance, name, message) => void bus.tell(instance, { name }, message).catch(() => {}),
    on: (name, listener) => void bus.on({ name }, listener),
  };
}
