/** Loads proto/five9/voice.proto and gives the one method's typed definition, for the server and for test callers. */
import { fileURLToPath } from "node:url";
import type { MethodDefinition } from "@grpc/grpc-js";
import { loadSync, type PackageDefinition } from "@grpc/proto-loader";
import type { SendTime } from "./send-time.ts";

const PROTO_PATH = fileURLToPath(new URL("../../../proto/five9/voice.proto", import.meta.url));
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

let loaded: PackageDefinition | undefined;

function voicePackage(): PackageDefinition {
  loaded ??= loadSync(PROTO_PATH, { longs: Number, enums: Number, defaults: false, oneofs: true });
  return loaded;
}

/** The definition of `/five9.voicestream.Voice/StreamingVoice`. */
export function streamingVoiceMethod(): StreamingVoiceMethod {
  const service = voicePackage()[VOICE_SERVICE] as Record<string, StreamingVoiceMethod> | undefined;
  const method = service?.StreamingVoice;
  if (method === undefined) throw new Error(`${PROTO_PATH} lacks ${VOICE_SERVICE}.StreamingVoice`);
  return method;
}
