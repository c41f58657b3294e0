/** Every setting of the system: its name in the environment, its meaning, its default and its check. */
import { z } from "zod";
import { isRedisUrl, REDIS_URL_FORMS } from "../base/redis-address.ts";
import { UI_FEATURES } from "../contract/ui-features.ts";
import { AGENT_APPLICATION_SETTINGS } from "./agent-applications.ts";
import { AUDIOCODES_SETTINGS } from "./audiocodes.ts";
import { CONNECTOR_SETTINGS } from "./connector.ts";
import { FIVE9_SETTINGS } from "./five9.ts";
import { FRAMEWORK_SETTINGS } from "./frameworks.ts";
import { HEARING_SETTINGS } from "./hearing.ts";
import { HTTP_SETTINGS } from "./http.ts";
import { OPERATOR_SETTINGS } from "./operators.ts";
import { PANEL_SETTINGS } from "./panel.ts";
import { RECOGNITION_SETTINGS } from "./recognition.ts";
import { ROLE_SETTINGS } from "./role.ts";
import {
  durationMs,
  filledText,
  hidden,
  httpUrl,
  list,
  listenHost,
  numberBetween,
  oneOf,
  optionalSecret,
  optionalText,
  port,
  secret,
  setting,
  wholeNumber,
} from "./setting.ts";
import { TELEMETRY_SETTINGS } from "./telemetry.ts";

/** Profile names with and without a location (Dialogflow v2beta1 ConversationProfile.name). */
const profileName = z
  .string()
  .regex(
    /^projects\/[^/]+(\/locations\/[^/]+)?\/conversationProfiles\/[^/]+$/,
    "must read projects/PROJECT/locations/LOCATION/conversationProfiles/ID (the profile's resource name in the Agent Assist console)",
  );

/** Below https://www.gstatic.com/agent-assist-ui-modules/, maybe with a locale in front, as in ja/v2.5/container.js. */
const uiModulesFiles = list
  .refine(
    (files) => files.every((file) => /^(?:[a-z_]+\/)?v\d+(?:\.\d+)?\/[a-z_]+\.js$/.test(file)),
    "must list files such as v2.5/container.js",
  )
  .refine(
    (files) =>
      ["container", "common", "transcript"].every((name) =>
        files.some((file) => file.endsWith(`/${name}.js`)),
      ),
    "must name container.js, common.js and transcript.js",
  );

const uiFeatures = list.superRefine((names, context) => {
  const unknown = names.filter((name) => !Object.hasOwn(UI_FEATURES, name));
  if (unknown.length === 0) return;
  const known = Object.keys(UI_FEATURES).join(", ");
  context.addIssue(`has the unknown name ${unknown.join(", ")}; known are ${known}`);
});

/** The table the environment is read against. Order is the order of the documentation. */
export const SETTING_TABLE = {
  PROJECT_ID: setting(filledText, null, "Google Cloud project of Agent Assist and its Pub/Sub subscriptions"),
  REGION: setting(optionalText, "", "Region to deploy to; calls use the location in the profile name"),
  CONVERSATION_PROFILE_NAME: setting(
    profileName,
    null,
    "Resource name of the Agent Assist conversation profile",
  ),
  FEATURES: setting(
    uiFeatures,
    "AGENT_COACHING,CONVERSATION_SUMMARIZATION,SMART_REPLY,PROACTIVE_GENERATIVE_KNOWLEDGE_ASSIST,ARTICLE_SUGGESTION,FAQ",
    "Kinds of suggestions that the agent's page shows, comma separated, named as in Google's UI Modules; KNOWLEDGE_SEARCH adds a search box, which the conversation profile must allow",
  ),
  ...FIVE9_SETTINGS,
  JWT_SECRET: setting(secret(32), null, "Signs the tokens of agent desktops; at least 32 characters"),
  PANEL_LAUNCH_KEY: setting(
    optionalSecret(16),
    "",
    "Secret parameter launch_key of the connector that opens the panel; without it the panel is shut",
  ),
  PANEL_ACCESS: setting(
    oneOf(["launch-key", "call-id"]),
    "launch-key",
    "What opens an agent's page: the launch key (or a ticket), or the call's id alone where a proxy guards the path",
  ),
  PANEL_TICKET_MS: setting(
    durationMs(10_000, 3_600_000),
    "300000",
    "How long a panel link with a ticket instead of the launch key is valid",
  ),
  ...PANEL_SETTINGS,
  ...OPERATOR_SETTINGS,
  ...ROLE_SETTINGS,
  GRPC_PORT: setting(port, "50051", "Port of the Five9 audio endpoint"),
  ...HTTP_SETTINGS,
  LISTEN_HOST: setting(listenHost, "0.0.0.0", "Address that both ports listen on"),
  GRPC_TLS_CERT_FILE: setting(
    optionalText,
    "",
    "PEM certificate chain of the audio endpoint; empty serves h2c behind a proxy",
  ),
  GRPC_TLS_KEY_FILE: setting(optionalText, "", "PEM private key that belongs to GRPC_TLS_CERT_FILE"),
  GRPC_REFLECTION: setting(
    oneOf(["on", "off"]),
    "on",
    "Whether the audio endpoint describes its contract to gRPC tools; the contract is public",
  ),
  DATA_DIRECTORY: setting(
    filledText,
    ".data",
    "Folder of records (SQLite) and job queues (PostgreSQL) of one process, used while REDIS_URL is empty",
  ),
  REDIS_URL: setting(
    hidden(
      optionalText.refine((text) => text === undefined || isRedisUrl(text), `must read ${REDIS_URL_FORMS}`),
    ),
    "",
    "Address of one Redis server, of Sentinels (redis+sentinel://) or of a cluster (redis+cluster://); rediss for TLS. Jobs, logs and snapshots move there, and all processes with the same one share their calls. With appendonly yes and appendfsync always, nothing acknowledged is lost when Redis dies",
  ),
  RECOGNITION: setting(
    oneOf(["always", "agent-connected"]),
    "always",
    "When recognition runs: for the whole call, or only while an agent's leg is connected",
  ),
  AGENT_UI: setting(
    oneOf(["sidetone", "google"]),
    "sidetone",
    "Page served to agents: Sidetone's panel or Google's UI Modules",
  ),
  UI_MODULES_FILES: setting(
    uiModulesFiles,
    "v2.5/container.js,v1.13/common.js,v1.5/transcript.js",
    "Files of Google's UI Modules for AGENT_UI=google, each with its version; the default is that of Google's Five9 page",
  ),
  FRAME_ANCESTORS: setting(
    z.string(),
    "'self' https://*.five9.com",
    "Hosts that may frame the panel (CSP frame-ancestors)",
  ),
  CORS_ORIGINS: setting(
    list,
    "",
    "Further origins whose pages may use the UI connector, REST and Socket.IO; comma separated, * for any",
  ),
  ...CONNECTOR_SETTINGS,
  ...AUDIOCODES_SETTINGS,
  ...FRAMEWORK_SETTINGS,
  ...AGENT_APPLICATION_SETTINGS,
  DIALOGFLOW_ENDPOINT: setting(optionalText, "", "host:port of a plaintext simulator of Dialogflow"),
  COMPANION_CHANNEL_URL: setting(
    z
      .string()
      .refine(
        (text) => text === "" || (/^https?:/.test(text) && URL.canParse(text.replaceAll("{location}", "us"))),
        "must be a URL such as https://{location}-dialogflow-webchannel.googleapis.com",
      )
      .transform((text) => (text === "" ? undefined : text)),
    "",
    "Base URL of the companion agent's WebChannel, with {location} for the participant's; empty: no companion agent",
  ),
  PUBSUB_EMULATOR_HOST: setting(optionalText, "", "host:port of a Pub/Sub emulator"),
  PROFILE_CHECK_MS: setting(
    durationMs(1_000, 86_400_000),
    "60000",
    "How often the conversation profile is read anew, to know of topics, formats and features that keep suggestions away. So long Dialogflow's refusal of a conversation also keeps the process from being ready",
  ),
  PUBSUB_DELIVERY: setting(
    oneOf(["pull", "push", "both"]),
    "pull",
    "How Agent Assist events arrive: pulled from the subscriptions, pushed to the four paths, or both",
  ),
  PUSH_AUDIENCE: setting(optionalText, "", "Audience of the push subscriptions' tokens; needed for push"),
  PUSH_SERVICE_ACCOUNT: setting(
    optionalText,
    "",
    "Email of the service account that the push subscriptions authenticate as; needed for push",
  ),
  PUSH_KEYS_URL: setting(
    httpUrl,
    "https://www.googleapis.com/oauth2/v3/certs",
    "URL of the keys that sign push tokens; changed for simulators only",
  ),
  SUGGESTION_SUBSCRIPTION: setting(
    filledText,
    "aa-new-suggestion-sub",
    "Pub/Sub subscription of suggestions",
  ),
  LIFECYCLE_SUBSCRIPTION: setting(
    filledText,
    "aa-conversation-event-sub",
    "Pub/Sub subscription of lifecycle events",
  ),
  MESSAGE_SUBSCRIPTION: setting(filledText, "aa-new-message-sub", "Pub/Sub subscription of final messages"),
  TRANSCRIPT_SUBSCRIPTION: setting(
    filledText,
    "aa-intermediate-transcript-event-sub",
    "Pub/Sub subscription of recognition results",
  ),
  ...RECOGNITION_SETTINGS,
  REPLAY_BUFFER_MS: setting(
    durationMs(1_000, 600_000),
    "60000",
    "Audio kept per speaker until a final covers it",
  ),
  REPLAY_SETTLE_MS: setting(
    durationMs(0, 10_000),
    "300",
    "After a stream breaks or is renewed, how long its published finals are awaited before its audio is sent again",
  ),
  REPLAY_SPEED: setting(
    numberBetween(1, 1_000),
    "4",
    "Speed at which kept audio is sent, in times real time; Dialogflow wants it close to real time",
  ),
  COALESCE_MS: setting(
    durationMs(0, 1_000),
    "100",
    "Length to which shorter audio chunks are joined while 1,000 or more come in a second",
  ),
  LAST_WORDS_DEADLINE_MS: setting(
    durationMs(500, 120_000),
    "20000",
    "Longest wait for final words after hang-up",
  ),
  RECONNECT_GRACE_MS: setting(
    durationMs(0, 600_000),
    "15000",
    "How long a call without a leg waits for a transfer or reconnect",
  ),
  AWAIT_MEDIA_MS: setting(
    durationMs(1_000, 3_600_000),
    "120000",
    "How long a call announced by CTI waits for its audio",
  ),
  RECOVERY_DEADLINE_MS: setting(
    durationMs(1_000, 3_600_000),
    "600000",
    "How long a broken recognition is retried before it fails",
  ),
  MAX_CALL_MS: setting(
    durationMs(60_000, 86_400_000),
    "14400000",
    "Longest call; then its streams end with 1101",
  ),
  DRAIN_DEADLINE_MS: setting(durationMs(0, 600_000), "25000", "Time that running calls get after SIGTERM"),
  DESKTOP_TOKEN_LIFETIME_MS: setting(durationMs(60_000, 86_400_000), "3600000", "Life of a desktop's token"),
  RETENTION_MS: setting(
    durationMs(60_000, 2_592_000_000),
    "86400000",
    "How long ended calls, their logs and jobs are kept; they are deleted within a quarter of it, or an hour, after that",
  ),
  MAX_STREAMS: setting(wholeNumber(1), "2000", "Audio streams that one process accepts at once"),
  MAX_MESSAGE_BYTES: setting(
    wholeNumber(1_024, 16_777_216),
    "131072",
    "Largest audio message of a stream (8 s of LINEAR16); a larger one ends the stream with 1100",
  ),
  FIRST_MESSAGE_TIMEOUT_MS: setting(
    durationMs(100, 600_000),
    "10000",
    "How long a new stream may take to send its configuration; then it ends with 1101",
  ),
  IDLE_TIMEOUT_MS: setting(
    durationMs(1_000, 86_400_000),
    "120000",
    "How long a stream that is not on hold may be silent; then it ends with 1101, unless another one of its call speaks and its connection answers",
  ),
  ...HEARING_SETTINGS,
  MAX_DESKTOPS: setting(wholeNumber(1), "5000", "Desktop connections that one process accepts at once"),
  MAX_BODY_BYTES: setting(
    wholeNumber(1_024),
    "262144",
    "Largest body of a webhook or of a desktop's request",
  ),
  ...TELEMETRY_SETTINGS,
} as const;

export type SettingName = keyof typeof SETTING_TABLE;

/** The typed settings, under the names of the environment. */
export type Settings = { readonly [N in SettingName]: z.output<(typeof SETTING_TABLE)[N]["schema"]> };

/** The table as plain data, for the documentation and its check. */
export const SETTINGS: readonly {
  name: SettingName;
  required: boolean;
  default: string;
  description: string;
}[] = (Object.keys(SETTING_TABLE) as SettingName[]).map((name) => {
  const entry = SETTING_TABLE[name];
  return {
    name,
    required: entry.default === null,
    default: entry.default ?? "",
    description: entry.description,
  };
});
