/** Removes what a deployment made, the last thing first. What it found and did not make stays, and so does the profile. */
import type { Cloud, Command } from "./cloud.ts";
import { TOPICS } from "./events.ts";
import { LABEL, type Names, namesOf } from "./names.ts";
import { type DeploySettings, SECRETS_OF_OUR_OWN } from "./settings.ts";

const OUR_LABEL = LABEL.split("=")[1] ?? "";

export async function tearDown(cloud: Cloud, settings: DeploySettings): Promise<void> {
  const names = namesOf(settings);
  const { region, subscriptions } = settings;
  const inRegion = [`--region=${region}`];
  cloud.say("Services");
  for (const service of [names.grpcService, names.httpService])
    await remove(cloud, ["run", "services"], service, inRegion);
  cloud.say("Redis and its connector");
  await remove(cloud, ["compute", "networks", "vpc-access", "connectors"], names.connector, inRegion);
  if (settings.redisUrl === undefined) await remove(cloud, ["redis", "instances"], names.redis, inRegion);
  cloud.say("Subscriptions and topics");
  for (const name of [...Object.values(subscriptions), names.deadLetterSubscription])
    await removeOurs(cloud, ["pubsub", "subscriptions"], name);
  for (const name of [...Object.values(TOPICS), names.deadLetterTopic])
    await removeOurs(cloud, ["pubsub", "topics"], name);
  cloud.say("Secrets, images and accounts");
  await removeSecrets(cloud, names, settings.prefix);
  await remove(cloud, ["artifacts", "repositories"], names.repository, [`--location=${region}`]);
  for (const account of [names.runAccount, names.buildAccount])
    await remove(cloud, ["iam", "service-accounts"], names.accountEmail(account), []);
}

/** What its looks find after a deployment that made everything. */
export function afterDeployment(settings: DeploySettings): (command: Command) => string {
  const { secretOf } = namesOf(settings);
  const kept = [...SECRETS_OF_OUR_OWN, "FIVE9_API_KEY", "REDIS_URL", ...Object.keys(settings.secrets)];
  const secrets = [...new Set(kept)].map(secretOf).join("\n");
  return (command) => (command[0] === "secrets" ? secrets : OUR_LABEL);
}

async function remove(cloud: Cloud, group: Command, name: string, flags: Command): Promise<void> {
  if ((await cloud.look([...group, "describe", name, ...flags, "--format=value(name)"])) === null) return;
  await cloud.change([...group, "delete", name, ...flags]);
}

/** Topics and subscriptions may be older than the deployment. */
async function removeOurs(cloud: Cloud, group: Command, name: string): Promise<void> {
  const label = await cloud.look([...group, "describe", name, "--format=value(labels.made-by)"]);
  if (label !== OUR_LABEL) return;
  await cloud.change([...group, "delete", name]);
}

async function removeSecrets(cloud: Cloud, names: Names, prefix: string): Promise<void> {
  const filter = `--filter=labels.${LABEL} AND name:${prefix}-`;
  const listed = await cloud.look(["secrets", "list", filter, "--format=value(name)"]);
  const ours = (listed ?? "").split(/\s+/).filter((name) => name.startsWith(names.secretOf("")));
  for (const name of ours) await cloud.change(["secrets", "delete", name]);
}
