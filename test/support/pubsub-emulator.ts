/** Runs Google's Pub/Sub emulator for a test file, where the machine has it. */
import { readdirSync, realpathSync } from "node:fs";
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

/** Undefined until it was looked for. */
let foundJar: string | null | undefined;

function findEmulatorJar(): string | null {
  const named = process.env.PUBSUB_EMULATOR_JAR;
  if (named !== undefined && named !== "") return named;
  foundJar ??= jarOfSdk();
  return foundJar;
}

/** Beside the program where that is in the SDK's folder; else the SDK is asked, which takes a second of processor time. */
function jarOfSdk(): string | null {
  const program = Bun.which("gcloud");
  if (program === null) return null;
  const beside = jarIn(join(realpathSync(program), "../.."));
  if (beside !== null) return beside;
  const asked = Bun.spawnSync([program, "info", "--format=value(installation.sdk_root)"], {
    stderr: "ignore",
    timeout: 120_000,
  });
  const root = asked.stdout.toString().trim();
  return root === "" ? null : jarIn(root);
}

function jarIn(sdkRoot: string): string | null {
  const folder = join(sdkRoot, "platform/pubsub-emulator/lib");
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
  });
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
