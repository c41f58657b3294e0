/** Runs Google's Pub/Sub emulator for a test file, where the machine has it. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { PubSub } from "@google-cloud/pubsub";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";

export interface PubsubEmulator {
  /** host:port */
  endpoint: string;
  /** A client for making topics and publishing; closed by `stop`. */
  client: PubSub;
  stop(): Promise<void>;
}

/** Why tests against the emulator are skipped, for the test's title; null if it can run. */
export function whyNoEmulator(): string | null {
  if (Bun.which("java") === null) return "java is not installed";
  if (findEmulatorJar() === null) {
    return "no Pub/Sub emulator: set PUBSUB_EMULATOR_JAR, or gcloud components install pubsub-emulator";
  }
  return null;
}

function findEmulatorJar(): string | null {
  const named = process.env.PUBSUB_EMULATOR_JAR;
  if (named !== undefined && named !== "") return named;
  if (Bun.which("gcloud") === null) return null;
  const asked = Bun.spawnSync(["gcloud", "info", "--format=value(installation.sdk_root)"], {
    stderr: "ignore",
    timeout: 120_000,
  });
  const root = asked.stdout.toString().trim();
  if (root === "") return null;
  const folder = join(root, "platform", "pubsub-emulator", "lib");
  try {
    const jar = readdirSync(folder).find((name) => /^cloud-pubsub-emulator-.*\.jar$/.test(name));
    return jar === undefined ? null : join(folder, jar);
  } catch {
    return null;
  }
}

/** Starts the emulator on a free port and waits until it answers. */
export async function startPubsubEmulator(
  projectId: string,
  fixed?: { port: number },
): Promise<PubsubEmulator> {
  const jar = findEmulatorJar();
  if (jar === null) throw new Error("whyNoEmulator() says why there is no emulator");
  const port = fixed?.port ?? (await freePort());
  const child = Bun.spawn(["java", "-Xmx256m", "-jar", jar, "--host=127.0.0.1", `--port=${port}`], {
    stdout: "ignore",
    stderr: "ignore",
  });
  const endpoint = `127.0.0.1:${port}`;
  const client = new PubSub({
    projectId,
    apiEndpoint: endpoint,
    emulatorMode: true,
    clientOptions: { universeDomain: "googleapis.com" },
  });
  await eventually(async () => {
    const socket = await Bun.connect({ hostname: "127.0.0.1", port, socket: { data() {} } });
    socket.end();
  }, 30_000);
  return {
    endpoint,
    client,
    stop: async () => {
      await client.close();
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}
