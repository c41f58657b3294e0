/** Settings of the compose set whose Google side is simulated. Secrets are the user's where .env has them, else made once. */
import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

/** Named in compose.yaml as SIDETONE_SETTINGS. */
export const SIMULATED_SETTINGS_FILE = ".run/simulated.env";

/** As the services of compose.yaml are named, and the simulator's defaults. */
const SIMULATED = {
  PROJECT_ID: "demo-project",
  CONVERSATION_PROFILE_NAME: "projects/demo-project/locations/us-central1/conversationProfiles/demo",
  DIALOGFLOW_ENDPOINT: "agent-assist:7001",
  PUBSUB_EMULATOR_HOST: "pubsub-emulator:8085",
};
const SECRETS = [
  "FIVE9_API_KEY",
  "FIVE9_TRUST_TOKEN",
  "JWT_SECRET",
  "PANEL_LAUNCH_KEY",
  "OPERATOR_TOKEN",
] as const;

export async function writeSimulatedSettings(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Record<string, string>> {
  const before = await readSimulatedSettings(file);
  const settings: Record<string, string> = { ...SIMULATED };
  for (const name of SECRETS)
    settings[name] = environment[name] || before[name] || randomBytes(32).toString("hex");
  await mkdir(dirname(file), { recursive: true });
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  await Bun.write(file, lines.join(""), { mode: 0o600 });
  return settings;
}

/** Those of the last time; empty where there was none. */
export async function readSimulatedSettings(file: string): Promise<Record<string, string>> {
  const text = await Bun.file(file)
    .text()
    .catch(() => "");
  const entries = text.split("\n").flatMap((line) => {
    const at = line.indexOf("=");
    return at > 0 ? [[line.slice(0, at), line.slice(at + 1)] as const] : [];
  });
  return Object.fromEntries(entries);
}
