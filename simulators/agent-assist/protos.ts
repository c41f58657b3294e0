/** The gRPC service definitions, loaded from the .proto files inside Google's own npm packages. */
import { dirname, join } from "node:path";
import type { ServiceDefinition } from "@grpc/grpc-js";
import { loadSync, type PackageDefinition } from "@grpc/proto-loader";
import { withStrictText } from "./strict-text.ts";

const MODULES = join(import.meta.dir, "../../node_modules");

export interface SimulatedServices {
  conversations: ServiceDefinition;
  participants: ServiceDefinition;
  conversationProfiles: ServiceDefinition;
  answerRecords: ServiceDefinition;
  publisher: ServiceDefinition;
  subscriber: ServiceDefinition;
  iamPolicy: ServiceDefinition;
}

/** Loads them once per call; takes some 100 ms. */
export function loadServices(): SimulatedServices {
  const gax = dirname(Bun.resolveSync("google-gax/package.json", import.meta.dir));
  const definition = loadSync(
    [
      "google/cloud/dialogflow/v2beta1/conversation.proto",
      "google/cloud/dialogflow/v2beta1/participant.proto",
      "google/cloud/dialogflow/v2beta1/conversation_profile.proto",
      "google/cloud/dialogflow/v2beta1/answer_record.proto",
      "google/pubsub/v1/pubsub.proto",
      "google/iam/v1/iam_policy.proto",
    ],
    {
      includeDirs: [
        join(MODULES, "@google-cloud/dialogflow/build/protos"),
        join(MODULES, "@google-cloud/pubsub/build/protos"),
        join(gax, "build/protos"),
      ],
      longs: String,
      enums: String,
      defaults: true,
      oneofs: true,
    },
  );
  const dialogflow = "google.cloud.dialogflow.v2beta1";
  return {
    conversations: serviceOf(definition, `${dialogflow}.Conversations`),
    participants: serviceOf(definition, `${dialogflow}.Participants`),
    conversationProfiles: serviceOf(definition, `${dialogflow}.ConversationProfiles`),
    answerRecords: serviceOf(definition, `${dialogflow}.AnswerRecords`),
    publisher: serviceOf(definition, "google.pubsub.v1.Publisher"),
    subscriber: serviceOf(definition, "google.pubsub.v1.Subscriber"),
    iamPolicy: serviceOf(definition, "google.iam.v1.IAMPolicy"),
  };
}

function serviceOf(definition: PackageDefinition, name: string): ServiceDefinition {
  const service = definition[name];
  if (service === undefined || "format" in service) throw new Error(`no service ${name} in the protos`);
  return withStrictText(service as ServiceDefinition, definition);
}
