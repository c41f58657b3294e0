/** The four topics and subscriptions: whether they exist, belong together, and may be used in the way of the settings. */
import type { PubSub } from "@google-cloud/pubsub";
import type { AssistDataType } from "../../src/assist/google-notification.ts";
import { faultText } from "../../src/contract/no-help.ts";
import type { Settings } from "../../src/settings/table.ts";
import type { NotificationField, ProfileFacts } from "../../src/transports/dialogflow/profile-check.ts";
import { subscriptionsOf } from "../../src/transports/pubsub/subscriptions.ts";
import { USUAL_TOPICS } from "./check-profile.ts";
import * as commands from "./commands.ts";
import { commonRefusal, type Finding, fault, unknown, well } from "./finding.ts";
import {
  type Reading,
  readGrants,
  readSubscription,
  readTopic,
  type SubscriptionFacts,
} from "./read-cloud.ts";

export type SubscriptionSettings = Pick<
  Settings,
  | "PROJECT_ID"
  | "PUBSUB_DELIVERY"
  | "PUSH_AUDIENCE"
  | "PUSH_SERVICE_ACCOUNT"
  | "SUGGESTION_SUBSCRIPTION"
  | "LIFECYCLE_SUBSCRIPTION"
  | "MESSAGE_SUBSCRIPTION"
  | "TRANSCRIPT_SUBSCRIPTION"
>;

export interface SubscriptionQuestion {
  client: PubSub;
  settings: SubscriptionSettings;
  /** Undefined where the profile could not be read. */
  facts: ProfileFacts | undefined;
  account: string;
}

const FIELDS: Readonly<Record<AssistDataType, NotificationField>> = {
  "human-agent-assistant-event": "humanAgentAssistantConfig.notificationConfig",
  "conversation-lifecycle-event": "notificationConfig",
  "new-message-event": "newMessageEventNotificationConfig",
  "new-recognition-result-notification-event": "newRecognitionResultNotificationConfig",
};
const CONSUME = "pubsub.subscriptions.consume";
const DELETED = "_deleted-topic_";
const VIEW = "roles/pubsub.viewer lets this check look at it; Sidetone itself does not need that.";

export async function checkSubscriptions(question: SubscriptionQuestion): Promise<Finding[]> {
  const subscriptions = subscriptionsOf(question.settings);
  const ways = Object.keys(FIELDS) as AssistDataType[];
  const found = await Promise.all(ways.map((way) => checkWay(question, way, subscriptions[way])));
  return found.flat();
}

async function checkWay(
  question: SubscriptionQuestion,
  way: AssistDataType,
  subscription: string,
): Promise<Finding[]> {
  const { client, settings, facts } = question;
  const named = facts?.notifications.find(({ field }) => field === FIELDS[way])?.topic ?? "";
  const topic = named || `projects/${settings.PROJECT_ID}/topics/${USUAL_TOPICS[FIELDS[way]]}`;
  const [topicRead, subscriptionRead] = await Promise.all([
    readTopic(client, topic),
    readSubscription(client, subscription),
  ]);
  const findings = [...topicFindings(topic, topicRead)];
  findings.push(...subscriptionFindings(question, { way, subscription, topic }, subscriptionRead));
  const exists = subscriptionRead.ok || subscriptionRead.status === "PERMISSION_DENIED";
  if (exists && settings.PUBSUB_DELIVERY !== "push")
    findings.push(...(await grantFindings(question, subscription)));
  return findings.length > 0 ? findings : [well(`${subscription} brings ${topic}`)];
}

function topicFindings(topic: string, read: Reading<true>): Finding[] {
  if (read.ok) return [];
  if (read.status === "NOT_FOUND")
    return [fault("TOPIC_MISSING", `The topic ${topic} does not exist`, commands.createTopic(topic))];
  const common = commonRefusal(`The topic ${topic}`, read);
  return [common ?? unknown(`The topic ${topic} could not be looked at (${read.status})`, VIEW)];
}

function subscriptionFindings(
  { settings }: SubscriptionQuestion,
  { way, subscription, topic }: { way: AssistDataType; subscription: string; topic: string },
  read: Reading<SubscriptionFacts>,
): Finding[] {
  const create = commands.createSubscription(subscription, topic);
  if (!read.ok) {
    const text = faultText({ code: "SUBSCRIPTION_MISSING", about: subscription });
    if (read.status === "NOT_FOUND") return [fault("SUBSCRIPTION_MISSING", text, create)];
    const common = commonRefusal(`The subscription ${subscription}`, read);
    return [
      common ?? unknown(`The subscription ${subscription} could not be looked at (${read.status})`, VIEW),
    ];
  }
  if (read.value.topic !== topic) {
    const other = read.value.topic === DELETED ? "a topic that was deleted" : read.value.topic;
    const text = `The subscription ${subscription} belongs to ${other}, and the profile publishes to ${topic}`;
    return [fault("SUBSCRIPTION_OF_OTHER_TOPIC", text, commands.deleteSubscription(subscription), create)];
  }
  return wayFindings(settings, way, subscription, read.value.pushEndpoint);
}

/** Pulled by this program and pushed somewhere else, a message goes to the other reader only. */
function wayFindings(
  settings: SubscriptionSettings,
  way: AssistDataType,
  subscription: string,
  endpoint: string,
): Finding[] {
  if (settings.PUBSUB_DELIVERY === "pull" && endpoint !== "") {
    const text = `The subscription ${subscription} pushes to ${endpoint}, and PUBSUB_DELIVERY is pull`;
    return [fault("SUBSCRIPTION_PUSHES", text, commands.pullInstead(subscription))];
  }
  if (settings.PUBSUB_DELIVERY !== "push" || endpoint.endsWith(`/${way}`)) return [];
  const account = settings.PUSH_SERVICE_ACCOUNT ?? "";
  const audience = settings.PUSH_AUDIENCE ?? "";
  const wanted = `${audience.replace(/\/$/, "")}/${way}`;
  const where = endpoint === "" ? "is pulled" : `pushes to ${endpoint}`;
  const text = `The subscription ${subscription} ${where}, and PUBSUB_DELIVERY is push`;
  return [fault("SUBSCRIPTION_NOT_PUSHED", text, commands.pushTo(subscription, wanted, account, audience))];
}

async function grantFindings(
  { client, account }: SubscriptionQuestion,
  subscription: string,
): Promise<Finding[]> {
  const read = await readGrants(client, subscription, CONSUME);
  if (!read.ok) {
    const common = commonRefusal(`The permissions on ${subscription}`, read);
    return [common ?? unknown(`The permissions on ${subscription} could not be read (${read.status})`)];
  }
  if (read.value) return [];
  const text = `${faultText({ code: "SUBSCRIPTION_FORBIDDEN", about: subscription })}: ${CONSUME} is missing`;
  const role = "roles/pubsub.subscriber";
  return [fault("SUBSCRIPTION_FORBIDDEN", text, commands.grantOnSubscription(subscription, account, role))];
}
