/** Redis in the project's network (Memorystore), and Cloud Run's way to it. */
import { type Cloud, ensure } from "./cloud.ts";
import { LABEL, type Names } from "./names.ts";
import type { DeploySettings } from "./settings.ts";

/** The address with the password in it, a secret. */
export async function makeRedis(cloud: Cloud, settings: DeploySettings, names: Names): Promise<string> {
  cloud.say("Redis");
  if (settings.redisUrl !== undefined) return settings.redisUrl;
  const instance = [names.redis, `--region=${settings.region}`];
  const group = ["redis", "instances"];
  await ensure(
    cloud,
    [...group, "describe", ...instance, "--format=value(name)"],
    [
      ...[
        ...group,
        "create",
        ...instance,
        `--size=${settings.redisGigabytes}`,
        `--network=${settings.network}`,
      ],
      // A replica takes over when the primary dies; without it a failure loses everything.
      ...["--tier=standard", "--redis-version=redis_7_2", "--enable-auth"],
      // BullMQ's jobs and calls' mailboxes must not be dropped to make room.
      ...["--redis-config=maxmemory-policy=noeviction", `--labels=${LABEL}`],
    ],
  );
  const describe = [...group, "describe", ...instance];
  const host = await cloud.valueOf([...describe, "--format=value(host)"], "REDIS_HOST");
  const port = await cloud.valueOf([...describe, "--format=value(port)"], "6379");
  const password = await cloud.valueOf(
    [...group, "get-auth-string", ...instance, "--format=value(authString)"],
    "REDIS_PASSWORD",
  );
  return `redis://:${password}@${host}:${port}`;
}

/** The flags with which a service reaches Redis. */
export async function reachNetwork(cloud: Cloud, settings: DeploySettings, names: Names): Promise<string[]> {
  const { network, subnet, region, connectorRange } = settings;
  const egress = "--vpc-egress=private-ranges-only";
  if (connectorRange === "direct") return [`--network=${network}`, `--subnet=${subnet}`, egress];
  cloud.say("Connector to the network");
  const group = ["compute", "networks", "vpc-access", "connectors"];
  const connector = [names.connector, `--region=${region}`];
  await ensure(
    cloud,
    [...group, "describe", ...connector, "--format=value(name)"],
    [
      ...[...group, "create", ...connector, `--network=${network}`, `--range=${connectorRange}`],
      ...["--min-instances=2", "--max-instances=3"],
    ],
  );
  return [`--vpc-connector=${names.connector}`, egress];
}
