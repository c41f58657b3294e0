/** A deployment from nothing to two URLs. Every step looks first, so that it may be interrupted and run again. */
import type { Cloud } from "./cloud.ts";
import { makeEvents } from "./events.ts";
import { buildImage } from "./image.ts";
import { namesOf } from "./names.ts";
import { makeRedis, reachNetwork } from "./network.ts";
import { patchProfile } from "./profile.ts";
import { enableApis, makeAccounts } from "./project.ts";
import { keepSecrets, type SecretVersions } from "./secrets.ts";
import { deployServices, type ServiceUrls } from "./services.ts";
import type { DeploySettings } from "./settings.ts";

export interface Deployed {
  urls: ServiceUrls;
  secrets: SecretVersions;
}

/** `tag` names the state of the files that the image is built from. */
export async function deploy(cloud: Cloud, settings: DeploySettings, tag: string): Promise<Deployed> {
  const names = namesOf(settings);
  await enableApis(cloud, settings);
  await makeAccounts(cloud, settings, names);
  await makeEvents(cloud, settings, names);
  await patchProfile(cloud, settings);
  const image = await buildImage(cloud, settings, names, tag);
  const redisUrl = await makeRedis(cloud, settings, names);
  const network = await reachNetwork(cloud, settings, names);
  const secrets = await keepSecrets(
    cloud,
    { secrets: settings.secrets, further: { REDIS_URL: redisUrl } },
    names,
  );
  const urls = await deployServices(cloud, { settings, names, image, secrets, network });
  return { urls, secrets };
}
