/**
 * A simulated Cloud Translation: TranslateText of google.cloud.translation.v3 on a gRPC port, as strict as the
 * comments of translation_service.proto and the pages on quotas and languages.
 */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { Server, ServerCredentials, status } from "@grpc/grpc-js";
import protobuf from "protobufjs";
import { type Clock, systemClock } from "../../src/base/clock.ts";
import { invalidArgument, permissionDenied, RpcError, type RpcStatus, unary } from "../agent-assist/rpc.ts";
import { serviceDefinition } from "../agent-assist/service-definition.ts";
import { detect, isKnown, isSame } from "./languages.ts";
import { escaped, translated } from "./translation.ts";

const SERVICE = "google.cloud.translation.v3.TranslationService";
const FILE = "google/cloud/translate/v3/translation_service.proto";

const MOST_CONTENTS = 1_024;
/** The quotas page says 30K. */
const MOST_CODE_POINTS = 30_720;
const MINUTE_MS = 60_000;

interface TranslateTextRequest {
  contents: readonly string[];
  mimeType: string;
  sourceLanguageCode: string;
  targetLanguageCode: string;
  parent: string;
  model: string;
}

export interface TranslationSimulatorOptions {
  host?: string;
  /** 0 takes a free port. */
  port?: number;
  project?: string;
  /** Code points that are translated in a minute; then RESOURCE_EXHAUSTED. Google's own default. */
  perMinute?: number;
  clock?: Clock;
}

export interface TranslationSimulator {
  port: number;
  /** host:port, no TLS. */
  address: string;
  /** Misbehaviour on cue: a test sets these at any time. */
  faults: {
    /** Every request is answered so. */
    refuse: RpcStatus | undefined;
    /** Requests are taken and not answered. */
    isMute: boolean;
  };
  /** Requests that were answered, with a translation or a refusal, oldest first. */
  requests: readonly Pick<TranslateTextRequest, "contents" | "sourceLanguageCode" | "targetLanguageCode">[];
  /** The caller loses the permission, or gets it back. */
  deny(isDenied: boolean): void;
  close(): Promise<void>;
}

/** Resolves when the port is open. */
export async function startTranslationSimulator({
  host = "127.0.0.1",
  port = 0,
  project = "demo-project",
  perMinute = 6_000_000,
  clock = systemClock,
}: TranslationSimulatorOptions = {}): Promise<TranslationSimulator> {
  const faults: TranslationSimulator["faults"] = { refuse: undefined, isMute: false };
  const requests: TranslateTextRequest[] = [];
  let isDenied = false;
  let minute = { fromMs: clock.now(), codePoints: 0 };

  function translateText(request: TranslateTextRequest) {
    const { contents, mimeType, sourceLanguageCode: source, targetLanguageCode: target } = request;
    requests.push(request);
    if (faults.isMute) return new Promise<never>(() => {});
    const { refuse } = faults;
    if (refuse !== undefined) throw new RpcError(refuse.code, refuse.message);
    checkParent(request.parent, project);
    if (isDenied) throw permissionDenied("cloudtranslate.generalModels.predict", request.parent);
    checkRequest(request);
    spend(contents.reduce((sum, text) => sum + [...text].length, 0));
    const isHtml = mimeType !== "text/plain";
    const translations = contents.map((text) => {
      const from = source === "" ? detect(text) : source;
      const made = isSame(from, target) ? text : translated(text, target);
      return {
        translatedText: isHtml ? escaped(made) : made,
        detectedLanguageCode: source === "" ? from : "",
      };
    });
    return { translations };
  }

  function spend(codePoints: number): void {
    if (clock.now() - minute.fromMs >= MINUTE_MS) minute = { fromMs: clock.now(), codePoints: 0 };
    minute.codePoints += codePoints;
    if (minute.codePoints <= perMinute) return;
    throw new RpcError(
      status.RESOURCE_EXHAUSTED,
      "Quota exceeded for quota metric 'v2 and v3 general model characters' and limit 'v2 and v3 general model characters per minute'.",
    );
  }

  const server = new Server();
  server.addService(serviceDefinition(SERVICE, loadService()), { translateText: unary(translateText) });
  const bound = await bind(server, host, port);
  return {
    port: bound,
    address: `${host}:${bound}`,
    faults,
    requests,
    deny(isOn) {
      isDenied = isOn;
    },
    close: async () => server.forceShutdown(),
  };
}

function checkParent(parent: string, project: string): void {
  const [, asked] = /^projects\/([^/]+)(?:\/locations\/[a-z0-9-]+)?$/.exec(parent) ?? [];
  if (asked === undefined) throw invalidArgument("Invalid resource name. Missing project id or location id.");
  if (asked !== project) throw permissionDenied("cloudtranslate.generalModels.predict", parent);
}

function checkRequest({
  contents,
  mimeType,
  sourceLanguageCode: source,
  ...rest
}: TranslateTextRequest): void {
  const { targetLanguageCode: target, model } = rest;
  if (contents.length === 0) throw invalidArgument("Content is empty.");
  if (contents.length > MOST_CONTENTS) throw invalidArgument("Too many text segments.");
  if (contents.reduce((sum, text) => sum + [...text].length, 0) > MOST_CODE_POINTS)
    throw invalidArgument("Text is too long.");
  if (!["", "text/plain", "text/html"].includes(mimeType)) throw invalidArgument("Invalid MIME type.");
  if (!isKnown(target)) throw invalidArgument("Target language is invalid.");
  if (source !== "" && !isKnown(source)) throw invalidArgument("Source language is invalid.");
  if (source !== "" && isSame(source, target))
    throw invalidArgument("Target language can't be equal to source language.");
  if (model !== "") throw invalidArgument("This simulator has the default model only.");
}

let service: protobuf.Service | undefined;

/** From the proto inside Google's own package. */
function loadService(): protobuf.Service {
  service ??= readService();
  return service;
}

function readService(): protobuf.Service {
  const folders = ["@google-cloud/translate", "google-gax"].map((name) =>
    join(dirname(Bun.resolveSync(`${name}/package.json`, import.meta.dir)), "build/protos"),
  );
  const root = new protobuf.Root();
  root.resolvePath = (_importer, path) => {
    const found = folders.map((folder) => join(folder, path)).find((candidate) => existsSync(candidate));
    if (found === undefined) throw new Error(`no file ${path} in the protos`);
    return found;
  };
  return root.loadSync(FILE).resolveAll().lookupService(SERVICE);
}

function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
}
