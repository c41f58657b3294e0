/** Publishes the simulator's events to its own broker, with the usual topics and subscriptions in place. */
import { DEFAULT_SUBSCRIPTIONS, type ResolvedOptions, type TopicKind } from "../options.ts";
import type { EventOutlet } from "../outlet.ts";
import type { Broker } from "./broker.ts";

const ACK_DEADLINE_MS = 10_000;

export function createBrokerOutlet(broker: Broker, { project, topics }: ResolvedOptions): EventOutlet {
  for (const kind of Object.keys(topics) as TopicKind[]) {
    const topic = `projects/${project}/topics/${topics[kind]}`;
    broker.createTopic(topic);
    const subscription = `projects/${project}/subscriptions/${DEFAULT_SUBSCRIPTIONS[kind]}`;
    broker.createSubscription(subscription, topic, ACK_DEADLINE_MS);
  }
  return {
    publish({ topic, data, attributes, twice, lateMs }) {
      const name = `projects/${project}/topics/${topic}`;
      const copies = twice ? 2 : 1;
      return Promise.resolve(broker.publish(name, data, attributes, { copies, lateMs }));
    },
    close: () => Promise.resolve(),
  };
}
