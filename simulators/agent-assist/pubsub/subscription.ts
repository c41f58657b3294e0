/** One subscription: what waits, what is out with a consumer, and when it comes back. */
import type { Clock } from "../../../src/base/clock.ts";
import type { BrokerMessage } from "./broker.ts";

export interface Delivery {
  ackId: string;
  message: BrokerMessage;
}

/** A reader that takes messages as they come. */
export interface Consumer {
  /** Messages it can take now. */
  room(): number;
  deliver(deliveries: Delivery[]): void;
}

export interface Subscription {
  readonly name: string;
  readonly topic: string;
  readonly ackDeadlineMs: number;
  /** Where it pushes to; "" for a pull subscription. Nothing is pushed by this broker. */
  pushEndpoint: string;
  /** Its topic was deleted. */
  orphan(): void;
  add(message: BrokerMessage): void;
  /** Takes up to `limit` messages out; they come back after the deadline unless acknowledged. */
  take(limit: number): Delivery[];
  /** Serves the consumer now and as messages come; returns the way to stop. */
  attach(consumer: Consumer): () => void;
  /** Tells that a consumer has room again. */
  pump(): void;
  /** Unknown ids are ignored, as the real service does. */
  acknowledge(ackIds: readonly string[]): void;
  /** 0 gives the messages back at once. */
  modifyDeadline(ackIds: readonly string[], deadlineMs: number): void;
  isOutstanding(ackId: string): boolean;
  /** Messages given up because the subscription was full. */
  overflowed(): number;
  close(): void;
}

export interface SubscriptionOptions {
  name: string;
  topic: string;
  ackDeadlineMs: number;
  clock: Clock;
  capacity: number;
}

const BATCH = 100;

export function createSubscription(options: SubscriptionOptions): Subscription {
  const { clock, ackDeadlineMs } = options;
  const waiting: BrokerMessage[] = [];
  const outstanding = new Map<string, { message: BrokerMessage; timer: unknown }>();
  const consumers = new Set<Consumer>();
  let topic = options.topic;
  let lastAckId = 0;
  let overflowed = 0;

  function add(message: BrokerMessage): void {
    if (waiting.length >= options.capacity) {
      waiting.shift();
      overflowed++;
    }
    waiting.push(message);
    pump();
  }

  function take(limit: number): Delivery[] {
    return waiting.splice(0, Math.max(0, limit)).map((message) => {
      const ackId = `${options.name}:${++lastAckId}`;
      outstanding.set(ackId, { message, timer: expire(ackId, ackDeadlineMs) });
      return { ackId, message };
    });
  }

  function expire(ackId: string, deadlineMs: number): unknown {
    return clock.setTimeout(() => giveBack(ackId), deadlineMs);
  }

  function giveBack(ackId: string): void {
    const entry = remove(ackId);
    if (entry !== undefined) add(entry.message);
  }

  function remove(ackId: string) {
    const entry = outstanding.get(ackId);
    if (entry !== undefined) clock.clearTimeout(entry.timer);
    outstanding.delete(ackId);
    return entry;
  }

  /** Serves consumers in turn, so that several share the load. */
  function pump(): void {
    let served = true;
    while (served && waiting.length > 0) {
      served = false;
      for (const consumer of [...consumers]) {
        const room = Math.min(consumer.room(), BATCH);
        if (room <= 0 || waiting.length === 0) continue;
        consumers.delete(consumer);
        consumers.add(consumer);
        consumer.deliver(take(room));
        served = true;
      }
    }
  }

  return {
    name: options.name,
    get topic() {
      return topic;
    },
    orphan() {
      topic = "_deleted-topic_";
    },
    pushEndpoint: "",
    ackDeadlineMs,
    add,
    take,
    pump,
    attach(consumer) {
      consumers.add(consumer);
      pump();
      return () => consumers.delete(consumer);
    },
    acknowledge(ackIds) {
      for (const ackId of ackIds) remove(ackId);
      pump();
    },
    modifyDeadline(ackIds, deadlineMs) {
      for (const ackId of ackIds) {
        const entry = outstanding.get(ackId);
        if (entry === undefined) continue;
        clock.clearTimeout(entry.timer);
        if (deadlineMs <= 0) giveBack(ackId);
        else entry.timer = expire(ackId, deadlineMs);
      }
    },
    isOutstanding: (ackId) => outstanding.has(ackId),
    overflowed: () => overflowed,
    close() {
      for (const ackId of [...outstanding.keys()]) remove(ackId);
      consumers.clear();
      waiting.length = 0;
    },
  };
}
