/** Dialogflow's REST methods as its own protos declare them (google.api.http), for v2beta1. */
import protos from "@google-cloud/dialogflow/build/protos/protos.json" with { type: "json" };
import protobuf from "protobufjs";
import { toCamelCase } from "../agent-assist/field-names.ts";

export interface HttpRule {
  httpMethod: string;
  /** Matches the path; its groups are the values of `pathFields`, in order. */
  path: RegExp;
  /** Field paths of the request message, in lowerCamelCase. */
  pathFields: string[][];
  /** "*" for the whole request, a field's name, or "" for no body. */
  body: string;
  /** For example /google.cloud.dialogflow.v2beta1.Conversations/GetConversation. */
  rpcPath: string;
  requestType: protobuf.Type;
  responseType: protobuf.Type;
}

interface Binding {
  get?: string;
  post?: string;
  patch?: string;
  put?: string;
  delete?: string;
  body?: string;
  additional_bindings?: Binding | Binding[];
}

const PACKAGE = "google.cloud.dialogflow.v2beta1";
const SERVICES = ["Conversations", "Participants", "ConversationProfiles", "AnswerRecords", "Generators"];
const VERBS = ["get", "post", "patch", "put", "delete"] as const;

/** Takes some 100 ms. */
export function loadHttpRules(): HttpRule[] {
  const root = protobuf.Root.fromJSON(protos as protobuf.INamespace);
  return SERVICES.flatMap((name) => {
    const service = root.lookupService(`${PACKAGE}.${name}`);
    return service.methodsArray.flatMap((method) => {
      const requestType = service.lookupType(method.requestType);
      const responseType = service.lookupType(method.responseType);
      return bindingsOf(method).map(({ verb, template, body }) => ({
        httpMethod: verb.toUpperCase(),
        ...compile(template),
        body: toCamelCase(body),
        rpcPath: `/${PACKAGE}.${name}/${method.name}`,
        requestType,
        responseType,
      }));
    });
  });
}

function bindingsOf(method: protobuf.Method): { verb: string; template: string; body: string }[] {
  const options: unknown = method.parsedOptions;
  if (!Array.isArray(options)) return [];
  return options.flatMap((option: Record<string, unknown>) => {
    const binding = option["(google.api.http)"] as Binding | undefined;
    if (binding === undefined) return [];
    const further = binding.additional_bindings ?? [];
    return [binding, ...(Array.isArray(further) ? further : [further])].flatMap((one) =>
      VERBS.flatMap((verb) => {
        const template = one[verb];
        return template === undefined ? [] : [{ verb, template, body: one.body ?? "" }];
      }),
    );
  });
}

/** A path template such as /v2beta1/{name=projects/*}/things:verb. */
function compile(template: string): { path: RegExp; pathFields: string[][] } {
  const pathFields: string[][] = [];
  const source = template.replace(/\{([\w.]+)=([^}]+)\}|[^{]+/g, (text, field?: string, pattern?: string) => {
    if (field === undefined || pattern === undefined) return escapeText(text);
    pathFields.push(field.split(".").map(toCamelCase));
    return `(${pattern.split("*").map(escapeText).join("[^/:]+")})`;
  });
  return { path: new RegExp(`^${source}$`), pathFields };
}

function escapeText(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
