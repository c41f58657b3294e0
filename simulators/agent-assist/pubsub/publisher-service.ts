/** google.pubsub.v1.Publisher over the built-in broker. */
import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import { invalidArgument, notFound, permissionDenied, unary } from "../rpc.ts";
import type { Broker } from "./broker.ts";

interface PublishRequest {
  topic: string;
  messages: { data: Uint8Array; attributes: Record<string, string>; orderingKey: string }[];
}

const GET = "pubsub.topics.get";

export function createPublisherService(
  broker: Broker,
  denied: ReadonlySet<string>,
): UntypedServiceImplementation {
  return {
    createTopic: unary((request: { name: string }) => {
      if (!/^projects\/[^/]+\/topics\/[^/]+$/.test(request.name))
        throw invalidArgument("Invalid topic name.");
      broker.createTopic(request.name);
      return { name: request.name };
    }),
    getTopic: unary((request: { topic: string }) => {
      if (denied.has(GET)) throw permissionDenied(GET, request.topic);
      if (!broker.hasTopic(request.topic)) throw notFound(`Topic ${request.topic}`);
      return { name: request.topic };
    }),
    deleteTopic: unary((request: { topic: string }) => {
      broker.deleteTopic(request.topic);
      return {};
    }),
    publish: unary((request: PublishRequest) => {
      const messageIds = request.messages.map(({ data, attributes, orderingKey }) => {
        if (data.length === 0 && Object.keys(attributes).length === 0) {
          throw invalidArgument("A message must have data or an attribute.");
        }
        // The decoder hands out views on the whole request; the broker keeps messages longer than that.
        return broker.publish(request.topic, data.slice(), attributes, { orderingKey });
      });
      return { messageIds };
    }),
  };
}
