/** Loads proto/five9/voice.proto and gives the one method's typed definition, for the server and for test callers. */
import { fileURLToPath } from "node:url";
import type { MethodDefinition } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

const PROTO_PATH = fileURLToPath(new URL("../../../proto/five9/voice.proto", import.meta.url));
const SERVICE_NAME = "five9.voicestream.Voice";

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
  sendTime?: { seconds?: number; nanos?: number };
}

/** StreamingVoiceResponse. */
export interface WireResponse {
  status?: WireStatus;
  feedback?: { voiceConfig?: WireVoiceConfig };
}

export type StreamingVoiceMethod = MethodDefinition<WireRequest, WireResponse>;

let loaded: StreamingVoiceMethod | undefined;

/** The definition of `/five9.voicestream.Voice/StreamingVoice`. Read from disk once. */
export function streamingVoiceMethod(): StreamingVoiceMethod {
  loaded ??= load();
  return loaded;
}

function load(): StreamingVoiceMethod {
  const definition = loadSync(PROTO_PATH, { longs: Number, enums: Number, defaults: false, oneofs: true });
  const service = definition[SERVICE_NAME] as Record<string, StreamingVoiceMethod> | undefined;
  const method = service?.StreamingVoice;
  if (method === undefined) throw new Error(`${PROTO_PATH} lacks ${SERVICE_NAME}.StreamingVoice`);
  return method;
}
