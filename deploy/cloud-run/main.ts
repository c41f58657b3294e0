/**
 * Sidetone on Cloud Run, from `.env`.
 *
 *   bun deploy/cloud-run/main.ts deploy [--dry-run]      from nothing to two URLs; safe to run again
 *   bun deploy/cloud-run/main.ts teardown [--dry-run | --confirm PROJECT_ID]
 *   bun deploy/cloud-run/main.ts logs [--hours 1]        of both services
 *   bun deploy/cloud-run/main.ts url grpc|http           of a service that is deployed: host:443, or https://host
 *
 * Exit status: 0 done, 1 refused by Google Cloud, 2 wrong settings or use.
 */
import { parseArgs } from "node:util";
import { deploy } from "./deploy.ts";
import { dryRun } from "./dry-run.ts";
import { CloudRefusal, openGcloud } from "./gcloud.ts";
import { imageTag } from "./image.ts";
import { namesOf } from "./names.ts";
import { reportOf } from "./report.ts";
import { describe } from "./services.ts";
import { type DeploySettings, readDeploySettings } from "./settings.ts";
import { afterDeployment, tearDown } from "./teardown.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "dry-run": { type: "boolean", default: false },
    confirm: { type: "string", default: "" },
    hours: { type: "string", default: "1" },
  },
});

const USES = ["deploy", "teardown", "logs", "url"];

process.exitCode = await main(positionals[0] ?? "");

async function main(use: string): Promise<number> {
  if (!USES.includes(use)) {
    console.error(`Usage: main.ts ${USES.join(" | ")}`);
    return 2;
  }
  const read = readDeploySettings(process.env);
  if ("problems" in read) {
    for (const problem of read.problems) console.error(problem);
    return 2;
  }
  const { settings } = read;
  const { projectId } = settings;
  const print = (line: string) => console.log(line);
  if (values["dry-run"]) {
    if (use === "teardown") await tearDown(dryRun(projectId, print, afterDeployment(settings)), settings);
    else await report(dryRun(projectId, print), settings);
    return 0;
  }
  if (use === "teardown" && values.confirm !== projectId) {
    console.error(
      `This removes Sidetone from ${projectId}. If that is what you want: make teardown CONFIRM=${projectId}`,
    );
    return 2;
  }
  if (Bun.which("gcloud") === null) {
    console.error(
      "gcloud is missing: install it (cloud.google.com/sdk/docs/install) and run gcloud auth login.",
    );
    return 2;
  }
  const cloud = await openGcloud({ projectId, print });
  try {
    if (use === "deploy") await report(cloud, settings);
    if (use === "teardown") await tearDown(cloud, settings);
    if (use === "logs") await showLogs(settings);
    if (use === "url") await showUrl(cloud, settings, positionals[1] ?? "");
    return 0;
  } catch (caught) {
    if (!(caught instanceof CloudRefusal)) throw caught;
    console.error(caught.message);
    if (use === "deploy" || use === "teardown")
      console.error("Nothing that was made is lost: put that right and run this again.");
    return 1;
  } finally {
    await cloud.close();
  }
}

async function report(cloud: Parameters<typeof deploy>[0], settings: DeploySettings): Promise<void> {
  const deployed = await deploy(cloud, settings, await imageTag());
  console.log(`\n${reportOf(deployed, settings, namesOf(settings))}`);
}

async function showUrl(
  cloud: Parameters<typeof deploy>[0],
  settings: DeploySettings,
  which: string,
): Promise<void> {
  const names = namesOf(settings);
  const service = which === "grpc" ? names.grpcService : names.httpService;
  const url = await cloud.look(describe(service, settings.region, "value(status.url)"));
  if (url === null || url === "") throw new CloudRefusal(`${service} is not deployed in ${settings.region}`);
  console.log(which === "grpc" ? `${new URL(url).host}:443` : url);
}

async function showLogs(settings: DeploySettings): Promise<void> {
  const { grpcService, httpService } = namesOf(settings);
  const services = `resource.labels.service_name=("${grpcService}" OR "${httpService}")`;
  const child = Bun.spawn(
    [
      ...["gcloud", "logging", "read", `resource.type="cloud_run_revision" AND ${services}`],
      ...[`--freshness=${values.hours}h`, "--order=asc", "--limit=1000", `--project=${settings.projectId}`],
      "--format=value(timestamp,resource.labels.service_name,severity,jsonPayload.msg,textPayload)",
    ],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
  if ((await child.exited) !== 0) throw new CloudRefusal("gcloud logging read was refused");
}
