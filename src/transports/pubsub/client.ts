/** Makes the Google Pub/Sub client, for the real service or an emulator. */
import { PubSub } from "@google-cloud/pubsub";

export interface PubsubClientOptions {
  projectId: string;
  /** host:port of an emulator: plaintext, no credentials. Absent: Google's service, default credentials. */
  emulatorEndpoint?: string;
}

/** The caller owns the client and closes it. */
export function createPubsubClient(options: PubsubClientOptions): PubSub {
  const { projectId, emulatorEndpoint } = options;
  // Without a value google-gax asks the credentials for their universe, and they ask the metadata server.
  const clientOptions = { universeDomain: "googleapis.com" };
  if (emulatorEndpoint === undefined) return new PubSub({ projectId, emulatorMode: false });
  return new PubSub({ projectId, apiEndpoint: emulatorEndpoint, emulatorMode: true, clientOptions });
}
