/** `make demo GOOGLE=1`: what the settings and the environment say of the real Agent Assist, checked before anything is started. */
import { SidetoneError } from "../../../src/base/errors.ts";
import { requireCredentials } from "../../../src/service/google-credentials.ts";
import { readSome } from "../../../src/settings/read.ts";
import type { SettingName } from "../../../src/settings/table.ts";

/** What the demo takes of the user's settings. All others are its own, those of Five9 and of storage above all. */
const TAKEN = [
  ...(["PROJECT_ID", "CONVERSATION_PROFILE_NAME", "FEATURES", "RECOGNITION_API"] as const),
  ...(["SUGGESTION_SUBSCRIPTION", "LIFECYCLE_SUBSCRIPTION"] as const),
  ...(["MESSAGE_SUBSCRIPTION", "TRANSCRIPT_SUBSCRIPTION"] as const),
  ...(["DIALOGFLOW_ENDPOINT", "PUBSUB_EMULATOR_HOST"] as const),
  ...(["TRANSLATION", "TRANSLATION_LANGUAGES", "TRANSLATION_REGION"] as const),
  ...(["TRANSLATION_ENDPOINT", "PANEL_LANGUAGE"] as const),
] satisfies SettingName[];
/** What Google's libraries read by themselves, and what leads through a company's proxy. */
const OF_THE_LIBRARIES =
  /^(GOOGLE_|CLOUDSDK_|GCE_METADATA_|GRPC_|SSL_CERT_|NODE_EXTRA_CA_CERTS$|(https?|no)_proxy$)/i;

export interface GoogleSide {
  /** For Sidetone. */
  settings: Record<string, string>;
  /** A simulator plays Dialogflow: it need not be spoken to in real time. */
  isSimulated: boolean;
  /** Whose messages the demo takes: another program that pulls them gets none of these. */
  subscriptions: string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Rejects with an Error that has a line for each thing that is missing. */
export async function googleSideOf(given: Environment): Promise<GoogleSide> {
  const environment = withProject(given);
  const { settings, problems } = readSome(TAKEN, environment);
  const wrong = [...problems, ...projectProblems(environment)];
  if (settings === undefined || wrong.length > 0) throw new Error(sentencesOf(wrong));
  try {
    await requireCredentials(
      { ...settings, PUBSUB_DELIVERY: "pull" },
      environment.GOOGLE_APPLICATION_CREDENTIALS,
    );
  } catch (caught) {
    throw new Error(sentencesOf([`${SidetoneError.from(caught).message}.`]));
  }
  const names = Object.keys(environment).filter(
    (name) => OF_THE_LIBRARIES.test(name) || TAKEN.some((taken) => taken === name),
  );
  return {
    // Nobody reaches the demo from outside, so it pulls.
    settings: {
      ...Object.fromEntries(names.map((name) => [name, environment[name] ?? ""])),
      PUBSUB_DELIVERY: "pull",
    },
    isSimulated: settings.DIALOGFLOW_ENDPOINT !== undefined,
    subscriptions: [
      settings.SUGGESTION_SUBSCRIPTION,
      settings.LIFECYCLE_SUBSCRIPTION,
      settings.MESSAGE_SUBSCRIPTION,
      settings.TRANSCRIPT_SUBSCRIPTION,
    ],
  };
}

/** The profile's name says the project. */
function withProject(environment: Environment): Record<string, string | undefined> {
  const project = projectOf(environment);
  return (environment.PROJECT_ID ?? "") === "" && project !== undefined
    ? { ...environment, PROJECT_ID: project }
    : { ...environment };
}

const projectOf = ({ CONVERSATION_PROFILE_NAME }: Environment) =>
  /^projects\/([^/]+)\//.exec(CONVERSATION_PROFILE_NAME?.trim() ?? "")?.[1];

function projectProblems(environment: Environment): string[] {
  const project = projectOf(environment);
  if (project === undefined || environment.PROJECT_ID?.trim() === project) return [];
  return [
    `CONVERSATION_PROFILE_NAME belongs to project ${project}, but PROJECT_ID is ${environment.PROJECT_ID}. Make them the same.`,
  ];
}

const sentencesOf = (problems: readonly string[]) =>
  [
    "GOOGLE=1 needs a Google project with Agent Assist.",
    ...problems.map((problem) => `  - ${problem}`),
    "Settings come from .env or the environment. Step by step: docs/guides/google-in-one-sitting.md; make check-google says what Google's side lacks.",
  ].join("\n");
