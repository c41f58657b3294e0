/** What each thing one may want to do needs, and what of it is missing here. */
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { SidetoneError } from "../../src/base/errors.ts";
import { requireCredentials } from "../../src/service/google-credentials.ts";
import { misspeltSettings } from "../../src/settings/misspelt.ts";
import { ConfigError, readConfig, readSome } from "../../src/settings/read.ts";
import { chromiumPath } from "../../test/support/browser.ts";
import { type Finding, fault, unknown, well } from "../check-google/finding.ts";

export type Environment = Readonly<Record<string, string | undefined>>;
export type PartName = "demo" | "tests" | "production" | "google" | "five9" | "audiocodes";

interface DoctorPart {
  title: string;
  examine(environment: Environment): Promise<Finding[]>;
}

const SECRETS = "make generate-trust-token ALL=1     # prints lines for .env";

export const PARTS: Readonly<Record<PartName, DoctorPart>> = {
  demo: { title: "Demo (make demo)", examine: async () => [well("Bun and the packages are here")] },
  tests: { title: "Tests (make test)", examine: async () => tools() },
  production: { title: "Production (make start)", examine: production },
  google: { title: "Google Agent Assist", examine: google },
  five9: { title: "Five9", examine: async (environment) => five9(environment) },
  audiocodes: {
    title: "AudioCodes VoiceAI Connect",
    examine: async (environment) => audiocodes(environment),
  },
};

function tools(): Finding[] {
  const tool = (name: string, isHere: boolean, what: string, install: string) =>
    isHere ? well(name) : fault("NO_TOOL", `${name} is missing, so ${what} are skipped`, install);
  return [
    tool(
      "redis-server",
      Bun.which("redis-server") !== null,
      "the tests on Redis",
      "apt-get install redis-server",
    ),
    tool(
      "chromium",
      chromiumPath() !== undefined,
      "the stories in a browser",
      "apt-get install chromium-headless-shell",
    ),
    tool("nginx", Bun.which("nginx") !== null, "the tests behind a proxy", "apt-get install nginx"),
    tool(
      "python3",
      Bun.which("python3") !== null,
      "the tests with Python's clients",
      "apt-get install python3-venv",
    ),
  ];
}

async function production(environment: Environment): Promise<Finding[]> {
  const { findings, httpPort, grpcPort } = settingsOf(environment);
  if (!existsSync(".env")) findings.unshift(fault("NO_ENV", "There is no .env here", "cp .env.sample .env"));
  for (const [name, port] of [
    ["HTTP_PORT", httpPort],
    ["GRPC_PORT", grpcPort],
  ] as const) {
    if (port !== 0 && !(await isFree(port)))
      findings.push(
        unknown(
          `Port ${port} is in use, by Sidetone itself or by another program`,
          `set ${name} to another port, or end the other program`,
        ),
      );
  }
  return findings;
}

function settingsOf(environment: Environment) {
  try {
    const settings = readConfig(environment);
    const findings = misspeltSettings(environment).map((text) => fault("UNKNOWN_SETTING", withoutStop(text)));
    return { findings, httpPort: settings.HTTP_PORT, grpcPort: settings.GRPC_PORT };
  } catch (caught) {
    if (!(caught instanceof ConfigError)) throw caught;
    const findings = caught.problems.map((text) => fault("CONFIG_INVALID", withoutStop(text)));
    return { findings, httpPort: 0, grpcPort: 0 };
  }
}

async function google(environment: Environment): Promise<Finding[]> {
  const { problems } = readSome(["PROJECT_ID", "CONVERSATION_PROFILE_NAME"], environment);
  const findings = problems.map((text) => fault("CONFIG_INVALID", withoutStop(text)));
  const { DIALOGFLOW_ENDPOINT, PUBSUB_EMULATOR_HOST } = environment;
  try {
    await requireCredentials(
      {
        DIALOGFLOW_ENDPOINT,
        PUBSUB_EMULATOR_HOST,
        PUBSUB_DELIVERY: environment.PUBSUB_DELIVERY === "push" ? "push" : "pull",
      },
      environment.GOOGLE_APPLICATION_CREDENTIALS,
    );
  } catch (caught) {
    findings.push(fault("NO_CREDENTIALS", SidetoneError.from(caught).message));
  }
  if (findings.length > 0) return findings;
  return [
    unknown("Settings and credentials are here. What Google's side lacks is said by", "make check-google"),
  ];
}

function five9(environment: Environment): Finding[] {
  return [
    ...needs(environment, "FIVE9_TRUST_TOKEN", "no audio is taken", SECRETS),
    ...needs(
      environment,
      "FIVE9_API_KEY",
      "its webhooks are shut",
      "Five9 shows it once the MediaStream subscription is saved: docs/guides/five9.md",
    ),
    ...needs(environment, "PANEL_LAUNCH_KEY", "the agent's page is shut", SECRETS),
    unknown(
      "Whether Five9 reaches this server is seen from outside, while it runs",
      "make test-grpc-reachable GRPC=audio.example.com:443",
      "make test-http-reachable HTTP=https://web.example.com",
    ),
  ];
}

function audiocodes(environment: Environment): Finding[] {
  const isOpen = [
    "AUDIOCODES_BOT_TOKEN",
    "AUDIOCODES_OAUTH_ISSUER",
    "MICROSOFT_APP_ID",
    "DIALOGFLOW_WEBHOOK_TOKEN",
  ].some((name) => (environment[name] ?? "") !== "");
  if (isOpen) return [well("A bot endpoint is open")];
  return needs(environment, "AUDIOCODES_BOT_TOKEN", "no bot endpoint is open", "make generate-trust-token");
}

function needs(environment: Environment, name: string, consequence: string, remedy: string): Finding[] {
  if ((environment[name] ?? "") !== "") return [well(`${name} is set`)];
  return [fault("NOT_SET", `${name} is not set, so ${consequence}`, remedy)];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, () => probe.close(() => resolve(true)));
  });
}

const withoutStop = (text: string) => text.replace(/\.$/, "");
