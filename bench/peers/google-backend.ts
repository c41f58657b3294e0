/** Google's two services that bring events to desktops, in Python, from a folder that the user gives: their code is not kept here. */
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { cpuSecondsOf } from "../../scripts/chaos/process-load.ts";
import { freePort } from "../../test/support/free-port.ts";
import { listening } from "./listening.ts";

export interface GoogleBackendOptions {
  /** That of aa-integration-backend. */
  folder: string;
  /** An interpreter that has both services' requirements.txt. */
  python: string;
  redisPort: number;
  project: string;
  /** What a desktop shows to /register. */
  trustToken: string;
  /** For their logs. */
  directory: string;
}

export interface GoogleBackend {
  /** Where Pub/Sub pushes to, without a slash at the end. */
  pushUrl: string;
  /** Where desktops connect. */
  desktopUrl: string;
  /** Of both services, each with its worker, in microseconds. */
  cpuMicros(): Promise<number>;
  end(): Promise<void>;
}

const INTERCEPTOR = "cloud-pubsub-interceptor";
const CONNECTOR = "ui-connector";

export function hasGoogleBackend(folder: string): boolean {
  return [INTERCEPTOR, CONNECTOR].every((service) => existsSync(join(folder, service, "main.py")));
}

export async function startGoogleBackend(options: GoogleBackendOptions): Promise<GoogleBackend> {
  const [interceptor, connector] = [await start(INTERCEPTOR, options), await start(CONNECTOR, options)];
  return {
    pushUrl: interceptor.url,
    desktopUrl: connector.url,
    async cpuMicros() {
      const used = await Promise.all([interceptor, connector].map(({ pid }) => cpuOfFamily(pid)));
      return used.reduce((sum, micros) => sum + micros, 0);
    },
    async end() {
      // gunicorn ends its worker.
      for (const { stop } of [interceptor, connector]) await stop();
    },
  };
}

async function start(service: string, options: GoogleBackendOptions) {
  const { folder, python, redisPort, project, trustToken } = options;
  const port = await freePort();
  const directory = join(options.directory, service);
  await mkdir(directory, { recursive: true });
  const launcher = join(import.meta.dir, "launch-backend.py");
  const child = Bun.spawn([python, launcher, join(folder, service), String(port), directory], {
    env: {
      PATH: process.env.PATH ?? "",
      HOME: process.env.HOME ?? "",
      REDISHOST: "127.0.0.1",
      REDISPORT: String(redisPort),
      GCP_PROJECT_ID: project,
      AUTH_OPTION: "Five9",
      FIVE9_TRUST_TOKEN: trustToken,
    },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
  });
  process.once("exit", () => child.kill("SIGTERM"));
  await listening(port, child, `Google's ${service}`);
  return {
    pid: child.pid,
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill("SIGTERM");
      await child.exited;
    },
  };
}

/** Linux only. */
async function cpuOfFamily(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  const pids = [pid, ...children.split(" ").filter(Boolean).map(Number)];
  const seconds = await Promise.all(pids.map(cpuSecondsOf));
  return seconds.reduce((sum, one) => sum + one, 0) * 1e6;
}
