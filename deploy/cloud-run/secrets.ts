/** Secrets in Secret Manager: those of `.env`, and those that nobody has chosen. */
import { randomBytes } from "node:crypto";
import { type Cloud, ensure, grant } from "./cloud.ts";
import { LABEL, type Names } from "./names.ts";
import { type DeploySettings, SECRETS_OF_OUR_OWN } from "./settings.ts";

const SECRET_BYTES = 32;

/** A setting and the version of its secret, as in {JWT_SECRET: "sidetone-jwt-secret:1"}. */
export type SecretVersions = Readonly<Record<string, string>>;

/**
 * A value in `.env` becomes a new version where it differs from the newest one. A secret that is kept already stays when
 * `.env` says nothing of it: also FIVE9_API_KEY, which arrives after the first deployment.
 */
export async function keepSecrets(
  cloud: Cloud,
  settings: Pick<DeploySettings, "secrets"> & { further: Readonly<Record<string, string>> },
  names: Names,
): Promise<SecretVersions> {
  cloud.say("Secrets");
  const wanted: Record<string, string> = { ...settings.secrets, ...settings.further };
  const versions: Record<string, string> = {};
  for (const setting of new Set([...SECRETS_OF_OUR_OWN, "FIVE9_API_KEY", ...Object.keys(wanted)])) {
    const isMade = SECRETS_OF_OUR_OWN.includes(setting);
    const version = await keepSecret(cloud, names, setting, wanted[setting], isMade);
    if (version !== null) versions[setting] = version;
  }
  return versions;
}

async function keepSecret(
  cloud: Cloud,
  names: Names,
  setting: string,
  wanted: string | undefined,
  isMade: boolean,
): Promise<string | null> {
  const name = names.secretOf(setting);
  const newest = await cloud.look(["secrets", "versions", "access", "latest", `--secret=${name}`]);
  const value = wanted ?? newest ?? (isMade ? randomBytes(SECRET_BYTES).toString("hex") : undefined);
  if (value === undefined) return null;
  await ensure(
    cloud,
    ["secrets", "describe", name, "--format=value(name)"],
    ["secrets", "create", name, "--replication-policy=automatic", `--labels=${LABEL}`],
  );
  if (value !== newest) await cloud.change(["secrets", "versions", "add", name, "--data-file=-"], value);
  const member = `serviceAccount:${names.accountEmail(names.runAccount)}`;
  await grant(cloud, { group: ["secrets"], name }, member, "roles/secretmanager.secretAccessor");
  const last = ["secrets", "versions", "list", name, "--filter=state=ENABLED", "--sort-by=~createTime"];
  const version = await cloud.valueOf([...last, "--limit=1", "--format=value(name)"], "1");
  return `${name}:${version}`;
}
