/** google.pubsub.v1.Subscriber over the built-in broker. */
import { status, type UntypedServiceImplementation } from "@grpc/grpc-js";
import type { Clock } from "../../../src/base/clock.ts";
import { invalidArgument, permissionDenied, RpcError, unary } from "../rpc.ts";
import type { Broker } from "./broker.ts";
import { CONSUME, type OpenPulls, type PullCall, streamingPull, toReceived } from "./streaming-pull.ts";
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
  /** Ends the pulls of a subscription that was deleted, or all where the permission to consume was taken away. */
  endPulls(subscription: string | undefined, error: RpcError): void;
  /** Ends every streaming pull as the real service does when it restarts. */
  close(): void;
}

const GET = "pubsub.subscriptions.get";
const NOBODY: ReadonlySet<string> = new Set();

export function createSubscriberService(
  broker: Broker,
  clock: Clock,
  denied: ReadonlySet<string> = NOBODY,
): SubscriberService {
  const open: OpenPulls = new Map();
  function endPulls(subscription: string | undefined, error: RpcError): void {
    for (const [stop, name] of [...open])
      if (subscription === undefined || name() === subscription) stop(error);
  }

  const service: UntypedServiceImplementation = {
    createSubscription: unary((request: { name: string; topic: string; ackDeadlineSeconds: number }) => {
      if (!/^projects\/[^/]+\/subscriptions\/[^/]+$/.test(request.name)) {
        throw invalidArgument("Invalid subscription name.");
      }
      const seconds = request.ackDeadlineSeconds || DEFAULT_ACK_DEADLINE_SECONDS;
      return describe(broker.createSubscription(request.name, request.topic, seconds * 1000));
    }),
    getSubscription: unary((request: { subscription: string }) => {
      if (denied.has(GET)) throw permissionDenied(GET, request.subscription);
      return describe(broker.subscription(request.subscription));
    }),
    deleteSubscription: unary((request: { subscription: string }) => {
      broker.deleteSubscription(request.subscription);
      const { subscription } = request;
      endPulls(subscription, new RpcError(status.NOT_FOUND, `Resource not found (${subscription}).`));
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
    pull: unary((request: PullRequest) => {
      if (denied.has(CONSUME)) throw permissionDenied(CONSUME, request.subscription);
      return pull(request, broker, clock);
    }),
    streamingPull: (call: PullCall) => streamingPull(call, { broker, open, denied }),
  };
  return {
    service,
    endPulls,
    close: () =>
      endPulls(
        undefined,
        new RpcError(status.UNAVAILABLE, "The service was unable to fulfill your request."),
      ),
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
    pushConfig: { pushEndpoint: subscription.pushEndpoint },
    state: "ACTIVE",
  };
}
