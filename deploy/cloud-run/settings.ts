/** What a deployment needs of `.env`, and names of Google's own kit for people who move over. */
import { readSome } from "../../src/settings/read.ts";
import { SETTING_TABLE } from "../../src/settings/table.ts";

type Environment = Record<string, string | undefined>;

/** Names in Google's kit for settings of Sidetone; a name of Sidetone's goes first where both are set. */
const NAMES_OF_GOOGLES_KIT: Readonly<Record<string, string>> = {
  GCP_PROJECT_ID: "PROJECT_ID",
  SERVICE_REGION: "REGION",
  AGENT_ASSIST_NOTIFICATIONS_SUBSCRIPTION_ID: "SUGGESTION_SUBSCRIPTION",
  CONVERSATION_LIFECYCLE_NOTIFICATIONS_SUBSCRIPTION_ID: "LIFECYCLE_SUBSCRIPTION",
  NEW_MESSAGE_NOTIFICATIONS_SUBSCRIPTION_ID: "MESSAGE_SUBSCRIPTION",
  NEW_RECOGNITION_RESULT_NOTIFICATION_SUBSCRIPTION_ID: "TRANSCRIPT_SUBSCRIPTION",
  CORS_ALLOWED_ORIGINS: "CORS_ORIGINS",
};

/** Kept in Secret Manager and given to the services from there. */
const IS_SECRET = /(_TOKENS?|_SECRET|_API_KEY|_LAUNCH_KEY|_PASSWORD|OTLP_HEADERS)$/;

/** Made and kept where nobody has chosen one. FIVE9_API_KEY is not among them: Five9 makes that one. */
export const SECRETS_OF_OUR_OWN = ["FIVE9_TRUST_TOKEN", "JWT_SECRET", "OPERATOR_TOKEN", "PANEL_LAUNCH_KEY"];

/** What belongs to one machine, or is decided by the deployment. */
const NOT_PASSED_ON = new Set<string>([
  ...["REDIS_URL", "ROLE", "PORT", "HTTP_PORT", "GRPC_PORT", "LISTEN_HOST", "DATA_DIRECTORY"],
  ...["GRPC_TLS_CERT_FILE", "GRPC_TLS_KEY_FILE", "TRUSTED_PROXIES", "STATELY_INSPECTOR"],
  ...["PUBSUB_EMULATOR_HOST", "DIALOGFLOW_ENDPOINT", "DIALOGFLOW_REST_ENDPOINT", "COMPANION_CHANNEL_URL"],
  "TRANSLATION_ENDPOINT",
]);

export interface DeploySettings {
  projectId: string;
  region: string;
  profileName: string;
  /** Before the names of all that is made. */
  prefix: string;
  /** Settings of Sidetone that are no secrets. */
  plain: Readonly<Record<string, string>>;
  /** Values of secrets that `.env` has. */
  secrets: Readonly<Record<string, string>>;
  subscriptions: {
    suggestion: string;
    lifecycle: string;
    message: string;
    transcript: string;
  };
  /** One that exists already; absent: one is made. */
  redisUrl?: string;
  network: string;
  subnet: string;
  /** Addresses of the connector, /28 and free in the network; "direct" for Cloud Run's egress without a connector. */
  connectorRange: string;
  redisGigabytes: number;
  maxInstances: { grpc: number; http: number };
}

export type ReadSettings = { settings: DeploySettings } | { problems: readonly string[] };

/** All problems at once, each with its remedy. */
export function readDeploySettings(given: Environment): ReadSettings {
  const environment = withNamesOfGooglesKit(given);
  const { settings, problems } = readSome(
    [
      ...(["PROJECT_ID", "REGION", "CONVERSATION_PROFILE_NAME", "FEATURES"] as const),
      ...(["SUGGESTION_SUBSCRIPTION", "LIFECYCLE_SUBSCRIPTION"] as const),
      ...(["MESSAGE_SUBSCRIPTION", "TRANSCRIPT_SUBSCRIPTION"] as const),
      ...(["FIVE9_API_KEY", "FIVE9_TRUST_TOKEN"] as const),
    ],
    environment,
  );
  if (settings === undefined) return { problems };
  const { REGION: region } = settings;
  if (region === undefined)
    return { problems: ["REGION is not set. It is needed: the region to deploy to, such as us-central1."] };
  const counts = ["REDIS_GIGABYTES", "GRPC_MAX_INSTANCES", "HTTP_MAX_INSTANCES"] as const;
  const wrong = counts.filter((name) => !/^[1-9]\d{0,3}$/.test(environment[name] || "1"));
  if (wrong.length > 0) return { problems: wrong.map((name) => `${name} must be a whole number from 1.`) };
  const set = Object.keys(SETTING_TABLE).filter((name) => (environment[name] ?? "").trim() !== "");
  const valuesOf = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, (environment[name] ?? "").trim()]));
  const passed = set.filter((name) => !NOT_PASSED_ON.has(name));
  const redisUrl = environment.REDIS_URL?.trim() || existingRedis(environment);
  return {
    settings: {
      projectId: settings.PROJECT_ID,
      region,
      profileName: settings.CONVERSATION_PROFILE_NAME,
      prefix: environment.SERVICE_PREFIX || "sidetone",
      plain: valuesOf(passed.filter((name) => !isSecret(name))),
      secrets: valuesOf(passed.filter(isSecret)),
      subscriptions: {
        suggestion: settings.SUGGESTION_SUBSCRIPTION,
        lifecycle: settings.LIFECYCLE_SUBSCRIPTION,
        message: settings.MESSAGE_SUBSCRIPTION,
        transcript: settings.TRANSCRIPT_SUBSCRIPTION,
      },
      ...(redisUrl === undefined ? {} : { redisUrl }),
      network: environment.VPC_NETWORK || "default",
      subnet: environment.VPC_SUBNET || "default",
      connectorRange: environment.REDIS_IP_RANGE || "10.8.0.0/28",
      redisGigabytes: Number(environment.REDIS_GIGABYTES || 5),
      maxInstances: {
        grpc: Number(environment.GRPC_MAX_INSTANCES || 10),
        http: Number(environment.HTTP_MAX_INSTANCES || 10),
      },
    },
  };
}

function isSecret(name: string): boolean {
  return IS_SECRET.test(name);
}

function withNamesOfGooglesKit(given: Environment): Environment {
  const environment = { ...given };
  for (const [theirs, ours] of Object.entries(NAMES_OF_GOOGLES_KIT)) {
    if ((environment[ours] ?? "") === "" && given[theirs]) environment[ours] = given[theirs];
  }
  return environment;
}

function existingRedis({ REDISHOST: host, REDISPORT: port }: Environment): string | undefined {
  return host ? `redis://${host}:${port || "6379"}` : undefined;
}
