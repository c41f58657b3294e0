/** Loads proto/five9/voice.proto and gives the one method's typed definition, for the server and for test callers. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { MethodDefinition } from "@grpc/grpc-js";
import protobuf, { type INamespace } from "protobufjs";
import { preparedPath } from "../../base/prepared.ts";
import { rpcMethod } from "../rpc-method.ts";
import type { SendTime } from "./send-time.ts";

const PROTO_PATH = fileURLToPath(new URL("../../../proto/five9/voice.proto", import.meta.url));
/** A file of `make build` with the same, as protobufjs describes it. */
export const PREPARED_VOICE = "voice.json";
/** Full name of the one service of the contract. */
export const VOICE_SERVICE = "five9.voicestream.Voice";

/** Absent fields stay absent: proto3 leaves zero values off the wire and the loader adds none. */
export interface WireVoiceConfig {
  encoding?: number;
  sampleRateHertz?: number;
}

export interface WireStreamingConfig {
  voiceConfig?: WireVoiceConfig;
  vccCallId?: string;
  domainId?: string;
  campaignId?: string;
  agentId?: string;
  callLeg?: number;
  trustToken?: string;
  subscriptionId?: string;
  skillId?: string;
}

export interface WireStatus {
  code?: number;
  message?: string;
}

/** StreamingVoiceRequest. `audioContent` is a view on the received message: copy what outlives the handler. */
export interface WireRequest {
  /** Which member of the oneof is set; given by the decoder, not needed to encode. */
  streamingRequest?: "streamingConfig" | "audioContent" | "streamingStatus";
  streamingConfig?: WireStreamingConfig;
  audioContent?: Uint8Array;
  streamingStatus?: WireStatus;
  sendTime?: SendTime | null;
}

/** StreamingVoiceResponse. */
export interface WireResponse {
  status?: WireStatus;
  feedback?: { voiceConfig?: WireVoiceConfig };
}

export type StreamingVoiceMethod = MethodDefinition<WireRequest, WireResponse>;

/** Enums and 64-bit numbers as numbers; absent fields stay absent. */
const AS_OBJECTS = { longs: Number, enums: Number, defaults: false, oneofs: true };

let method: StreamingVoiceMethod | undefined;

/** Reads the proto. */
export function describeVoice(): INamespace {
  return protobuf.loadSync(PROTO_PATH).toJSON();
}

/** The definition of `/five9.voicestream.Voice/StreamingVoice`. */
export function streamingVoiceMethod(): StreamingVoiceMethod {
  if (method !== undefined) return method;
  const prepared = preparedPath(PREPARED_VOICE);
  const description =
    prepared === null ? describeVoice() : (JSON.parse(readFileSync(prepared, "utf8")) as INamespace);
  method = rpcMethod(protobuf.Root.fromJSON(description), VOICE_SERVICE, "StreamingVoice", AS_OBJECTS);
  return method;
}
