/** Topics and pull subscriptions of Agent Assist's events, with a place for messages that nobody could take. */
import { type Cloud, type Command, ensure, grant } from "./cloud.ts";
import { LABEL, type Names } from "./names.ts";
import type { DeploySettings } from "./settings.ts";

/** As in Google's integration. */
export const TOPICS = {
  suggestion: "aa-new-suggestion-topic",
  lifecycle: "aa-conversation-event-topic",
  message: "aa-new-message-topic",
  transcript: "aa-intermediate-transcript-topic",
} as const;

/** A day of an outage; the longest time that Pub/Sub keeps messages without further cost is 7 days. */
const RETENTION = "1d";
/** Pub/Sub's most: with the waits between them a message is tried for more than an hour. */
const ATTEMPTS = 100;

export async function makeEvents(cloud: Cloud, settings: DeploySettings, names: Names): Promise<void> {
  const { projectId, subscriptions } = settings;
  cloud.say("Topics and subscriptions");
  const number = await cloud.valueOf(
    ["projects", "describe", projectId, "--format=value(projectNumber)"],
    "PROJECT_NUMBER",
  );
  const pubsub = `serviceAccount:service-${number}@gcp-sa-pubsub.iam.gserviceaccount.com`;
  const reader = `serviceAccount:${names.accountEmail(names.runAccount)}`;
  await makeTopic(cloud, names.deadLetterTopic);
  await makeSubscription(cloud, names.deadLetterSubscription, names.deadLetterTopic, [
    "--message-retention-duration=7d",
  ]);
  const deadLetters = { group: ["pubsub", "topics"], name: names.deadLetterTopic };
  await grant(cloud, deadLetters, pubsub, "roles/pubsub.publisher");
  for (const kind of ["suggestion", "lifecycle", "message", "transcript"] as const) {
    const subscription = subscriptions[kind];
    await makeTopic(cloud, TOPICS[kind]);
    await makeSubscription(cloud, subscription, TOPICS[kind], [
      ...["--ack-deadline=60", `--message-retention-duration=${RETENTION}`],
      ...[`--dead-letter-topic=${names.deadLetterTopic}`, `--max-delivery-attempts=${ATTEMPTS}`],
      ...["--min-retry-delay=1s", "--max-retry-delay=60s"],
    ]);
    const on = { group: ["pubsub", "subscriptions"], name: subscription };
    await grant(cloud, on, reader, "roles/pubsub.subscriber");
    await grant(cloud, on, pubsub, "roles/pubsub.subscriber");
  }
}

function makeTopic(cloud: Cloud, topic: string): Promise<boolean> {
  const group = ["pubsub", "topics"];
  return ensure(
    cloud,
    [...group, "describe", topic, "--format=value(name)"],
    [...group, "create", topic, `--labels=${LABEL}`],
  );
}

function makeSubscription(cloud: Cloud, name: string, topic: string, further: Command): Promise<boolean> {
  const group = ["pubsub", "subscriptions"];
  return ensure(
    cloud,
    [...group, "describe", name, "--format=value(name)"],
    [
      ...group,
      "create",
      name,
      `--topic=${topic}`,
      "--expiration-period=never",
      ...further,
      `--labels=${LABEL}`,
    ],
  );
}
