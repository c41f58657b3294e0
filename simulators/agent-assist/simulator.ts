/** A simulated Google Agent Assist cloud: Dialogflow v2beta1 and Pub/Sub v1 on one gRPC port. */
import { Server, ServerCredentials, status } from "@grpc/grpc-js";
import { listSamples, readSample, type Sample, type SampleSpeaker } from "../../samples/sample.ts";
import { createFaults, type Faults } from "./faults.ts";
import { loadReference, type SpokenLeg } from "./listener/reference.ts";
import { createNotifications } from "./notifications.ts";
import { type AgentAssistSimulatorOptions, resolveOptions } from "./options.ts";
import { loadServices } from "./protos.ts";
import { createBroker } from "./pubsub/broker.ts";
import { createBrokerOutlet } from "./pubsub/broker-outlet.ts";
import { createEmulatorOutlet } from "./pubsub/emulator-outlet.ts";
import { createIamPolicyService } from "./pubsub/iam-policy-service.ts";
import { createPublisherService } from "./pubsub/publisher-service.ts";
import { CONSUME } from "./pubsub/streaming-pull.ts";
import { createSubscriberService } from "./pubsub/subscriber-service.ts";
import { createRecord, type SimulatorRecord } from "./record.ts";
import { permissionDenied, RpcError } from "./rpc.ts";
import { createAnswerRecordsService } from "./services/answer-records.ts";
import { createAudioStreams } from "./services/audio-streams.ts";
import { createConversationsService } from "./services/conversations.ts";
import { createParticipantsService } from "./services/participants.ts";
import { createProfilesService } from "./services/profiles.ts";
import { type CloudSetup, createSetup } from "./setup.ts";
import type { SimulatorContext } from "./simulator-context.ts";
import { createSuggestions } from "./suggestions.ts";
import { createWorld } from "./world.ts";

export interface AgentAssistSimulator {
  port: number;
  /** host:port, for Dialogflow and, unless an emulator is used, for Pub/Sub. No TLS. */
  address: string;
  conversationProfileName: string;
  faults: Faults;
  /** Topics, formats, features and permissions of the project. */
  setup: CloudSetup;
  /** Deletes a subscription or a topic by its id, as an administrator might. */
  remove(kind: "subscription" | "topic", id: string): void;
  /** Makes a subscription, as `gcloud pubsub subscriptions create` does. */
  subscribe(id: string, topic: string, pushEndpoint?: string): void;
  /** The caller loses a permission: open pulls end where it is that to consume. Or gets it back. */
  deny(permission: string, isDenied?: boolean): void;
  record: SimulatorRecord;
  /** From now on it knows this call too. */
  learn(sample: Sample): Promise<void>;
  /** From now on it hears this speaker of a call that is made up while it is spoken: its utterances and suggestions may grow. */
  follow(sample: Sample, speaker: SampleSpeaker): SpokenLeg;
  /** Resolves when every event told so far is published. */
  settled(): Promise<void>;
  /** Cuts every call and frees the port. May be called twice. */
  close(): Promise<void>;
}

const ACK_DEADLINE_MS = 10_000;

/** Resolves when the port is open. Rejects when a sample cannot be read or the port is taken. */
export async function startAgentAssistSimulator(
  given: AgentAssistSimulatorOptions = {},
): Promise<AgentAssistSimulator> {
  const samples = given.samples ?? (await Promise.all((await listSamples()).map((name) => readSample(name))));
  const options = resolveOptions(given, samples);
  const record = createRecord();
  const world = createWorld();
  const broker = createBroker(options.clock, options.subscriptionCapacity);
  const outlet =
    options.pubsubEmulatorHost === undefined
      ? createBrokerOutlet(broker, options)
      : await createEmulatorOutlet(options.pubsubEmulatorHost, options);
  const audioStreams = createAudioStreams(() => context);
  const faults = createFaults(audioStreams.live);
  const setup = createSetup(options.topics);
  const notifications = createNotifications(options, setup, faults, record, outlet);
  const context: SimulatorContext = {
    options,
    profileName: `projects/${options.project}/locations/${options.location}/conversationProfiles/${options.profileId}`,
    world,
    setup,
    faults,
    record,
    reference: await loadReference(samples),
    notifications,
    suggestions: createSuggestions(options, setup, world, notifications),
  };

  const services = loadServices();
  const server = new Server();
  server.addService(services.conversations, createConversationsService(context));
  server.addService(services.participants, createParticipantsService(context, audioStreams));
  server.addService(services.conversationProfiles, createProfilesService(context));
  server.addService(services.answerRecords, createAnswerRecordsService(context));
  const subscriber = createSubscriberService(broker, options.clock, setup.denied);
  if (options.pubsubEmulatorHost === undefined) {
    server.addService(services.publisher, createPublisherService(broker, setup.denied));
    server.addService(services.subscriber, subscriber.service);
    server.addService(services.iamPolicy, createIamPolicyService(broker, setup.denied));
  }
  const port = await bind(server, options.host, options.port);

  return {
    port,
    address: `${options.host}:${port}`,
    conversationProfileName: context.profileName,
    faults,
    setup,
    remove(kind, id) {
      const name = `projects/${options.project}/${kind}s/${id}`;
      if (kind === "topic") return broker.deleteTopic(name);
      broker.deleteSubscription(name);
      subscriber.endPulls(name, new RpcError(status.NOT_FOUND, `Resource not found (resource=${id}).`));
    },
    subscribe(id, topic, pushEndpoint = "") {
      const [name, topicName] = [`subscriptions/${id}`, `topics/${topic}`].map(
        (end) => `projects/${options.project}/${end}`,
      ) as [string, string];
      broker.createSubscription(name, topicName, ACK_DEADLINE_MS).pushEndpoint = pushEndpoint;
    },
    deny(permission, isDenied = true) {
      if (!isDenied) return void setup.denied.delete(permission);
      setup.denied.add(permission);
      if (permission === CONSUME) subscriber.endPulls(undefined, permissionDenied(CONSUME, options.project));
    },
    record,
    learn: (sample) => context.reference.add(sample),
    follow: (sample, speaker) => context.reference.follow(sample, speaker),
    settled: notifications.settled,
    async close() {
      faults.breakAllStreams();
      subscriber.close();
      server.forceShutdown();
      broker.close();
      await outlet.close();
    },
  };
}

function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
}
