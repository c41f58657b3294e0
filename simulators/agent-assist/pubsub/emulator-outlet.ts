/** Publishes the simulator's events to Google's Pub/Sub emulator with Google's own client. */
import type { Topic } from "@google-cloud/pubsub";
import { status } from "@grpc/grpc-js";
import { DEFAULT_SUBSCRIPTIONS, type ResolvedOptions, type TopicKind } from "../options.ts";
import type { EventOutlet } from "../outlet.ts";

/** Creates missing topics and subscriptions first. Rejects when the emulator cannot be reached. */
export async function createEmulatorOutlet(
  emulatorHost: string,
  { project, topics }: ResolvedOptions,
): Promise<EventOutlet> {
  // Most simulations need none, and reading the library takes 0.15 s of processor time.
  const { PubSub } = await import("@google-cloud/pubsub");
  const client = new PubSub({
    projectId: project,
    apiEndpoint: emulatorHost,
    emulatorMode: true,
    // With a value here, the library does not ask the cloud's metadata server for one.
    clientOptions: { universeDomain: "googleapis.com" },
  });
  const byId = new Map<string, Topic>();
  for (const kind of Object.keys(topics) as TopicKind[]) {
    await unlessExists(client.createTopic(topics[kind]));
    await unlessExists(client.createSubscription(topics[kind], DEFAULT_SUBSCRIPTIONS[kind]));
    byId.set(topics[kind], client.topic(topics[kind], { batching: { maxMilliseconds: 1 } }));
  }
  return {
    async publish({ topic: id, data, attributes, twice }) {
      const topic = byId.get(id);
      if (topic === undefined) throw new Error(`no topic ${id}`);
      const message = { data: Buffer.from(data), attributes };
      const messageId = await topic.publishMessage(message);
      // An emulator gives each publication an id of its own, so this is a repetition that ids do not show.
      if (twice) await topic.publishMessage(message);
      return messageId;
    },
    close: () => client.close(),
  };
}

async function unlessExists(creation: Promise<unknown>): Promise<void> {
  try {
    await creation;
  } catch (caught) {
    if ((caught as { code?: number }).code !== status.ALREADY_EXISTS) throw caught;
  }
}
