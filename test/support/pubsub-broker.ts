/** The simulated Pub/Sub alone, for tests that decide themselves which messages come, in which order and how often. */
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { loadServices } from "../../simulators/agent-assist/protos.ts";
import { type BrokerMessage, createBroker } from "../../simulators/agent-assist/pubsub/broker.ts";
import { createSubscriberService } from "../../simulators/agent-assist/pubsub/subscriber-service.ts";
import type { AssistDataType } from "../../src/assist/google-notification.ts";
import { systemClock } from "../../src/base/clock.ts";
import { SUBSCRIPTIONS } from "./settings.ts";

export interface PubsubBroker {
  /** host:port, for PUBSUB_EMULATOR_HOST. */
  address: string;
  /** Puts one delivery of a message into the subscription of its topic; a second one is a redelivery. */
  deliver(dataType: AssistDataType, message: Omit<BrokerMessage, "orderingKey">): void;
  close(): void;
}

const ACK_DEADLINE_MS = 60_000;

export async function startPubsubBroker(projectId: string, capacity: number): Promise<PubsubBroker> {
  const broker = createBroker(systemClock, capacity);
  const subscriptionOf = (dataType: AssistDataType) =>
    `projects/${projectId}/subscriptions/${SUBSCRIPTIONS[dataType]}`;
  for (const dataType of Object.keys(SUBSCRIPTIONS) as AssistDataType[]) {
    const topic = `projects/${projectId}/topics/${dataType}`;
    broker.createTopic(topic);
    broker.createSubscription(subscriptionOf(dataType), topic, ACK_DEADLINE_MS);
  }
  const subscriber = createSubscriberService(broker, systemClock);
  const server = new Server();
  server.addService(loadServices().subscriber, subscriber.service);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    address: `127.0.0.1:${port}`,
    deliver: (dataType, message) =>
      broker.subscription(subscriptionOf(dataType)).add({ ...message, orderingKey: "" }),
    close: () => {
      subscriber.close();
      server.forceShutdown();
      broker.close();
    },
  };
}
