/** google.pubsub.v1.Subscriber over the built-in broker. */
import { type ServerDuplexStream, status, type UntypedServiceImplementation } from "@grpc/grpc-js";
import type { Clock } from "../../../src/base/clock.ts";
import { invalidArgument, RpcError, unary } from "../rpc.ts";
import { toProtoTime } from "../time-values.ts";
import type { Broker } from "./broker.ts";
import type { Delivery, Subscription } from "./subscription.ts";

interface StreamingPullRequest {
  subscription: string;
  ackIds: string[];
  modifyDeadlineSeconds: number[];
  modifyDeadlineAckIds: string[];
  streamAckDeadlineSeconds: number;
  maxOutstandingMessages: string;
}

type PullCall = ServerDuplexStream<StreamingPullRequest, Record<string, unknown>>;

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
  const open = new Set<(error: RpcError) => void>();

  function streamingPull(call: PullCall): void {
    let detach: (() => void) | undefined;
    let subscription: Subscription | undefined;
    let limit = Number.POSITIVE_INFINITY;
    const delivered = new Set<string>();

    function stop(error?: RpcError): void {
      if (!open.delete(stop)) return;
      detach?.();
      if (error === undefined) call.end();
      else call.emit("error", { code: error.code, details: error.message });
    }

    function room(): number {
      for (const ackId of delivered) if (!subscription?.isOutstanding(ackId)) delivered.delete(ackId);
      return limit - delivered.size;
    }

    function start(request: StreamingPullRequest): Subscription {
      const found = broker.subscription(request.subscription);
      subscription = found;
      limit = Number(request.maxOutstandingMessages) || Number.POSITIVE_INFINITY;
      call.write({
        subscriptionProperties: { exactlyOnceDeliveryEnabled: false, messageOrderingEnabled: false },
      });
      detach = found.attach({
        room,
        deliver(deliveries) {
          for (const { ackId } of deliveries) delivered.add(ackId);
          if (request.streamAckDeadlineSeconds > 0) {
            const ackIds = deliveries.map(({ ackId }) => ackId);
            found.modifyDeadline(ackIds, request.streamAckDeadlineSeconds * 1000);
          }
          call.write({ receivedMessages: deliveries.map(toReceived) });
        },
      });
      return found;
    }

    open.add(stop);
    call.on("data", (request: StreamingPullRequest) => {
      try {
        const current = subscription ?? start(request);
        current.acknowledge(request.ackIds);
        request.modifyDeadlineAckIds.forEach((ackId, index) => {
          current.modifyDeadline([ackId], (request.modifyDeadlineSeconds[index] ?? 0) * 1000);
        });
        current.pump();
      } catch (caught) {
        stop(caught instanceof RpcError ? caught : new RpcError(status.INTERNAL, String(caught)));
      }
    });
    call.on("end", () => stop());
    call.on("cancelled", () => stop());
    call.on("error", () => stop());
  }

  function pull(request: { subscription: string; maxMessages: number; returnImmediately: boolean }) {
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
    pull: unary(pull),
    streamingPull,
  };
  return {
    service,
    close() {
      for (const stop of [...open])
        stop(new RpcError(status.UNAVAILABLE, "The service was unable to fulfill your request."));
    },
  };
}

function toReceived({ ackId, message }: Delivery) {
  return {
    ackId,
    message: {
      data: message.data,
      attributes: message.attributes,
      messageId: message.messageId,
      publishTime: toProtoTime(message.publishTimeMs),
      orderingKey: message.orderingKey,
    },
  };
}
