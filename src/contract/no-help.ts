/**
 * Why an agent gets no suggestions, in words: short for the agent, and for operators what to do about it with the guide
 * that says more. Server and pages share them, so that panel, console, alarms and `make check-google` say the same.
 */
import type { HelpFault, HelpFaultCode } from "./help-fault.ts";

export type NoHelpCode =
  | HelpFaultCode
  | "CONVERSATION_REFUSED"
  | "RECOGNITION_REFUSED"
  | "QUOTA"
  | "NO_AUDIO"
  | "NO_WORDS"
  | "NO_SPEAKER"
  | "NO_DESKTOP"
  | "UNREADABLE_KIND"
  | "NOT_LISTED";

export interface NoHelpWords {
  /** For the agent, who can only pass it on. */
  agent: string;
  /** The setting, role or command that ends it. */
  remedy: string;
  /** A page of docs/guides with a heading of it, for example "google-cloud#4-quota". */
  guide: string;
}

const TOPICS = "google-cloud#1-topics-and-subscriptions";
const PUSH = "google-cloud#push-instead";
const PROFILE = "google-cloud#2-conversation-profile";
const ROLES = "google-cloud#3-service-account";
const TRANSLATION = "google-cloud#translation";

/**
 * Whether a fault says something only once words were recognised: before the first call nothing is pushed anyway, and
 * anybody can send a push with a wrong token.
 */
export function needsWords(code: HelpFaultCode): boolean {
  return code === "PUSH_SILENT" || code === "PUSH_REFUSED";
}

/** `about`: what a fault names. */
export function noHelpWords(code: NoHelpCode, about = ""): NoHelpWords {
  return { agent: AGENT_WORDS[code], remedy: REMEDIES[code](about), guide: GUIDES[code] };
}

const NOT_SET_UP = "Suggestions are not set up completely";

/** For agents, in English; the page has them in its other languages, too. */
export const AGENT_WORDS: Readonly<Record<NoHelpCode, string>> = {
  SUBSCRIPTION_MISSING: `${NOT_SET_UP}: the place they come from does not exist.`,
  SUBSCRIPTION_FORBIDDEN: `${NOT_SET_UP}: the server may not fetch them.`,
  SUBSCRIPTION_BROKEN: "The server cannot fetch suggestions at the moment, and keeps trying.",
  EVENTS_UNREADABLE: `${NOT_SET_UP}: they come in a form that cannot be read.`,
  PUSH_REFUSED: `${NOT_SET_UP}: what is sent to the server has the wrong key.`,
  PUSH_SILENT: "Nothing has ever been sent to the server: suggestions may not be set up completely.",
  REDIS_AWAY: "The server cannot keep suggestions at the moment. They come as soon as it can.",
  PROFILE_UNREADABLE: `${NOT_SET_UP}: the conversation profile cannot be read.`,
  TOPIC_NOT_SET: `${NOT_SET_UP}: the conversation profile does not publish them.`,
  FORMAT_NOT_JSON: `${NOT_SET_UP}: the conversation profile publishes them in another form.`,
  FEATURE_MISSING: `${NOT_SET_UP}: the conversation profile has none of the features that this page shows.`,
  FEATURE_NOT_EVENT_BASED: "Suggestions come with Google's answers only, if it makes any.",
  TRANSLATION_REFUSED: "Nothing is translated: Google does not let this server translate.",
  TRANSLATION_LANGUAGE: "Nothing is translated: Google does not translate into this language.",
  TRANSLATION_QUOTA: "Google's limit for translations is used up. They go on when there is room.",
  TRANSLATION_AWAY: "Google's translation does not answer at the moment. It goes on when it does.",
  CONVERSATION_REFUSED: "Google did not accept this call, so nothing can be suggested.",
  RECOGNITION_REFUSED: "Google refuses to listen to this call, so nothing can be suggested.",
  QUOTA: "Google's limit for calls at once is used up. Suggestions begin when there is room.",
  NO_AUDIO: "No sound of this call has come yet.",
  NO_WORDS: "The sound comes, but no words are recognised in it.",
  NO_SPEAKER: "Words come whose speaker is not known, so they are left out.",
  NO_DESKTOP: "Suggestions were made before this page was open.",
  UNREADABLE_KIND: "Suggestions come in a form that this page cannot show.",
  NOT_LISTED: "There are suggestions, but of kinds that this page is set not to show.",
};

const grant = (role: string) =>
  `gcloud projects add-iam-policy-binding PROJECT_ID --member=serviceAccount:ACCOUNT --role=${role}`;

const REMEDIES: Readonly<Record<NoHelpCode, (about: string) => string>> = {
  SUBSCRIPTION_MISSING: (name) =>
    `Run gcloud pubsub subscriptions create ${name} --topic=TOPIC --expiration-period=never, or correct the name in the settings (SUGGESTION_SUBSCRIPTION and its neighbours).`,
  SUBSCRIPTION_FORBIDDEN: (name) =>
    `Grant roles/pubsub.subscriber: gcloud pubsub subscriptions add-iam-policy-binding ${name} --member=serviceAccount:ACCOUNT --role=roles/pubsub.subscriber.`,
  SUBSCRIPTION_BROKEN: () =>
    "Look at the log (pubsub stream broke, reopening), at the network to pubsub.googleapis.com and at Google's status page.",
  EVENTS_UNREADABLE: () =>
    "Set messageFormat to JSON for each notification of the conversation profile; make check-google prints the command. Look at who else publishes to the topic.",
  PUSH_REFUSED: () =>
    "Give the push subscription the service account and the audience of PUSH_SERVICE_ACCOUNT and PUSH_AUDIENCE; the log says what was wrong (pubsub push refused).",
  PUSH_SILENT: (path) =>
    `Point a push subscription at ${path === "" ? "the path" : path} of this server, or pull: PUBSUB_DELIVERY=pull. make check-google reads where subscriptions push to.`,
  REDIS_AWAY: () =>
    "Look at the Redis that REDIS_URL names: it does not answer. Running calls go on, and what came meanwhile is delivered afterwards.",
  PROFILE_UNREADABLE: () =>
    `Check CONVERSATION_PROFILE_NAME, and grant roles/dialogflow.agentAssistClient: ${grant("roles/dialogflow.agentAssistClient")}.`,
  TOPIC_NOT_SET: (field) =>
    `Set ${field === "" ? "the notification" : field}.topic in the conversation profile; make check-google prints the command.`,
  FORMAT_NOT_JSON: (field) =>
    `Set ${field === "" ? "the notification" : field}.messageFormat to JSON in the conversation profile; make check-google prints the command.`,
  FEATURE_MISSING: (names) =>
    `Add a suggestion feature to the conversation profile${names === "" ? "" : ` (one of ${names})`}, or name the features it has in FEATURES.`,
  FEATURE_NOT_EVENT_BASED: (names) =>
    `Set enableEventBasedSuggestion for ${names === "" ? "each feature" : names} in the conversation profile; make check-google prints the command.`,
  TRANSLATION_REFUSED: (project) =>
    `Run gcloud services enable translate.googleapis.com, and grant roles/cloudtranslate.user: ${grant("roles/cloudtranslate.user")}${project === "" ? "" : ` (project ${project})`}. Or set TRANSLATION=off.`,
  TRANSLATION_LANGUAGE: () =>
    "Correct TRANSLATION_LANGUAGES: Google's list is at cloud.google.com/translate/docs/languages. What is said may also be in a language that it does not know.",
  TRANSLATION_QUOTA: () =>
    "Raise the project's quota of Cloud Translation (characters a minute or a day): gcloud alpha services quota list --service=translate.googleapis.com --consumer=projects/PROJECT_ID shows it. A lower one may be a limit that somebody set on the price.",
  TRANSLATION_AWAY: () =>
    "Look at the network to translate.googleapis.com (translate-eu, translate-us by TRANSLATION_REGION) and at Google's status page.",
  CONVERSATION_REFUSED: () =>
    `Grant roles/dialogflow.agentAssistClient to the service account, and check CONVERSATION_PROFILE_NAME: ${grant("roles/dialogflow.agentAssistClient")}.`,
  RECOGNITION_REFUSED: () =>
    `Grant roles/dialogflow.agentAssistClient to the service account, and check that the profile's location offers recognition: ${grant("roles/dialogflow.agentAssistClient")}.`,
  QUOTA: () =>
    "Ask Google for more of the project's Dialogflow quota (ConcurrentBidiStreamingSessionsPerProjectPerRegion: two for each call; AnalyzeContentOperationsPerMinutePerProject for texts and RECOGNITION_API=streaming). See it with gcloud alpha services quota list --service=dialogflow.googleapis.com --consumer=projects/PROJECT_ID.",
  NO_AUDIO: () => "Check the streaming subscription's filter and destination at the telephone system.",
  NO_WORDS: () =>
    "Check the language of the conversation profile (languageCode, sttConfig) and listen whether the stream carries speech and not silence.",
  NO_SPEAKER: () => "Name the participants in AUDIOCODES_ROLES as the telephone system calls them.",
  NO_DESKTOP: () =>
    "Check the connector that opens the agent's page: its parameters call_id and launch_key (PANEL_LAUNCH_KEY), and when it is triggered.",
  UNREADABLE_KIND: () =>
    "Set messageFormat to JSON in the conversation profile: in the binary form, kinds newer than this version of Sidetone cannot be read. make check-google prints the command.",
  NOT_LISTED: (names) =>
    `Add the kind to FEATURES${names === "" ? "" : ` (what came: ${names})`}, or take it out of the conversation profile.`,
};

const GUIDES: Readonly<Record<NoHelpCode, string>> = {
  SUBSCRIPTION_MISSING: TOPICS,
  SUBSCRIPTION_FORBIDDEN: ROLES,
  SUBSCRIPTION_BROKEN: "google-cloud#5-check",
  EVENTS_UNREADABLE: PROFILE,
  PUSH_REFUSED: PUSH,
  PUSH_SILENT: PUSH,
  REDIS_AWAY: "troubleshooting#the-panel-stays-empty",
  PROFILE_UNREADABLE: ROLES,
  TOPIC_NOT_SET: PROFILE,
  FORMAT_NOT_JSON: PROFILE,
  FEATURE_MISSING: PROFILE,
  FEATURE_NOT_EVENT_BASED: PROFILE,
  TRANSLATION_REFUSED: TRANSLATION,
  TRANSLATION_LANGUAGE: TRANSLATION,
  TRANSLATION_QUOTA: TRANSLATION,
  TRANSLATION_AWAY: TRANSLATION,
  CONVERSATION_REFUSED: ROLES,
  RECOGNITION_REFUSED: ROLES,
  QUOTA: "google-cloud#4-quota",
  NO_AUDIO: "five9#5-mediastream-subscription",
  NO_WORDS: PROFILE,
  NO_SPEAKER: "audiocodes",
  NO_DESKTOP: "five9#4-connector",
  UNREADABLE_KIND: PROFILE,
  NOT_LISTED: PROFILE,
};

const FAULT_TEXTS: Readonly<Record<HelpFaultCode, (about: string) => string>> = {
  SUBSCRIPTION_MISSING: (name) => `The subscription ${name} does not exist (NOT_FOUND)`,
  SUBSCRIPTION_FORBIDDEN: (name) => `The service account may not pull ${name} (PERMISSION_DENIED)`,
  SUBSCRIPTION_BROKEN: (name) => `The subscription ${name} cannot be pulled at the moment`,
  EVENTS_UNREADABLE: (source) => `What comes from ${source} cannot be read`,
  PUSH_REFUSED: (path) => `Pushes to ${path} are refused, as their token is wrong`,
  PUSH_SILENT: (path) => `Nothing was ever pushed to ${path}`,
  REDIS_AWAY: () => "Redis does not answer",
  PROFILE_UNREADABLE: (name) => `The conversation profile ${name} cannot be read`,
  TOPIC_NOT_SET: (field) => `The conversation profile has no topic in ${field}`,
  FORMAT_NOT_JSON: (field) => `The conversation profile does not publish JSON by ${field}`,
  FEATURE_MISSING: (names) => `The conversation profile has none of the features in FEATURES (${names})`,
  FEATURE_NOT_EVENT_BASED: (names) =>
    `The conversation profile does not publish these features' suggestions: ${names}`,
  TRANSLATION_REFUSED: (project) => `Cloud Translation refuses to translate for the project ${project}`,
  TRANSLATION_LANGUAGE: (languages) => `Cloud Translation does not translate into all of ${languages}`,
  TRANSLATION_QUOTA: (project) => `The quota of Cloud Translation of the project ${project} is used up`,
  TRANSLATION_AWAY: () => "Cloud Translation does not answer",
};

/** One sentence for operators, without a full stop. */
export function faultText({ code, about }: Pick<HelpFault, "code" | "about">): string {
  return FAULT_TEXTS[code](about);
}
