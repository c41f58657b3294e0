/** The server of a location, and the client options that lead only there. */
import { credentials } from "@grpc/grpc-js";
import { SidetoneError } from "../../base/errors.ts";
import type { ProfileName } from "./resource-names.ts";

export interface DialogflowEndpoint {
  host: string;
  port: number;
  /** Plain text and no credentials: a simulator. */
  insecure: boolean;
}

export interface EndpointOverride {
  /** host or host:port. */
  apiEndpoint: string;
  insecure: boolean;
}

/** The regional host of the profile's location; a host of another location answers INVALID_ARGUMENT. */
export function endpointFor(profile: ProfileName, override?: EndpointOverride): DialogflowEndpoint {
  if (override !== undefined) return parseOverride(override);
  const prefix = profile.location === "global" ? "" : `${profile.location}-`;
  return { host: `${prefix}dialogflow.googleapis.com`, port: 443, insecure: false };
}

function parseOverride({ apiEndpoint, insecure }: EndpointOverride): DialogflowEndpoint {
  const match = /^([^:/]+|\[[^\]]+\])(?::(\d+))?$/.exec(apiEndpoint);
  const host = match?.[1];
  if (host === undefined) throw new SidetoneError("CONFIG_INVALID", "an API endpoint is host or host:port");
  return { host, port: Number(match?.[2] ?? 443), insecure };
}

/** An upstream that was away is tried this often: the library's own pauses grow to two minutes. */
const RECONNECTING = {
  "grpc.initial_reconnect_backoff_ms": 250,
  "grpc.max_reconnect_backoff_ms": 5_000,
};

/**
 * Options for any client of the package. With an insecure endpoint they carry credentials that are never used:
 * without any, the library looks for some at the cloud's metadata server before its first call.
 */
export function clientOptionsFor(endpoint: DialogflowEndpoint, projectId: string) {
  const { host: apiEndpoint, port } = endpoint;
  const options = { apiEndpoint, port, fallback: false as const, projectId, ...RECONNECTING };
  if (!endpoint.insecure) return options;
  return {
    ...options,
    sslCreds: credentials.createInsecure(),
    credentials: { client_email: "nobody@simulator.invalid", private_key: "none" },
  };
}
