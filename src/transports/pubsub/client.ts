/** Makes the Google Pub/Sub client, for the real service or an emulator. */
import { PubSub } from "@google-cloud/pubsub";

export interface PubsubClientOptions {
  projectId: string;
  /** host:port of an emulator: plaintext, no credentials. Absent: Google's service, default credentials. */
  emulatorEndpoint?: string;
}

/** grpc-js waits up to two minutes between tries to connect unless told otherwise: too long for a call in progress. */
const RECONNECT = {
  "grpc.initial_reconnect_backoff_ms": 200,
  "grpc.min_reconnect_backoff_ms": 200,
  "grpc.max_reconnect_backoff_ms": 5_000,
};

/** The caller owns the client and closes it. */
export function createPubsubClient(options: PubsubClientOptions): PubSub {
  const { projectId, emulatorEndpoint } = options;
  if (emulatorEndpoint === undefined) return new PubSub({ ...RECONNECT, projectId, emulatorMode: false });
  return new PubSub({
    ...RECONNECT,
    projectId,
    apiEndpoint: emulatorEndpoint,
    emulatorMode: true,
    // Without a value google-gax asks the credentials for their universe, and they ask the metadata server.
    clientOptions: { universeDomain: "googleapis.com" },
  });
}
