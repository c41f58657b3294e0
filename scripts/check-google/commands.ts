/** The commands that end a fault, ready to be run by somebody who may change the project. */
import type { ProfileName } from "../../src/transports/dialogflow/resource-names.ts";

const AUTH =
  '-H "Authorization: Bearer $(gcloud auth print-access-token)" -H "Content-Type: application/json"';

/** Of the location; a profile is changed there only. */
function profileUrl({ name, location }: ProfileName): string {
  const prefix = location === "global" ? "" : `${location}-`;
  return `https://${prefix}dialogflow.googleapis.com/v2beta1/${name}`;
}

/** `field` in lowerCamelCase with dots; an update mask wants snake_case. */
export function setNotification(profile: ProfileName, field: string, topic: string): string {
  const value = { topic, messageFormat: "JSON" };
  const body = field.split(".").reduceRight<object>((inner, name) => ({ [name]: inner }), value);
  const mask = field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return `curl -X PATCH ${AUTH} -d '${JSON.stringify(body)}' "${profileUrl(profile)}?updateMask=${mask}"`;
}

/** Keeps everything else of each feature: it is read, changed and written back. */
export function publishFeatures(profile: ProfileName): string {
  const config =
    "humanAgentAssistantConfig: {humanAgentSuggestionConfig: .humanAgentAssistantConfig.humanAgentSuggestionConfig}";
  const change =
    ".humanAgentAssistantConfig.humanAgentSuggestionConfig.featureConfigs[].enableEventBasedSuggestion = true";
  const mask = "human_agent_assistant_config.human_agent_suggestion_config";
  const url = profileUrl(profile);
  return `curl -s ${AUTH} "${url}" | jq '${change} | {${config}}' | curl -X PATCH ${AUTH} -d @- "${url}?updateMask=${mask}"`;
}

export const createTopic = (topic: string) => `gcloud pubsub topics create ${topic}`;

export const createSubscription = (name: string, topic: string) =>
  `gcloud pubsub subscriptions create ${name} --topic=${topic} --expiration-period=never`;

export const deleteSubscription = (name: string) => `gcloud pubsub subscriptions delete ${name}`;

export const pullInstead = (name: string) =>
  `gcloud pubsub subscriptions modify-push-config ${name} --push-endpoint=""`;

export const pushTo = (name: string, endpoint: string, account: string, audience: string) =>
  `gcloud pubsub subscriptions modify-push-config ${name} --push-endpoint=${endpoint} --push-auth-service-account=${account} --push-auth-token-audience=${audience}`;

export const grantOnSubscription = (name: string, account: string, role: string) =>
  `gcloud pubsub subscriptions add-iam-policy-binding ${name} --member=serviceAccount:${account} --role=${role}`;

export const grantOnProject = (project: string, account: string, role: string) =>
  `gcloud projects add-iam-policy-binding ${project} --member=serviceAccount:${account} --role=${role}`;

export const askForQuota = (project: string, quota: string, region: string | undefined, value: number) =>
  `gcloud beta quotas preferences create --service=dialogflow.googleapis.com --project=${project} --quota-id=${quota} --preferred-value=${value}${region === undefined ? "" : ` --dimensions=region=${region}`}`;
