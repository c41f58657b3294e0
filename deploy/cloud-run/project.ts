/** Google's APIs, and the service accounts with the rights they need and no more. */
import { type Cloud, ensure, grant } from "./cloud.ts";
import type { Names } from "./names.ts";
import type { DeploySettings } from "./settings.ts";

const APIS = [
  ...["dialogflow", "pubsub", "run", "cloudbuild", "artifactregistry", "secretmanager"],
  ...["redis", "vpcaccess", "compute", "iam", "logging"],
].map((name) => `${name}.googleapis.com`);

const TRANSLATION_API = "translate.googleapis.com";

const translates = ({ plain }: Pick<DeploySettings, "plain">) => plain.TRANSLATION === "cloud-translation";

export async function enableApis(cloud: Cloud, settings: Pick<DeploySettings, "plain">): Promise<void> {
  cloud.say("Google's APIs");
  const enabled = await cloud.look(["services", "list", "--enabled", "--format=value(config.name)"]);
  const needed = translates(settings) ? [...APIS, TRANSLATION_API] : APIS;
  const missing = needed.filter((api) => !(enabled ?? "").split(/\s+/).includes(api));
  if (missing.length > 0) await cloud.change(["services", "enable", ...missing]);
}

/** The services' own account may talk to Agent Assist; its rights on topics and secrets follow with these. */
export async function makeAccounts(cloud: Cloud, settings: DeploySettings, names: Names): Promise<void> {
  const { projectId } = settings;
  cloud.say("Service accounts");
  const texts = {
    [names.runAccount]: "Sidetone's services",
    [names.buildAccount]: "Builds Sidetone's image",
  };
  for (const [account, text] of Object.entries(texts)) {
    const group = ["iam", "service-accounts"];
    const look = [...group, "describe", names.accountEmail(account), "--format=value(email)"];
    await ensure(cloud, look, [...group, "create", account, `--display-name=${text}`]);
  }
  const project = { group: ["projects"], name: projectId };
  const member = (account: string) => `serviceAccount:${names.accountEmail(account)}`;
  await grant(cloud, project, member(names.runAccount), "roles/dialogflow.agentAssistClient");
  if (translates(settings))
    await grant(cloud, project, member(names.runAccount), "roles/cloudtranslate.user");
  await grant(cloud, project, member(names.buildAccount), "roles/logging.logWriter");
  await grant(cloud, project, member(names.buildAccount), "roles/storage.objectViewer");
}
