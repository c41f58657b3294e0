/** One StreamingPull of google.pubsub.v1.Subscriber. */
import { type ServerDuplexStream, status } from "@grpc/grpc-js";
import { permissionDenied, RpcError } from "../rpc.ts";
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

export type PullCall = ServerDuplexStream<StreamingPullRequest, Record<string, unknown>>;

/** The permission to pull and acknowledge (docs.cloud.google.com/pubsub/docs/access-control). */
export const CONSUME = "pubsub.subscriptions.consume";

/** What ends each open stream, with the name of its subscription. */
export type OpenPulls = Map<(error?: RpcError) => void, () => string>;

export interface PullContext {
  broker: Broker;
  open: OpenPulls;
  /** Permissions that the caller does not have. */
  denied: ReadonlySet<string>;
}

/** Serves one stream until either side ends it; `open` holds the function that ends it meanwhile. */
export function streamingPull(call: PullCall, { broker, open, denied }: PullContext): void {
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
    if (denied.has(CONSUME)) throw permissionDenied(CONSUME, request.subscription);
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

  open.set(stop, () => subscription?.name ?? "");
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

/** ReceivedMessage, as the proto loader takes it. */
export function toReceived({ ackId, message }: Delivery) {
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
