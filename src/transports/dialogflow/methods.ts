/** The rpcs of Dialogflow that are used here, with their codecs, built when the first of them is asked for. */
import type { MethodDefinition } from "@grpc/grpc-js";
import protobuf from "protobufjs";
import { rpcMethod } from "../rpc-method.ts";
import { DIALOGFLOW_PACKAGE, describe, SERVICES } from "./descriptions.ts";

export type DialogflowService = (typeof SERVICES)[number];

/** As Google's clients give messages: enums by name, 64-bit numbers as text, defaults filled in. */
const AS_OBJECTS = { longs: String, enums: String, defaults: true, oneofs: true };

type Method = MethodDefinition<object, object>;

let services: protobuf.Root | undefined;
const methods = new Map<string, Method>();

/** Throws for a name that the service lacks. */
export function methodOf(service: DialogflowService, name: string): Method {
  const key = `${service}/${name}`;
  services ??= protobuf.Root.fromJSON(describe(SERVICES));
  const method =
    methods.get(key) ?? rpcMethod(services, `${DIALOGFLOW_PACKAGE}.${service}`, name, AS_OBJECTS);
  methods.set(key, method);
  return method;
}
