/** Where Cloud Translation works: its host, and the location in the request (docs/advanced/endpoints of Cloud Translation). */
import { SidetoneError } from "../../base/errors.ts";
import type { DialogflowEndpoint } from "../dialogflow/endpoint.ts";
import type { ProfileName } from "../dialogflow/resource-names.ts";

export interface TranslationPlace {
  endpoint: DialogflowEndpoint;
  projectId: string;
  /** projects/P/locations/L. */
  parent: string;
}

export type TranslationRegion = "profile" | "global" | "eu" | "us";

/** Requests to a multi-regional host name a region within its bounds. */
const PLACES = {
  global: { host: "translate.googleapis.com", location: "global" },
  eu: { host: "translate-eu.googleapis.com", location: "europe-west1" },
  us: { host: "translate-us.googleapis.com", location: "us-central1" },
} as const;

/** `simulator`: host:port, without TLS. */
export function translationPlace(
  profile: Pick<ProfileName, "projectId" | "location">,
  region: TranslationRegion,
  simulator: string | undefined,
): TranslationPlace {
  const { host, location } = PLACES[region === "profile" ? regionOf(profile.location) : region];
  const { projectId } = profile;
  const endpoint = simulator === undefined ? { host, port: 443, insecure: false } : simulated(simulator);
  return { endpoint, projectId, parent: `projects/${projectId}/locations/${location}` };
}

/** Words stay where the profile has the conversation, as far as Cloud Translation can promise it. */
function regionOf(location: string): keyof typeof PLACES {
  if (/^(eu|europe-.*)$/.test(location)) return "eu";
  return /^us(-.*)?$/.test(location) ? "us" : "global";
}

function simulated(address: string): DialogflowEndpoint {
  const match = /^(.+):(\d+)$/.exec(address);
  if (match === null) throw new SidetoneError("CONFIG_INVALID", "TRANSLATION_ENDPOINT is host:port");
  return { host: match[1] ?? "", port: Number(match[2]), insecure: true };
}
