/** What a stand-in for Google Cloud holds, plain data. */

export interface SecretState {
  labels: string;
  /** Oldest first; the first one has number 1. */
  versions: string[];
}

export interface ServiceState {
  flags: Record<string, string>;
  environment: string;
  revisions: number;
}

/** A thing by its kind and name; `flags` as it was made. */
export interface Thing {
  flags: Record<string, string>;
}

export interface CloudState {
  apis: string[];
  /** By group and name, as in "pubsub topics/aa-new-message-topic". */
  things: Record<string, Thing>;
  secrets: Record<string, SecretState>;
  services: Record<string, ServiceState>;
  images: string[];
  /** Members by role, by group and name. */
  policies: Record<string, Record<string, string[]>>;
  /** The conversation profile as JSON. */
  profile: Record<string, unknown>;
}

export function emptyProject(profile: Record<string, unknown> = {}): CloudState {
  return {
    apis: ["logging.googleapis.com"],
    things: {},
    secrets: {},
    services: {},
    images: [],
    policies: {},
    profile,
  };
}
