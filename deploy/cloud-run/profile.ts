/** The conversation profile: its four notifications, and event-based suggestions for each of its features. */
import { parseProfileName } from "../../src/transports/dialogflow/resource-names.ts";
import type { Cloud } from "./cloud.ts";
import { TOPICS } from "./events.ts";
import type { DeploySettings } from "./settings.ts";

interface Notification {
  topic?: string;
  messageFormat?: string;
}

interface SuggestionConfig {
  featureConfigs?: { enableEventBasedSuggestion?: boolean }[];
}

/** What is read of google.cloud.dialogflow.v2beta1.ConversationProfile, as JSON. */
interface Profile {
  notificationConfig?: Notification;
  newMessageEventNotificationConfig?: Notification;
  newRecognitionResultNotificationConfig?: Notification;
  humanAgentAssistantConfig?: {
    notificationConfig?: Notification;
    humanAgentSuggestionConfig?: SuggestionConfig;
  };
}

/** Changes only what lacks, and keeps everything else of the profile. */
export async function patchProfile(cloud: Cloud, settings: DeploySettings): Promise<void> {
  cloud.say("Conversation profile");
  const { name, location } = parseProfileName(settings.profileName);
  const host = location === "global" ? "dialogflow.googleapis.com" : `${location}-dialogflow.googleapis.com`;
  const url = `https://${host}/v2beta1/${name}`;
  const profile = (await cloud.rest({ method: "GET", url })) as Profile;
  const { body, mask } = changesOf(profile, settings.projectId);
  if (mask.length === 0) return;
  await cloud.rest({ method: "PATCH", url: `${url}?updateMask=${mask.join(",")}`, body });
}

function changesOf(profile: Profile, projectId: string): { body: Profile; mask: string[] } {
  const mask: string[] = [];
  const wanted = (given: Notification | undefined, topic: string, field: string): Notification => {
    const full = `projects/${projectId}/topics/${topic}`;
    if (given?.topic === full && given.messageFormat === "JSON") return given;
    mask.push(field);
    return { topic: full, messageFormat: "JSON" };
  };
  const assistant = profile.humanAgentAssistantConfig ?? {};
  const suggestions = assistant.humanAgentSuggestionConfig;
  const body: Profile = {
    humanAgentAssistantConfig: {
      notificationConfig: wanted(
        assistant.notificationConfig,
        TOPICS.suggestion,
        "human_agent_assistant_config.notification_config",
      ),
    },
    notificationConfig: wanted(profile.notificationConfig, TOPICS.lifecycle, "notification_config"),
    newMessageEventNotificationConfig: wanted(
      profile.newMessageEventNotificationConfig,
      TOPICS.message,
      "new_message_event_notification_config",
    ),
    newRecognitionResultNotificationConfig: wanted(
      profile.newRecognitionResultNotificationConfig,
      TOPICS.transcript,
      "new_recognition_result_notification_config",
    ),
  };
  const features = suggestions?.featureConfigs ?? [];
  if (features.some((feature) => feature.enableEventBasedSuggestion !== true)) {
    mask.push("human_agent_assistant_config.human_agent_suggestion_config");
    body.humanAgentAssistantConfig = {
      ...body.humanAgentAssistantConfig,
      humanAgentSuggestionConfig: {
        ...suggestions,
        featureConfigs: features.map((feature) => ({ ...feature, enableEventBasedSuggestion: true })),
      },
    };
  }
  return { body, mask };
}
