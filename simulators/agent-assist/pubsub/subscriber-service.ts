/** google.pubsub.v1.Subscriber over the built-in broker. */
import { status, type UntypedServiceImplementation } from "@grpc/grpc-js";
import type { Clock } from "../../../src/base/clock.ts";
import { invalidArgument, RpcError, unary } from "../rpc.ts";
import type { Broker } from "./broker.ts";
import { type PullCall, streamingPull, toReceived } from "./streaming-pull.ts";
import type { Delivery, Subscription } from "./subscription.ts";

interface PullRequest {
  subscription: string;
  maxMessages: number;
  returnImmediately: boolean;
}

/** Real default (pubsub.proto, Subscription.ack_deadline_seconds). */
const DEFAULT_ACK_DEADLINE_SECONDS = 10;
/** How long a unary Pull waits for a first message. */
const PULL_WAIT_MS = 5_000;

export interface SubscriberService {
  service: UntypedServiceImplementation;
  /** Ends every streaming pull as the real service does when it restarts. */
  close(): void;
}

export function createSubscriberService(broker: Broker, clock: Clock): SubscriberService {
  const open = new Set<(error?: RpcError) => void>();

  const service: UntypedServiceImplementation = {
    createSubscription: unary((request: { name: string; topic: string; ackDeadlineSeconds: number }) => {
      if (!/^projects\/[^/]+\/subscriptions\/[^/]+$/.test(request.name)) {
        throw invalidArgument("Invalid subscription name.");
      }
      const seconds = request.ackDeadlineSeconds || DEFAULT_ACK_DEADLINE_SECONDS;
      return describe(broker.createSubscription(request.name, request.topic, seconds * 1000));
    }),
    getSubscription: unary((request: { subscription: string }) =>
      describe(broker.subscription(request.subscription)),
    ),
    deleteSubscription: unary((request: { subscription: string }) => {
      broker.deleteSubscription(request.subscription);
      return {};
    }),
    acknowledge: unary((request: { subscription: string; ackIds: string[] }) => {
      broker.subscription(request.subscription).acknowledge(request.ackIds);
      return {};
    }),
    modifyAckDeadline: unary(
      (request: { subscription: string; ackIds: string[]; ackDeadlineSeconds: number }) => {
        const { ackIds, ackDeadlineSeconds } = request;
        broker.subscription(request.subscription).modifyDeadline(ackIds, ackDeadlineSeconds * 1000);
        return {};
      },
    ),
    pull: unary((request: PullRequest) => pull(request, broker, clock)),
    streamingPull: (call: PullCall) => streamingPull(call, broker, open),
  };
  return {
    service,
    close() {
      for (const stop of [...open])
        stop(new RpcError(status.UNAVAILABLE, "The service was unable to fulfill your request."));
    },
  };
}

function pull(request: PullRequest, broker: Broker, clock: Clock) {
  const subscription = broker.subscription(request.subscription);
  if (request.maxMessages < 1) throw invalidArgument("max_messages must be positive.");
  const ready = subscription.take(request.maxMessages);
  if (ready.length > 0 || request.returnImmediately) return { receivedMessages: ready.map(toReceived) };
  return new Promise<{ receivedMessages: unknown[] }>((resolve) => {
    let room = request.maxMessages;
    const finish = (deliveries: Delivery[]) => {
      room = 0;
      detach();
      clock.clearTimeout(timer);
      resolve({ receivedMessages: deliveries.map(toReceived) });
    };
    const detach = subscription.attach({ room: () => room, deliver: finish });
    const timer = clock.setTimeout(() => finish([]), PULL_WAIT_MS);
  });
}

function describe(subscription: Subscription) {
  return {
    name: subscription.name,
    topic: subscription.topic,
    ackDeadlineSeconds: subscription.ackDeadlineMs / 1000,
    state: "ACTIVE",
  };
}
