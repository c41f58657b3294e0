/** The rpcs of Dialogflow that are used here, with their codecs, built when the first of them is asked for. */
import type { MethodDefinition } from "@grpc/grpc-js";
import protobuf, { type INamespace, type Type } from "protobufjs";
import { cutDescription, readDialogflowDescription } from "./descriptions.ts";

const PACKAGE = "google.cloud.dialogflow.v2beta1";
const SERVICES = ["Conversations", "ConversationProfiles", "Participants", "AnswerRecords"] as const;

export type DialogflowService = (typeof SERVICES)[number];

/** As Google's clients give messages: enums by name, 64-bit numbers as text, defaults filled in. */
const AS_OBJECTS = { longs: String, enums: String, defaults: true, oneofs: true };

type Method = MethodDefinition<object, object>;

let services: protobuf.Root | undefined;
const methods = new Map<string, Method>();

function servicesRoot(): protobuf.Root {
  services ??= protobuf.Root.fromJSON(
    cutDescription(
      readDialogflowDescription(),
      SERVICES.map((name) => `${PACKAGE}.${name}`),
    ) as INamespace,
  );
  return services;
}

/**
 * Path and codecs of an rpc, in the form of grpc-js. `@grpc/proto-loader` would also describe every message for reflection,
 * which takes longer than all the rest. Throws for a name that the service lacks.
 */
export function methodOf(service: DialogflowService, name: string): Method {
  const path = `/${PACKAGE}.${service}/${name}`;
  const method = methods.get(path) ?? buildMethod(service, name, path);
  methods.set(path, method);
  return method;
}

function buildMethod(service: DialogflowService, name: string, path: string): Method {
  const parent = servicesRoot().lookupService(`${PACKAGE}.${service}`);
  const method = parent.methods[name];
  if (method === undefined) throw new Error(`${service} has no method ${name}`);
  return {
    path,
    requestStream: method.requestStream === true,
    responseStream: method.responseStream === true,
    ...codec("request", parent.lookupType(method.requestType)),
    ...codec("response", parent.lookupType(method.responseType)),
  };
}

type Codec<Side extends "request" | "response"> = Record<`${Side}Serialize`, (value: object) => Buffer> &
  Record<`${Side}Deserialize`, (bytes: Buffer) => object>;

function codec<Side extends "request" | "response">(side: Side, type: Type): Codec<Side> {
  return {
    [`${side}Serialize`]: (value: object) => type.encode(type.fromObject(value)).finish() as Buffer,
    [`${side}Deserialize`]: (bytes: Buffer) => type.toObject(type.decode(bytes), AS_OBJECTS),
  } as Codec<Side>;
}
