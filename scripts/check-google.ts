/**
 * Reads the conversation profile, topics, subscriptions, permissions and quota, has a word translated where that is set, and prints what to run for each fault.
 *
 *   bun scripts/check-google.ts [--calls N]      N calls at once (1) that the quota must be enough for
 *
 * It asks as the account that Sidetone runs with, and changes nothing. Exit status: 0 without a fault, 1 with one, 2 where the
 * settings cannot be read. The last line is a JSON object: {ok, faults: [{code, text}], unknown}.
 */
import { parseArgs } from "node:util";
import { GoogleAuth } from "google-auth-library";
import { type CredentialHeaders, noCredentials } from "../src/http/ui-connector/proxy/credentials.ts";
import { readSome } from "../src/settings/read.ts";
import { parseProfileName } from "../src/transports/dialogflow/resource-names.ts";
import { createPubsubClient } from "../src/transports/pubsub/client.ts";
import { checkProfile } from "./check-google/check-profile.ts";
import { checkQuota, checkRole } from "./check-google/check-project.ts";
import { checkSubscriptions } from "./check-google/check-subscriptions.ts";
import { checkTranslation } from "./check-google/check-translation.ts";
import { type Finding, unknown } from "./check-google/finding.ts";
import { readProfile } from "./check-google/read-cloud.ts";

const NEEDED = [
  ...(["PROJECT_ID", "CONVERSATION_PROFILE_NAME", "FEATURES", "PUBSUB_DELIVERY"] as const),
  "RECOGNITION_API" as const,
  ...(["PUSH_AUDIENCE", "PUSH_SERVICE_ACCOUNT", "PUBSUB_EMULATOR_HOST"] as const),
  ...(["DIALOGFLOW_ENDPOINT", "DIALOGFLOW_REST_ENDPOINT"] as const),
  ...(["SUGGESTION_SUBSCRIPTION", "LIFECYCLE_SUBSCRIPTION"] as const),
  ...(["MESSAGE_SUBSCRIPTION", "TRANSCRIPT_SUBSCRIPTION"] as const),
  ...(["TRANSLATION", "TRANSLATION_LANGUAGES", "TRANSLATION_REGION"] as const),
  ...(["TRANSLATION_ENDPOINT", "PANEL_LANGUAGE"] as const),
];
const SIGNS = { well: "ok     ", fault: "FAULT  ", unknown: "unknown" };

const { values } = parseArgs({ options: { calls: { type: "string", default: "1" } } });
process.exitCode = await main(Number(values.calls));

async function main(calls: number): Promise<number> {
  const { settings, problems } = readSome(NEEDED, process.env);
  if (settings === undefined) return endWith([], problems);
  if (!Number.isInteger(calls) || calls < 1) return endWith([], ["CALLS must be a whole number from 1"]);
  const profile = parseProfileName(settings.CONVERSATION_PROFILE_NAME);
  const { account, credentials } = await callerOf(settings.DIALOGFLOW_ENDPOINT !== undefined);
  const emulatorEndpoint = settings.PUBSUB_EMULATOR_HOST;
  const client = createPubsubClient({
    projectId: settings.PROJECT_ID,
    ...(emulatorEndpoint === undefined ? {} : { emulatorEndpoint }),
  });
  try {
    const read = await readProfile(profile, settings.DIALOGFLOW_ENDPOINT);
    const facts = read.ok ? read.value : undefined;
    const simulator = settings.DIALOGFLOW_REST_ENDPOINT;
    const recognitionApi = settings.RECOGNITION_API;
    const project = { profile, account, credentials, simulator, recognitionApi, calls };
    // A simulator of gRPC alone knows nothing of the project.
    const hasProject = settings.DIALOGFLOW_ENDPOINT === undefined || simulator !== undefined;
    const findings = await Promise.all([
      checkProfile(read, { profile, features: settings.FEATURES, account }),
      checkSubscriptions({ client, settings, facts, account }),
      ...(settings.TRANSLATION === "off" ? [] : [checkTranslation({ profile, settings })]),
      ...(hasProject
        ? [checkRole(project), checkQuota(project)]
        : [unknown("Permissions and quota of the project: the simulator has no REST service")]),
    ]);
    return endWith(findings.flat(), []);
  } finally {
    await client.close();
  }
}

/** Whom Google sees. For a simulator nobody is asked for credentials. */
async function callerOf(isSimulated: boolean): Promise<{ account: string; credentials: CredentialHeaders }> {
  const account = "SERVICE_ACCOUNT_EMAIL";
  if (isSimulated) return { account, credentials: noCredentials() };
  const auth = new GoogleAuth({ scopes: ["https://www.googleapis.com/auth/cloud-platform"] });
  const known = await auth.getCredentials().catch(() => undefined);
  const credentials = async () => new Headers(await auth.getRequestHeaders());
  return { account: known?.client_email ?? account, credentials };
}

function endWith(findings: readonly Finding[], problems: readonly string[]): number {
  for (const problem of problems) console.log(`${SIGNS.fault} ${problem}`);
  for (const { kind, text, remedy } of findings) {
    console.log(`${SIGNS[kind]} ${text}.`);
    for (const line of remedy) console.log(`          ${line}`);
  }
  const faults = findings.filter(({ kind }) => kind === "fault").map(({ code, text }) => ({ code, text }));
  const ok = faults.length === 0 && problems.length === 0;
  const count = findings.filter(({ kind }) => kind === "unknown").length;
  if (problems.length > 0) faults.push(...problems.map((text) => ({ code: "CONFIG_INVALID", text })));
  console.log(JSON.stringify({ ok, faults, unknown: count }));
  if (problems.length > 0) return 2;
  return ok ? 0 : 1;
}
