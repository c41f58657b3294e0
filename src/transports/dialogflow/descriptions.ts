/**
 * Google's description of Dialogflow, cut to the named parts. The client library brings 1.5 MB of it for two versions of the whole
 * API, and builds all of that when a client is made; the services used here and all they refer to are a ninth.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { INamespace } from "protobufjs";
import { preparedPath } from "../../base/prepared.ts";

export const DIALOGFLOW_PACKAGE = "google.cloud.dialogflow.v2beta1";
/** What is used of the package: these services, and what Pub/Sub brings. */
export const SERVICES = ["Conversations", "ConversationProfiles", "Participants", "AnswerRecords"] as const;
export const NOTIFICATIONS = ["HumanAgentAssistantEvent", "ConversationEvent"] as const;

/** A file of `make build` with all of these and what they need. */
export const PREPARED_DESCRIPTION = "dialogflow.json";

/** A namespace, message, enum or service in protobufjs' JSON form (its INamespace, IType, IEnum and IService). */
export interface Description {
  nested?: Record<string, Description>;
  fields?: Record<string, Field>;
  oneofs?: object;
  methods?: Record<string, Method>;
  values?: object;
}

interface Field {
  type: string;
  options?: Record<string, unknown>;
}

interface Method {
  requestType: string;
  responseType: string;
  options?: object;
  parsedOptions?: object;
}

/** Of protobuf's field options, those that change what is on the wire or in a decoded message. */
const KEPT_FIELD_OPTIONS = new Set(["packed", "proto3_optional"]);

/** The whole description, as the client library brings it. */
export function readDialogflowDescription(): Description {
  return createRequire(import.meta.url)("@google-cloud/dialogflow/build/protos/protos.json") as Description;
}

/** What the named parts of the package need, for protobufjs. */
export function describe(names: readonly string[]): INamespace {
  const prepared = preparedPath(PREPARED_DESCRIPTION);
  const whole =
    prepared === null
      ? readDialogflowDescription()
      : (JSON.parse(readFileSync(prepared, "utf8")) as Description);
  return cutDescription(
    whole,
    names.map((name) => `${DIALOGFLOW_PACKAGE}.${name}`),
  ) as INamespace;
}

/**
 * What `names` (full names without a leading dot) need: themselves and every message and enum they refer to, without the
 * options that only other transports and documents use. A name that is not there is left out.
 */
export function cutDescription(root: Description, names: readonly string[]): Description {
  const cut: Description = { nested: {} };
  const waiting = names.flatMap((name) => find(root, name.split(".")) ?? []);
  const taken = new Set<string>();
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const key = path.join(".");
    if (taken.has(key)) continue;
    taken.add(key);
    const found = at(root, path) as Description;
    const target = place(cut, path);
    Object.assign(target, withoutOptions(found));
    for (const type of typesIn(found)) {
      const from = resolve(root, path, type);
      if (from !== undefined) waiting.push(from);
    }
  }
  return cut;
}

function at(root: Description, path: readonly string[]): Description | undefined {
  return path.reduce<Description | undefined>((node, name) => node?.nested?.[name], root);
}

function find(root: Description, path: string[]): string[][] {
  return at(root, path) === undefined ? [] : [path];
}

/** Makes the namespaces on the way; a message that holds the wanted one may come later and keeps it. */
function place(cut: Description, path: readonly string[]): Description {
  let node = cut;
  for (const name of path) {
    node.nested ??= {};
    node.nested[name] ??= {};
    node = node.nested[name];
  }
  return node;
}

function withoutOptions({ fields, oneofs, methods, values }: Description): Description {
  return {
    ...(fields && { fields: mapped(fields, ({ options, ...field }) => ({ ...field, ...kept(options) })) }),
    ...(oneofs && { oneofs }),
    ...(methods && { methods: mapped(methods, ({ options, parsedOptions, ...method }) => method) }),
    ...(values && { values }),
  };
}

function mapped<T, R>(all: Record<string, T>, change: (one: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [name, change(one)]));
}

function kept(options: Record<string, unknown> = {}): { options?: Record<string, unknown> } {
  const entries = Object.entries(options).filter(([name]) => KEPT_FIELD_OPTIONS.has(name));
  return entries.length === 0 ? {} : { options: Object.fromEntries(entries) };
}

function typesIn({ fields = {}, methods = {} }: Description): string[] {
  const ofMethods = Object.values(methods).flatMap(({ requestType, responseType }) => [
    requestType,
    responseType,
  ]);
  return [...Object.values(fields).map(({ type }) => type), ...ofMethods];
}

/** Protobuf's rule: the innermost scope that has the first part of the name. Undefined for scalar types. */
function resolve(root: Description, scope: readonly string[], type: string): string[] | undefined {
  const parts = type.split(".").filter((part) => part !== "");
  for (let depth = type.startsWith(".") ? 0 : scope.length; depth >= 0; depth -= 1) {
    const path = [...scope.slice(0, depth), ...parts];
    if (at(root, path) !== undefined) return path;
  }
  return undefined;
}
