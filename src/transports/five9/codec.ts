/** Between the wire's loose messages and closed unions: every request is one of four things. */
import { type ClientNotice, noticeOf, type ServerStatusCode } from "./status-code.ts";
import type { WireRequest, WireResponse, WireStreamingConfig } from "./voice-proto.ts";

export type Five9Request =
  | { type: "config"; config: WireStreamingConfig }
  /** A view on the received message: the one who keeps it copies it. */
  | { type: "audio"; bytes: Uint8Array }
  | { type: "status"; notice: ClientNotice }
  /** None of the three members is set. */
  | { type: "empty" };

/** The audio of a message, or undefined when it carries something else. Allocates nothing: for the hot path. */
export function audioOf(wire: WireRequest): Uint8Array | undefined {
  return wire.streamingRequest === "audioContent" ? wire.audioContent : undefined;
}

/** Reads any request. Never throws. */
export function decodeRequest(wire: WireRequest): Five9Request {
  switch (wire.streamingRequest) {
    case "streamingConfig":
      return { type: "config", config: wire.streamingConfig ?? {} };
    case "audioContent":
      return { type: "audio", bytes: wire.audioContent ?? new Uint8Array(0) };
    case "streamingStatus":
      return { type: "status", notice: noticeOf(wire.streamingStatus?.code ?? 0) };
    default:
      return { type: "empty" };
  }
}

/** A response with a status. The message is for Five9's logs: plain words, no ids, no secrets. */
export function encodeStatus(code: ServerStatusCode, message = ""): WireResponse {
  return { status: message === "" ? { code } : { code, message } };
}
