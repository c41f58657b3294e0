/** The image: built by Cloud Build from these files, once for each state of them. */
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { type Cloud, ensure, grant } from "./cloud.ts";
import type { Names } from "./names.ts";
import type { DeploySettings } from "./settings.ts";

const ROOT = resolve(import.meta.dir, "../..");
/** What the Dockerfile copies; tests of these files change no image. */
const FILES = [
  "Dockerfile",
  ".dockerignore",
  "package.json",
  "bun.lock",
  "bunfig.toml",
  "tsconfig.json",
  "LICENSE",
];
/** More than the image copies of the last two: a needless build costs less than a missing one. */
const FOLDERS = new Bun.Glob("{proto,src,docs,deploy,scripts}/**/*");
const TAG_LENGTH = 16;

/** The same for the same files, on any machine. */
export async function imageTag(root = ROOT): Promise<string> {
  const hash = createHash("sha256");
  const paths = [...FILES];
  for await (const path of FOLDERS.scan({ cwd: root })) if (!path.includes(".test.")) paths.push(path);
  for (const path of paths.sort()) {
    hash.update(`${path}\0`);
    hash.update(await Bun.file(resolve(root, path)).bytes());
  }
  return hash.digest("hex").slice(0, TAG_LENGTH);
}

/** Gives the image's full name. */
export async function buildImage(
  cloud: Cloud,
  settings: DeploySettings,
  names: Names,
  tag: string,
): Promise<string> {
  const { projectId, region } = settings;
  cloud.say("Artifact Registry and the image");
  const group = ["artifacts", "repositories"];
  const location = [`--location=${region}`];
  const made = [...group, "create", names.repository, ...location, "--repository-format=docker"];
  await ensure(
    cloud,
    [...group, "describe", names.repository, ...location, "--format=value(name)"],
    [...made, "--description=Sidetone", `--labels=made-by=sidetone-deploy`],
  );
  const builder = names.accountEmail(names.buildAccount);
  const on = { group, name: names.repository, flags: location };
  await grant(cloud, on, `serviceAccount:${builder}`, "roles/artifactregistry.writer");
  const image = `${region}-docker.pkg.dev/${projectId}/${names.repository}/sidetone:${tag}`;
  await ensure(
    cloud,
    ["artifacts", "docker", "images", "describe", image, "--format=value(image_summary.digest)"],
    [
      ...["builds", "submit", ROOT, `--config=${resolve(import.meta.dir, "cloudbuild.yaml")}`],
      ...[`--substitutions=_IMAGE=${image}`, `--region=${region}`],
      `--service-account=projects/${projectId}/serviceAccounts/${builder}`,
    ],
  );
  return image;
}
