/** Topics and subscriptions in memory: at-least-once delivery with acknowledgement deadlines, as Pub/Sub does it. */
import { status } from "@grpc/grpc-js";
import type { Clock } from "../../../src/base/clock.ts";
import { RpcError } from "../rpc.ts";
import { createSubscription, type Subscription } from "./subscription.ts";

export interface BrokerMessage {
  messageId: string;
  publishTimeMs: number;
  data: Uint8Array;
  attributes: Record<string, string>;
  orderingKey: string;
}

export interface Broker {
  /** Names are full: projects/P/topics/T. Throws ALREADY_EXISTS. */
  createTopic(name: string): void;
  hasTopic(name: string): boolean;
  /** Its subscriptions stay and name "_deleted-topic_" from then on (pubsub.proto, Subscription.topic). */
  deleteTopic(name: string): void;
  hasSubscription(name: string): boolean;
  /** Throws ALREADY_EXISTS, or NOT_FOUND for the topic. */
  createSubscription(name: string, topic: string, ackDeadlineMs: number): Subscription;
  /** Throws NOT_FOUND. */
  subscription(name: string): Subscription;
  deleteSubscription(name: string): void;
  /** Returns the message id; each subscription gets the message `copies` times. Throws NOT_FOUND. */
  publish(
    topic: string,
    data: Uint8Array,
    attributes: Record<string, string>,
    options?: PublishOptions,
  ): string;
  close(): void;
}

export interface PublishOptions {
  orderingKey?: string;
  copies?: number;
  /** From publication to delivery. */
  lateMs?: number;
}

export function createBroker(clock: Clock, subscriptionCapacity: number): Broker {
  const topics = new Map<string, Set<Subscription>>();
  const subscriptions = new Map<string, Subscription>();
  let lastMessageId = 0;

  function topicOf(name: string): Set<Subscription> {
    const topic = topics.get(name);
    if (topic === undefined) throw missing(`topic=${name}`);
    return topic;
  }

  return {
    createTopic(name) {
      if (topics.has(name)) throw exists(name);
      topics.set(name, new Set());
    },
    hasTopic: (name) => topics.has(name),
    deleteTopic(name) {
      for (const subscription of topicOf(name)) subscription.orphan();
      topics.delete(name);
    },
    hasSubscription: (name) => subscriptions.has(name),
    createSubscription(name, topic, ackDeadlineMs) {
      if (subscriptions.has(name)) throw exists(name);
      const subscribers = topicOf(topic);
      const subscription = createSubscription({
        name,
        topic,
        ackDeadlineMs,
        clock,
        capacity: subscriptionCapacity,
      });
      subscriptions.set(name, subscription);
      subscribers.add(subscription);
      return subscription;
    },
    subscription(name) {
      const subscription = subscriptions.get(name);
      if (subscription === undefined) throw missing(`subscription=${name}`);
      return subscription;
    },
    deleteSubscription(name) {
      const subscription = subscriptions.get(name);
      if (subscription === undefined) throw missing(`subscription=${name}`);
      subscriptions.delete(name);
      topics.get(subscription.topic)?.delete(subscription);
      subscription.close();
    },
    publish(topic, data, attributes, { orderingKey = "", copies = 1, lateMs = 0 } = {}) {
      const subscribers = topicOf(topic);
      const messageId = String(++lastMessageId);
      const message = { messageId, publishTimeMs: clock.now(), data, attributes, orderingKey };
      const deliver = () => {
        for (const subscription of subscribers) {
          for (let copy = 0; copy < copies; copy++) subscription.add(message);
        }
      };
      if (lateMs > 0) clock.setTimeout(deliver, lateMs);
      else deliver();
      return messageId;
    },
    close() {
      for (const subscription of subscriptions.values()) subscription.close();
      subscriptions.clear();
      topics.clear();
    },
  };
}

function missing(resource: string): RpcError {
  return new RpcError(status.NOT_FOUND, `Resource not found (${resource}).`);
}

function exists(name: string): RpcError {
  return new RpcError(status.ALREADY_EXISTS, `Resource already exists in the project (resource=${name}).`);
}
