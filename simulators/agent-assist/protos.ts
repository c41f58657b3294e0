/** The gRPC services and messages, from the .proto files inside Google's own npm packages. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ServiceDefinition } from "@grpc/grpc-js";
import protobuf from "protobufjs";
import { serviceDefinition } from "./service-definition.ts";

const MODULES = join(import.meta.dir, "../../node_modules");
const DIALOGFLOW = "google.cloud.dialogflow.v2beta1";

const FILES = [
  "google/cloud/dialogflow/v2beta1/conversation.proto",
  "google/cloud/dialogflow/v2beta1/conversation_event.proto",
  "google/cloud/dialogflow/v2beta1/human_agent_assistant_event.proto",
  "google/cloud/dialogflow/v2beta1/participant.proto",
  "google/cloud/dialogflow/v2beta1/conversation_profile.proto",
  "google/cloud/dialogflow/v2beta1/answer_record.proto",
  "google/pubsub/v1/pubsub.proto",
  "google/iam/v1/iam_policy.proto",
];

export interface SimulatedServices {
  conversations: ServiceDefinition;
  participants: ServiceDefinition;
  conversationProfiles: ServiceDefinition;
  answerRecords: ServiceDefinition;
  publisher: ServiceDefinition;
  subscriber: ServiceDefinition;
  iamPolicy: ServiceDefinition;
}

let root: protobuf.Root | undefined;
let services: SimulatedServices | undefined;

/** The same for every simulator of a process; the first takes some 200 ms of processor time. */
export function loadServices(): SimulatedServices {
  services ??= {
    conversations: serviceOf(`${DIALOGFLOW}.Conversations`),
    participants: serviceOf(`${DIALOGFLOW}.Participants`),
    conversationProfiles: serviceOf(`${DIALOGFLOW}.ConversationProfiles`),
    answerRecords: serviceOf(`${DIALOGFLOW}.AnswerRecords`),
    publisher: serviceOf("google.pubsub.v1.Publisher"),
    subscriber: serviceOf("google.pubsub.v1.Subscriber"),
    iamPolicy: serviceOf("google.iam.v1.IAMPolicy"),
  };
  return services;
}

/** A message of Dialogflow's v2beta1. */
export function dialogflowMessage(name: string): protobuf.Type {
  return loadRoot().lookupType(`${DIALOGFLOW}.${name}`);
}

function serviceOf(name: string): ServiceDefinition {
  return serviceDefinition(name, loadRoot().lookupService(name));
}

function loadRoot(): protobuf.Root {
  root ??= readFiles();
  return root;
}

function readFiles(): protobuf.Root {
  const gax = dirname(Bun.resolveSync("google-gax/package.json", import.meta.dir));
  const folders = [
    join(MODULES, "@google-cloud/dialogflow/build/protos"),
    join(MODULES, "@google-cloud/pubsub/build/protos"),
    join(gax, "build/protos"),
  ];
  const read = new protobuf.Root();
  // Imports are relative to these folders, as for protoc.
  read.resolvePath = (_importer, path) => {
    const found = folders.map((folder) => join(folder, path)).find((candidate) => existsSync(candidate));
    if (found === undefined) throw new Error(`no file ${path} in the protos`);
    return found;
  };
  read.loadSync(FILES).resolveAll();
  return read;
}
