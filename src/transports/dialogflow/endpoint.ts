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
 * A network may forget a connection without a word: addresses are translated for some minutes without traffic only
 * (github.com/grpc/grpc-java, issue 1648: 600 s), and the system takes a quarter of an hour to notice. A connection in use is
 * asked for a sign of life every 30 s, as in Google's clients (github.com/googleapis/java-bigtable,
 * EnhancedBigtableStubSettings), also by the first call after a pause; an unused one is closed before it can be forgotten.
 */
const SIGNS_OF_LIFE = {
  "grpc.keepalive_time_ms": 30_000,
  // Less than the deadline of one call, which then has a second try on another connection.
  "grpc.keepalive_timeout_ms": 8_000,
  "grpc.client_idle_timeout_ms": 240_000,
};

/**
 * Options for any client of the package. With an insecure endpoint they carry credentials that are never used:
 * without any, the library looks for some at the cloud's metadata server before its first call.
 */
export function clientOptionsFor(endpoint: DialogflowEndpoint, projectId: string) {
  const { host: apiEndpoint, port } = endpoint;
  const options = {
    apiEndpoint,
    port,
    fallback: false as const,
    projectId,
    ...RECONNECTING,
    ...SIGNS_OF_LIFE,
  };
  if (!endpoint.insecure) return options;
  return {
    ...options,
    sslCreds: credentials.createInsecure(),
    credentials: { client_email: "nobody@simulator.invalid", private_key: "none" },
  };
}
