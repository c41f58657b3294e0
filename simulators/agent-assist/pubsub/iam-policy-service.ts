/** google.iam.v1.IAMPolicy for topics and subscriptions: which permissions the caller has. */
import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import { invalidArgument, unary } from "../rpc.ts";
import type { Broker } from "./broker.ts";

/**
 * A resource that does not exist gives an empty set, not NOT_FOUND; wildcards are not allowed
 * (docs.cloud.google.com/pubsub/docs/reference/rest/v1/projects.subscriptions/testIamPermissions).
 */
export function createIamPolicyService(
  broker: Broker,
  denied: ReadonlySet<string>,
): UntypedServiceImplementation {
  return {
    testIamPermissions: unary((request: { resource: string; permissions: string[] }) => {
      const { resource, permissions } = request;
      if (permissions.some((name) => name.includes("*"))) throw invalidArgument("Wildcards are not allowed.");
      const exists = broker.hasTopic(resource) || broker.hasSubscription(resource);
      return { permissions: exists ? permissions.filter((name) => !denied.has(name)) : [] };
    }),
  };
}
