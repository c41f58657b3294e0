/** Brings the set of compose.yaml up under a name and ports of its own, by the commands that people use. */
import { resolve } from "node:path";
import { freePort } from "../../test/support/free-port.ts";
import { findComposeEngine } from "./compose-engine.ts";
import { readSimulatedSettings, SIMULATED_SETTINGS_FILE } from "./simulated-settings.ts";

const ROOT = resolve(import.meta.dir, "../..");
/** Builds images, where nothing is cached. */
const UP_DEADLINE_MS = 20 * 60_000;
/** Of a container's registry. */
const PULL_DEADLINE_MS = 5 * 60_000;

export interface ComposeTrial {
  engineName: string;
  httpBaseUrl: string;
  prometheusUrl: string;
  launchKey: string;
  operatorToken: string;
  /** All that a make target prints, with the ports of the trial. Rejects where it fails. */
  make(...words: string[]): Promise<string>;
  /** With its volumes. */
  close(): Promise<void>;
}

/** A sentence where it cannot be tried here. */
export async function startComposeTrial(
  pull: (image: string) => Promise<boolean>,
): Promise<ComposeTrial | string> {
  const engine = await findComposeEngine();
  if (typeof engine === "string") return engine;
  for (const image of ["redis:7", "nginx:1", "prom/prometheus:v3.5.0", "google/cloud-sdk:emulators"])
    if (!(await pull(`docker.io/${image.includes("/") ? image : `library/${image}`}`)))
      return `the image ${image} is neither here nor to be had`;
  const [http, grpc, prometheus] = await Promise.all([freePort(), freePort(), freePort()]);
  const environment = {
    ...process.env,
    ...engine.environment,
    COMPOSE_PROJECT_NAME: `sidetone-trial-${process.pid}`,
    SUBNET: "172.30.78.0/24",
    SIDETONE_SETTINGS: SIMULATED_SETTINGS_FILE,
    HTTP_PORT: String(http),
    GRPC_PORT: String(grpc),
    PROMETHEUS_PORT: String(prometheus),
  };
  const run = async (words: readonly string[]) => {
    const child = Bun.spawn([...words], {
      cwd: ROOT,
      env: environment,
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      timeout: UP_DEADLINE_MS,
    });
    const [text, errors, code] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
      child.exited,
    ]);
    if (code !== 0)
      throw new Error(`${words.slice(0, 3).join(" ")}: ${(text + errors).split("\n").slice(-30).join("\n")}`);
    return text + errors;
  };
  const profiles = ["fleet", "simulated", "prometheus"].flatMap((profile) => ["--profile", profile]);
  const close = async () => void (await run([...engine.words, ...profiles, "down", "--volumes"]));
  try {
    await run(["make", "up", "SIMULATED=1", "MONITORING=prometheus"]);
  } catch (caught) {
    await close();
    throw caught;
  }
  const settings = await readSimulatedSettings(resolve(ROOT, SIMULATED_SETTINGS_FILE));
  return {
    engineName: engine.name,
    httpBaseUrl: `http://127.0.0.1:${http}`,
    prometheusUrl: `http://127.0.0.1:${prometheus}`,
    launchKey: settings.PANEL_LAUNCH_KEY ?? "",
    operatorToken: settings.OPERATOR_TOKEN ?? "",
    make: (...words) => run(["make", ...words]),
    close,
  };
}

/** Whether an image is here, or was fetched. */
export const pullBy =
  (engine: { name: string; run(args: readonly string[]): Promise<{ ok: boolean }> }) =>
  async (image: string): Promise<boolean> => {
    if ((await engine.run(["image", "inspect", image])).ok) return true;
    const child = Bun.spawn([engine.name, "pull", image], {
      stdout: "ignore",
      stderr: "ignore",
      timeout: PULL_DEADLINE_MS,
    });
    return (await child.exited) === 0;
  };
