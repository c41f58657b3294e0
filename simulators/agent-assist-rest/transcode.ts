/** Turns a REST request into a request message and a response message into JSON, by the proto3 JSON mapping. */
import { fromProto3JSON, type JSONValue, toProto3JSON } from "proto3-json-serializer";
import type protobuf from "protobufjs";
import { isJsonObject } from "../../src/base/json.ts";
import { toCamelCase } from "../agent-assist/field-names.ts";
import { parseStrictJson } from "../strict-json.ts";
import type { HttpRule } from "./http-rules.ts";

type Fields = Record<string, JSONValue>;

/** A request the service would answer with 400. */
export class BadRequest extends Error {
  override readonly name = "BadRequest";
}

/** The request message's bytes. Throws BadRequest where fields and message do not fit. */
export function encodeRequest(
  rule: HttpRule,
  parts: { pathValues: string[]; query: URLSearchParams; body: string },
): Buffer {
  const json: Fields = {};
  if (rule.body === "*") Object.assign(json, parseObject(parts.body));
  else if (rule.body !== "") json[rule.body] = parseObject(parts.body);
  for (const [name, value] of parts.query) {
    if (!["fields", "prettyPrint", "alt"].includes(name)) setQueryField(rule, json, toCamelCase(name), value);
  }
  rule.pathFields.forEach((field, index) => {
    setField(json, field, parts.pathValues[index] ?? "");
  });
  try {
    const message = fromProto3JSON(rule.requestType, json);
    if (message === null) throw new BadRequest("The request is empty.");
    return Buffer.from(rule.requestType.encode(message).finish());
  } catch (caught) {
    throw caught instanceof BadRequest ? caught : new BadRequest(`Invalid JSON payload received. ${caught}`);
  }
}

/** The response as JSON text. */
export function decodeResponse(rule: HttpRule, bytes: Buffer): string {
  const message = rule.responseType.decode(bytes) as unknown as protobuf.Message;
  return JSON.stringify(toProto3JSON(message), null, 2);
}

function parseObject(text: string): Fields {
  if (text.trim() === "") return {};
  try {
    const parsed = parseStrictJson(text);
    if (isJsonObject(parsed)) return parsed as Fields;
  } catch (caught) {
    throw new BadRequest(`Invalid JSON payload received. ${caught}`);
  }
  throw new BadRequest("Invalid JSON payload received. Root element must be a message.");
}

function setQueryField(rule: HttpRule, json: Fields, name: string, value: string): void {
  const field = rule.requestType.fields[name];
  if (field === undefined)
    throw new BadRequest(`Cannot bind query parameter. Field '${name}' could not be found.`);
  json[name] = field.type === "int32" ? Number(value) : value;
}

function setField(json: Fields, path: readonly string[], value: string): void {
  const [first = "", ...rest] = path;
  if (rest.length === 0) {
    json[first] = value;
    return;
  }
  const inner = (json[first] ?? {}) as Fields;
  json[first] = inner;
  setField(inner, rest, value);
}
