/** What a person does with a deployment: Five9's forms filled in, and what no command can do. */
import type { Deployed } from "./deploy.ts";
import type { Names } from "./names.ts";
import type { DeploySettings } from "./settings.ts";

export function reportOf(deployed: Deployed, settings: DeploySettings, names: Names): string {
  const { urls, secrets } = deployed;
  const grpcHost = new URL(urls.grpc).host;
  const readSecret = (setting: string) =>
    `gcloud secrets versions access latest --secret=${names.secretOf(setting)} --project=${settings.projectId}`;
  const rows = [
    ["gRPC service", urls.grpc],
    ["HTTP service", urls.http],
    ["", ""],
    ["Five9: MediaStream subscription", ""],
    ["Streaming Type", "Voice streaming"],
    ["Streaming Destination", "Other (Self-Service)"],
    ["Streaming Protocol", "gRPC"],
    ["Primary Streaming Destination", `${grpcHost}:443`],
    ["CTI Call Event Destination", `${urls.http}/cti-call-event-destination/`],
    ["Mediastream Event Destination", `${urls.http}/mediastream-event-destination/`],
    ["Trust Token", readSecret("FIVE9_TRUST_TOKEN")],
    ["", ""],
    ["Five9: Classic Connector", ""],
    ["URL", `${urls.http}/agent-assist-ui-modules/`],
    ["Method", "GET"],
    ["Parameter call_id", "Call.call_id"],
    ["Parameter launch_key", readSecret("PANEL_LAUNCH_KEY")],
    ["Trigger", "On Call Accepted"],
    ["", ""],
    ["Console", `${urls.http}/operators/`],
    ["Its token", readSecret("OPERATOR_TOKEN")],
  ] as const;
  const width = Math.max(...rows.map(([name, value]) => (value === "" ? 0 : name.length)));
  const table = rows.map(([name, value]) => (value === "" ? name : `  ${name.padEnd(width)}  ${value}`));
  return [...table, "", "Left to do by hand:", ...leftToDo(secrets, urls).map((line) => `  - ${line}`)].join(
    "\n",
  );
}

function leftToDo(secrets: Deployed["secrets"], urls: Deployed["urls"]): string[] {
  const key =
    "Save Five9's subscription, put the API key that it shows once into .env as FIVE9_API_KEY, and run make deploy again: until then Five9's webhooks are shut.";
  return [
    ...(secrets.FIVE9_API_KEY === undefined ? [key] : []),
    "Make skill, users, campaign and connector in Five9 (docs/guides/five9.md).",
    "Ask Google for as many concurrent recognition streams as you have speakers at once (make check-google CALLS=n).",
    `See whether all of it can be reached: make test-http-reachable HTTP=${urls.http}; make test-grpc-reachable GRPC=${new URL(urls.grpc).host}:443.`,
  ];
}
