/** The two services on Cloud Run: audio over gRPC, and everything over HTTP. Each also takes calls. */
import { createHash } from "node:crypto";
import type { Cloud } from "./cloud.ts";
import type { Names } from "./names.ts";
import type { SecretVersions } from "./secrets.ts";
import type { DeploySettings } from "./settings.ts";

interface Service {
  name: string;
  role: string;
  /** Requests that one instance takes at once: audio streams, or HTTP requests and sockets. */
  concurrency: number;
  cpu: number;
  memory: string;
  maxInstances: number;
  flags: readonly string[];
}

export interface ServiceUrls {
  grpc: string;
  http: string;
}

/** Cloud Run's longest. A leg that lives longer is asked to reconnect before (ROLL_OVER and 1012). */
const TIMEOUT_SECONDS = 3600;
/** Google's front end is the peer of every request. */
const TRUSTED_PROXIES = "169.254.0.0/16";
const CONFIG_LABEL = "sidetone-config";
const PORT = 8080;

function servicesOf({ maxInstances }: DeploySettings, names: Names): Service[] {
  return [
    {
      ...{ name: names.grpcService, role: "grpc,worker", concurrency: 250, cpu: 2, memory: "1Gi" },
      maxInstances: maxInstances.grpc,
      flags: [
        "--use-http2",
        `--startup-probe=grpc.port=${PORT},periodSeconds=2,failureThreshold=30,timeoutSeconds=2`,
        `--liveness-probe=grpc.port=${PORT},periodSeconds=10,failureThreshold=3,timeoutSeconds=5`,
      ],
    },
    {
      ...{ name: names.httpService, role: "http,worker", concurrency: 1000, cpu: 1, memory: "1Gi" },
      maxInstances: maxInstances.http,
      flags: [
        // A desktop that polls before it has its WebSocket must reach the same instance.
        "--session-affinity",
        `--startup-probe=httpGet.path=/,httpGet.port=${PORT},periodSeconds=2,failureThreshold=30,timeoutSeconds=2`,
        `--liveness-probe=httpGet.path=/,httpGet.port=${PORT},periodSeconds=10,failureThreshold=3,timeoutSeconds=5`,
      ],
    },
  ];
}

export interface Deployment {
  settings: DeploySettings;
  names: Names;
  image: string;
  secrets: SecretVersions;
  /** How the services reach Redis. */
  network: readonly string[];
}

/** A service whose image, settings and flags are as they were is left alone: its calls go on. */
export async function deployServices(cloud: Cloud, deployment: Deployment): Promise<ServiceUrls> {
  const { settings, names } = deployment;
  cloud.say("Cloud Run");
  for (const service of servicesOf(settings, names)) await deployService(cloud, deployment, service);
  const urlOf = (name: string) =>
    cloud.valueOf(describe(name, settings.region, "value(status.url)"), `https://${name}-HASH.a.run.app`);
  return { grpc: await urlOf(names.grpcService), http: await urlOf(names.httpService) };
}

async function deployService(cloud: Cloud, deployment: Deployment, service: Service): Promise<void> {
  const { settings, names, image, secrets, network } = deployment;
  const environment = { ...settings.plain, ROLE: service.role, TRUSTED_PROXIES };
  const text = Object.entries(environment)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`)
    .join("");
  const fixed = [
    ...[`--region=${settings.region}`, `--image=${image}`, `--port=${PORT}`],
    `--service-account=${names.accountEmail(names.runAccount)}`,
    // Five9 and AudioCodes have no Google account: Sidetone's own secrets shut its doors.
    ...["--allow-unauthenticated", "--ingress=all", "--execution-environment=gen2"],
    ...[`--timeout=${TIMEOUT_SECONDS}`, `--concurrency=${service.concurrency}`],
    ...[`--cpu=${service.cpu}`, `--memory=${service.memory}`],
    // A call works between requests, too.
    ...["--no-cpu-throttling", "--cpu-boost"],
    ...["--min-instances=1", `--max-instances=${service.maxInstances}`],
    `--set-secrets=${Object.entries(secrets)
      .map(([setting, version]) => `${setting}=${version}`)
      .join(",")}`,
    ...[...service.flags, ...network],
  ];
  const state = createHash("sha256").update(text).update(fixed.join("\n")).digest("hex").slice(0, 32);
  const label = `value(metadata.labels.${CONFIG_LABEL})`;
  if ((await cloud.look(describe(service.name, settings.region, label))) === state) return;
  const file = await cloud.file(`${service.name}.yaml`, text);
  await cloud.change([
    ...["run", "deploy", service.name, ...fixed, `--env-vars-file=${file}`],
    `--labels=${CONFIG_LABEL}=${state},made-by=sidetone-deploy`,
  ]);
}

export function describe(service: string, region: string, format: string): string[] {
  return ["run", "services", "describe", service, `--region=${region}`, `--format=${format}`];
}
