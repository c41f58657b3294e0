/** Google's gRPC layer for its clients, which builds descriptions of the services used here only. */
import type { GrpcObject } from "@grpc/grpc-js";
import * as gax from "google-gax";
import type { INamespace } from "protobufjs";
import { cutDescription, type Description } from "./descriptions.ts";

const PACKAGE = "google.cloud.dialogflow.v2beta1";
const SERVICES = ["Conversations", "ConversationProfiles", "Participants", "AnswerRecords"].map(
  (name) => `${PACKAGE}.${name}`,
);

/** By the description it was cut from: each client brings the same one. */
const lean = new WeakMap<INamespace, INamespace>();

class LeanGrpcClient extends gax.GrpcClient {
  override loadProtoJSON(json: INamespace, ignoreCache?: boolean): GrpcObject {
    return super.loadProtoJSON(leanForm(json), ignoreCache);
  }
}

function leanForm(json: INamespace): INamespace {
  let form = lean.get(json);
  if (form === undefined) {
    const cut = cutDescription(json as Description, SERVICES);
    // The descriptions of operations and locations, which every client loads too, have none of these services.
    form = Object.keys(cut.nested ?? {}).length === 0 ? json : (cut as INamespace);
    lean.set(json, form);
  }
  return form;
}

/** To be passed to the constructor of a client of Dialogflow. */
export const leanGax: typeof gax = { ...gax, GrpcClient: LeanGrpcClient };
