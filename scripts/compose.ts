/**
 * The containers of compose.yaml, with whichever engine is here.
 *
 *   bun scripts/compose.ts up [--simulated] [--monitoring=0|prometheus]
 *   bun scripts/compose.ts down | logs
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type ComposeEngine, findComposeEngine } from "./containers/compose-engine.ts";
import { SIMULATED_SETTINGS_FILE, writeSimulatedSettings } from "./containers/simulated-settings.ts";

const ROOT = resolve(import.meta.dir, "..");
const READY_DEADLINE_MS = 180_000;
const LOOK_EVERY_MS = 1_000;
const ALL_PROFILES = ["fleet", "monitoring", "simulated", "embedded"];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    simulated: { type: "boolean", default: false },
    monitoring: { type: "string", default: "monitoring" },
  },
});
const [action] = positionals;
const { simulated: isSimulated, monitoring } = values;

try {
  const engine = await findComposeEngine();
  if (typeof engine === "string") throw new Error(engine);
  if (action === "up") await up(engine);
  else if (action === "down") await run(engine, ALL_PROFILES, ["down"], {});
  else if (action === "logs") await run(engine, ALL_PROFILES, ["logs", "--follow", "--tail", "100"], {});
  else throw new Error("Say up, down or logs.");
} catch (caught) {
  console.error(caught instanceof Error ? caught.message : String(caught));
  process.exitCode = 1;
}

async function up(engine: ComposeEngine): Promise<void> {
  const environment: Record<string, string> = {};
  if (isSimulated) {
    await writeSimulatedSettings(resolve(ROOT, SIMULATED_SETTINGS_FILE), process.env);
    environment.SIDETONE_SETTINGS = SIMULATED_SETTINGS_FILE;
    // Nobody but this machine: the agent's words are those of samples, and the doors are as shut as ever.
    environment.LISTEN = "127.0.0.1";
  } else if (!existsSync(resolve(ROOT, ".env"))) {
    throw new Error(
      "There is no .env: copy .env.sample to .env and fill in its first part, or play with make up SIMULATED=1, where Google's side is simulated.",
    );
  }
  const profiles = [
    "fleet",
    ...(isSimulated ? ["simulated"] : []),
    ...(monitoring === "0" ? [] : [monitoring]),
  ];
  // One service for each image: podman-compose would build it once for every service, all at the same time.
  const built = ["grpc-1", ...(isSimulated ? ["agent-assist"] : [])];
  await run(engine, profiles, ["build", ...built], environment);
  await run(engine, profiles, ["up", "--no-build", "--detach"], environment);
  const web = `http://127.0.0.1:${process.env.HTTP_PORT || 8080}`;
  if (!(await isReady(web))) {
    await run(engine, profiles, ["logs", "--tail", "20"], environment);
    throw new Error(
      `${web}/readyz is not ready after ${READY_DEADLINE_MS / 60_000} minutes; the last lines of each container are above.`,
    );
  }
  console.log(
    [
      `Audio      127.0.0.1:${process.env.GRPC_PORT || 50051}`,
      `Console    ${web}/operators/     with OPERATOR_TOKEN of ${isSimulated ? SIMULATED_SETTINGS_FILE : ".env"}`,
      ...(monitoring === "0" ? [] : [`Prometheus http://127.0.0.1:${process.env.PROMETHEUS_PORT || 9090}`]),
      ...(monitoring === "monitoring"
        ? [
            `Grafana    http://127.0.0.1:${process.env.GRAFANA_PORT || 3000}     admin, and OPERATOR_TOKEN as password`,
          ]
        : []),
      "A call     make test-grpc-stream LOCAL=true",
    ].join("\n"),
  );
}

async function isReady(web: string): Promise<boolean> {
  const endsAtMs = performance.now() + READY_DEADLINE_MS;
  while (performance.now() < endsAtMs) {
    const answer = await fetch(`${web}/readyz`, { signal: AbortSignal.timeout(LOOK_EVERY_MS * 5) }).catch(
      () => null,
    );
    if (answer?.status === 200) return true;
    await Bun.sleep(LOOK_EVERY_MS);
  }
  return false;
}

/** Rejects where it fails. A person reads its output. */
async function run(
  { name, words, environment }: ComposeEngine,
  profiles: readonly string[],
  command: readonly string[],
  further: Readonly<Record<string, string>>,
): Promise<void> {
  const child = Bun.spawn([...words, ...profiles.flatMap((profile) => ["--profile", profile]), ...command], {
    cwd: ROOT,
    env: { ...process.env, ...environment, ...further },
    stdin: "ignore",
    stdout: "inherit",
    stderr: "inherit",
  });
  const code = await child.exited;
  if (code !== 0) throw new Error(`${name} ${command.join(" ")} ended with status ${code}.`);
}
