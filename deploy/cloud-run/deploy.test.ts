import { describe, expect, test } from "bun:test";
import { deploy } from "./deploy.ts";
import { dryRun } from "./dry-run.ts";
import { CloudRefusal, openGcloud, type Runner } from "./gcloud.ts";
import { namesOf } from "./names.ts";
import { reportOf } from "./report.ts";
import { readDeploySettings } from "./settings.ts";
import { StandIn } from "./stand-in/gcloud.ts";
import { answerProfile } from "./stand-in/profile.ts";
import { type CloudState, emptyProject } from "./stand-in/state.ts";
import { afterDeployment, tearDown } from "./teardown.ts";

const SIX = {
  PROJECT_ID: "acme",
  REGION: "europe-west1",
  CONVERSATION_PROFILE_NAME: "projects/acme/locations/europe-west1/conversationProfiles/p",
  FEATURES: "AGENT_COACHING,SMART_REPLY",
  FIVE9_API_KEY: "",
  FIVE9_TRUST_TOKEN: "",
};
const PROFILE = {
  displayName: "kept",
  humanAgentAssistantConfig: {
    humanAgentSuggestionConfig: {
      featureConfigs: [{ suggestionFeature: { type: "SMART_REPLY" }, queryConfig: { maxResults: 3 } }],
    },
  },
};
const TAG = "0123456789abcdef";

function settingsOf(environment: Record<string, string> = SIX) {
  const read = readDeploySettings(environment);
  if ("problems" in read) throw new Error(read.problems.join("\n"));
  return read.settings;
}

const project = () => emptyProject(structuredClone(PROFILE));

class Interrupted extends Error {}

interface Recorded {
  commands: (readonly string[])[];
  inputs: string[];
}

/** Runs `use` against the stand-in, up to the command with number `breaksAt`. */
async function against<Result>(
  state: CloudState,
  use: (cloud: Awaited<ReturnType<typeof openGcloud>>) => Promise<Result>,
  breaksAt = Number.POSITIVE_INFINITY,
): Promise<{ result: Result; recorded: Recorded; printed: string[] }> {
  const standIn = new StandIn(state);
  const recorded: Recorded = { commands: [], inputs: [] };
  const printed: string[] = [];
  const run: Runner = async (command, input) => {
    if (recorded.commands.length >= breaksAt) throw new Interrupted();
    recorded.commands.push(command);
    if (input !== undefined) recorded.inputs.push(input);
    return standIn.run(command, input);
  };
  const cloud = await openGcloud({
    projectId: "acme",
    print: (line) => printed.push(line),
    run,
    send: (request) => answerProfile(state, request),
  });
  try {
    return { result: await use(cloud), recorded, printed };
  } finally {
    await cloud.close();
  }
}

const deployTo = (state: CloudState, environment?: Record<string, string>, breaksAt?: number) =>
  against(state, (cloud) => deploy(cloud, settingsOf(environment), TAG), breaksAt);

/** Without values that chance made. */
function comparable(state: CloudState): unknown {
  const secrets = Object.entries(state.secrets).map(([name, { versions }]) => [name, versions.length]);
  const policies = Object.entries(state.policies).filter(([, roles]) => Object.keys(roles).length > 0);
  return { ...state, secrets, apis: state.apis.toSorted(), policies };
}

describe("a first deployment", () => {
  test("gives two services, their secrets and Five9's form, before Five9 has issued the API key", async () => {
    const state = project();
    const { result } = await deployTo(state);
    expect(result.urls).toEqual({
      grpc: "https://sidetone-grpc-abc.a.run.app",
      http: "https://sidetone-http-abc.a.run.app",
    });
    expect(Object.keys(result.secrets).sort()).toEqual([
      ...["FIVE9_TRUST_TOKEN", "JWT_SECRET", "OPERATOR_TOKEN", "PANEL_LAUNCH_KEY", "REDIS_URL"],
    ]);
    expect(state.secrets["sidetone-redis-url"]?.versions).toEqual(["redis://:redis-password@10.0.0.3:6379"]);
    for (const name of ["jwt-secret", "operator-token", "panel-launch-key", "five9-trust-token"])
      expect(state.secrets[`sidetone-${name}`]?.versions[0]).toMatch(/^[0-9a-f]{64}$/);
    const settings = settingsOf();
    const report = reportOf(result, settings, namesOf(settings));
    expect(report).toContain("sidetone-grpc-abc.a.run.app:443");
    expect(report).toContain("https://sidetone-http-abc.a.run.app/cti-call-event-destination/");
    expect(report).toContain("FIVE9_API_KEY");
  });

  test("the audio service speaks HTTP/2 and both keep their processor", async () => {
    const state = project();
    await deployTo(state);
    const { "sidetone-grpc": grpc, "sidetone-http": http } = state.services;
    expect(grpc?.flags).toHaveProperty("--use-http2");
    expect(http?.flags).not.toHaveProperty("--use-http2");
    expect(http?.flags).toHaveProperty("--session-affinity");
    for (const service of [grpc, http]) {
      expect(service?.flags).toMatchObject({ "--timeout": "3600", "--min-instances": "1" });
      expect(service?.flags).toHaveProperty("--no-cpu-throttling");
    }
    expect(grpc?.environment).toContain('ROLE: "grpc,worker"');
    expect(http?.environment).toContain('ROLE: "http,worker"');
    expect(http?.environment).toContain('FEATURES: "AGENT_COACHING,SMART_REPLY"');
  });

  test("no secret is in a command line, a setting or what is printed", async () => {
    const state = project();
    const environment = {
      ...SIX,
      FIVE9_API_KEY: "a-key-of-five9-0001",
      WEBHOOK_SECRET: "0123456789abcdef0123456789",
    };
    const { recorded, printed } = await deployTo(state, environment);
    const values = Object.values(state.secrets).flatMap(({ versions }) => versions);
    expect(values).toContain("a-key-of-five9-0001");
    const seen = JSON.stringify([recorded.commands, printed, Object.values(state.services)]);
    for (const value of values) expect(seen).not.toContain(value);
  });

  test("the profile gets its topics in JSON and event-based suggestions, and keeps the rest", async () => {
    const state = project();
    await deployTo(state);
    expect(state.profile).toMatchObject({
      displayName: "kept",
      notificationConfig: {
        topic: "projects/acme/topics/aa-conversation-event-topic",
        messageFormat: "JSON",
      },
      humanAgentAssistantConfig: {
        notificationConfig: { topic: "projects/acme/topics/aa-new-suggestion-topic" },
        humanAgentSuggestionConfig: {
          featureConfigs: [
            {
              suggestionFeature: { type: "SMART_REPLY" },
              queryConfig: { maxResults: 3 },
              enableEventBasedSuggestion: true,
            },
          ],
        },
      },
    });
  });

  test("the services' account may read its subscriptions and secrets, and nothing of the project but Agent Assist", async () => {
    const state = project();
    await deployTo(state);
    const run = "serviceAccount:sidetone-run@acme.iam.gserviceaccount.com";
    const roles = Object.entries(state.policies).flatMap(([on, policy]) =>
      Object.entries(policy).flatMap(([role, members]) => (members.includes(run) ? [`${on} ${role}`] : [])),
    );
    expect(roles.filter((line) => line.startsWith("projects/"))).toEqual([
      "projects/acme roles/dialogflow.agentAssistClient",
    ]);
    expect(roles.filter((line) => line.includes("pubsub.subscriber"))).toHaveLength(4);
  });

  test("with translation, its API is enabled and the services' account may translate", async () => {
    const state = project();
    const { recorded } = await deployTo(state, { ...SIX, TRANSLATION: "cloud-translation" });
    const enabled = recorded.commands.find((command) => command.join(" ").includes("services enable"));
    expect(enabled).toContain("translate.googleapis.com");
    const run = "serviceAccount:sidetone-run@acme.iam.gserviceaccount.com";
    expect(state.policies["projects/acme"]?.["roles/cloudtranslate.user"]).toEqual([run]);
    const again = await deployTo(state, { ...SIX, TRANSLATION: "cloud-translation" });
    expect(again.recorded.commands.some((command) => command.includes("enable"))).toBe(false);
  });
});

describe("a deployment again", () => {
  test("changes nothing", async () => {
    const state = project();
    await deployTo(state);
    const before = structuredClone(state);
    const { recorded } = await deployTo(state);
    expect(state).toEqual(before);
    const changes = recorded.commands.filter((command) =>
      command.some((word) => /^(create|add|deploy|enable|submit|delete|add-iam-policy-binding)$/.test(word)),
    );
    expect(changes).toEqual([]);
  });

  test("brings Five9's API key to both services, and nothing else", async () => {
    const state = project();
    await deployTo(state);
    await deployTo(state, { ...SIX, FIVE9_API_KEY: "a-key-of-five9-0001" });
    expect(state.secrets["sidetone-five9-api-key"]?.versions).toEqual(["a-key-of-five9-0001"]);
    expect(state.secrets["sidetone-jwt-secret"]?.versions).toHaveLength(1);
    for (const service of Object.values(state.services)) {
      expect(service.revisions).toBe(2);
      expect(service.flags["--set-secrets"]).toContain("FIVE9_API_KEY=sidetone-five9-api-key:1");
    }
    // A later deployment from an .env without the key keeps it.
    await deployTo(state);
    expect(state.services["sidetone-http"]?.revisions).toBe(2);
  });

  test("after an interruption at any command it ends in the same state", async () => {
    const whole = project();
    const { recorded } = await deployTo(whole);
    for (let breaksAt = 0; breaksAt < recorded.commands.length; breaksAt += 1) {
      const state = project();
      await expect(deployTo(state, SIX, breaksAt)).rejects.toThrow(Interrupted);
      await deployTo(state);
      expect(comparable(state)).toEqual(comparable(whole));
    }
  });
});

describe("a tear-down", () => {
  test("removes what was made and leaves what was there", async () => {
    const state = project();
    state.things["pubsub topics/aa-new-message-topic"] = { flags: {} };
    await deployTo(state);
    await against(state, (cloud) => tearDown(cloud, settingsOf()));
    expect(Object.keys(state.things)).toEqual(["pubsub topics/aa-new-message-topic"]);
    expect([state.services, state.secrets]).toEqual([{}, {}]);
  });
});

describe("refusals", () => {
  test("name the command and what Google said", async () => {
    const state = project();
    state.images = [];
    const broken = against(state, (cloud) => cloud.change(["pubsub", "topics", "create", "t"]));
    await expect(broken).rejects.toThrow(CloudRefusal);
    await expect(broken).rejects.toThrow("SERVICE_DISABLED");
  });

  test("tell a person who is not signed in how to do it", async () => {
    // As gcloud 528 says it.
    const errors = [
      "ERROR: (gcloud.run.services.describe) You do not currently have an active account selected.",
      "Please run:\n\n  $ gcloud auth login\n\nto obtain new credentials.\n",
      "If you have already logged in with a different account, run:\n\n  $ gcloud config set account ACCOUNT\n",
      "to select an already authenticated account to use.",
    ].join("\n");
    const run: Runner = async () => ({ ok: false, text: "", errors });
    const cloud = await openGcloud({ projectId: "acme", print: () => {}, run });
    const looked = cloud.look(["run", "services", "describe", "sidetone-grpc"]).catch(String);
    expect(await looked).toEndWith(
      "gcloud run services describe was refused: You do not currently have an active account selected. Please run: $ gcloud auth login",
    );
    await cloud.close();
  });

  test("settings that lack are told all at once, each with what it is for", () => {
    expect(readDeploySettings({ ...SIX, REGION: "" })).toEqual({
      problems: ["REGION is not set. It is needed: the region to deploy to, such as us-central1."],
    });
    const read = readDeploySettings({});
    expect("problems" in read && read.problems.map((line) => line.split(" ")[0])).toEqual([
      ...["PROJECT_ID", "CONVERSATION_PROFILE_NAME"],
    ]);
  });

  test("names of Google's kit are taken", () => {
    const { PROJECT_ID: _project, REGION: _region, ...rest } = SIX;
    const settings = settingsOf({
      ...rest,
      GCP_PROJECT_ID: "acme",
      SERVICE_REGION: "us-central1",
      REDISHOST: "10.1.2.3",
      CORS_ALLOWED_ORIGINS: "https://crm.example.com",
    });
    expect(settings).toMatchObject({
      projectId: "acme",
      region: "us-central1",
      redisUrl: "redis://10.1.2.3:6379",
      plain: { CORS_ORIGINS: "https://crm.example.com" },
    });
  });
});

/** Commands that change something, without their flags. */
const changesIn = (lines: readonly string[]) =>
  lines
    .filter((line) => /^ *gcloud /.test(line))
    .map(
      (line) =>
        line
          .trim()
          .replace(/ {3}#.*$/, "")
          .split(/ '?--/)[0],
    );

describe("a dry run", () => {
  test("prints each change that a first deployment makes, in the same order", async () => {
    const lines: string[] = [];
    await deploy(
      dryRun("acme", (line) => lines.push(line)),
      settingsOf(),
      TAG,
    );
    const { printed } = await deployTo({ ...project(), apis: [] });
    expect(changesIn(lines)).toEqual(changesIn(printed));
  });

  test("of a tear-down prints each removal that follows a whole deployment", async () => {
    const lines: string[] = [];
    const settings = settingsOf({ ...SIX, FIVE9_API_KEY: "k".repeat(32) });
    await tearDown(
      dryRun("acme", (line) => lines.push(line), afterDeployment(settings)),
      settings,
    );
    const state = project();
    await against(state, (cloud) => deploy(cloud, settings, TAG));
    const { printed } = await against(state, (cloud) => tearDown(cloud, settings));
    expect(changesIn(lines).length).toBeGreaterThan(20);
    expect(changesIn(lines).toSorted()).toEqual(changesIn(printed).toSorted());
  });
});
