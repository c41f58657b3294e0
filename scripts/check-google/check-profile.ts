/** The conversation profile: whether it can be read, and what its notifications and features lack. */
import { faultText } from "../../src/contract/no-help.ts";
import {
  NOTIFICATION_FIELDS,
  type NotificationField,
  type ProfileFacts,
  profileFaults,
} from "../../src/transports/dialogflow/profile-check.ts";
import type { ProfileName } from "../../src/transports/dialogflow/resource-names.ts";
import { grantOnProject, publishFeatures, setNotification } from "./commands.ts";
import { commonRefusal, type Finding, fault, well } from "./finding.ts";
import type { Reading } from "./read-cloud.ts";

/** Topics as Google's integration deploys them, for a profile that names none. */
export const USUAL_TOPICS: Readonly<Record<NotificationField, string>> = {
  "humanAgentAssistantConfig.notificationConfig": "aa-new-suggestion-topic",
  notificationConfig: "aa-conversation-event-topic",
  newMessageEventNotificationConfig: "aa-new-message-topic",
  newRecognitionResultNotificationConfig: "aa-intermediate-transcript-topic",
};

export interface ProfileQuestion {
  profile: ProfileName;
  /** FEATURES. */
  features: readonly string[];
  /** The service account, or a word in its place. */
  account: string;
}

export function checkProfile(read: Reading<ProfileFacts>, question: ProfileQuestion): Finding[] {
  const { profile, account } = question;
  if (!read.ok) {
    const common = commonRefusal("The conversation profile", read);
    if (common !== undefined) return [common];
    const text = `${faultText({ code: "PROFILE_UNREADABLE", about: profile.name })} (${read.status})`;
    const grant = grantOnProject(profile.projectId, account, "roles/dialogflow.agentAssistClient");
    const remedy =
      read.status === "PERMISSION_DENIED"
        ? grant
        : "Correct CONVERSATION_PROFILE_NAME: the Agent Assist console shows the profile's resource name.";
    return [fault("PROFILE_UNREADABLE", text, remedy)];
  }
  const faults = profileFaults(read.value, question.features);
  if (faults.length === 0) return [well("The conversation profile has topics, format JSON and features")];
  return faults.map(({ code, about }) =>
    fault(code, faultText({ code, about }), ...remedyOf(code, about, read.value, question)),
  );
}

function remedyOf(code: string, about: string, facts: ProfileFacts, question: ProfileQuestion): string[] {
  const { profile } = question;
  const field = NOTIFICATION_FIELDS.find((known) => known === about);
  if (field !== undefined) {
    const known = facts.notifications.find((notification) => notification.field === field)?.topic;
    const topic = known || `projects/${profile.projectId}/topics/${USUAL_TOPICS[field]}`;
    return [setNotification(profile, field, topic)];
  }
  if (code === "FEATURE_NOT_EVENT_BASED") return [publishFeatures(profile)];
  return [
    "Add a suggestion feature in the Agent Assist console (Conversation profiles), or a generator.",
    `Or name in FEATURES what the profile has: ${facts.features.map(({ type }) => type).join(", ") || "nothing yet"}.`,
  ];
}
