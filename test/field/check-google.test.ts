/** `make check-google` against the simulated cloud: each fault of the project is found, with the command that ends it. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { join } from "node:path";
import {
  type AgentAssistSimulator,
  startAgentAssistSimulator,
} from "../../simulators/agent-assist/simulator.ts";
import {
  type AgentAssistRest,
  startAgentAssistRest,
} from "../../simulators/agent-assist-rest/rest-service.ts";
import { startTranslationSimulator } from "../../simulators/cloud-translation/simulator.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const SCRIPT = join(import.meta.dir, "../../scripts/check-google.ts");

let cloud: AgentAssistSimulator;
let rest: AgentAssistRest;
beforeEach(async () => {
  cloud = await startAgentAssistSimulator({ samples: [] });
  rest = await startAgentAssistRest({ grpcAddress: cloud.address, setup: cloud.setup });
});
afterEach(async () => {
  await rest.close();
  await cloud.close();
});

interface Verdict {
  ok: boolean;
  faults: { code: string; text: string }[];
  unknown: number;
}

/** Knows nothing but what concerns Google: it may be run before anything else is set up. */
async function check(settings: Record<string, string> = {}, flags: string[] = []) {
  const child = Bun.spawn([process.execPath, "--no-env-file", SCRIPT, ...flags], {
    env: {
      PATH: process.env.PATH ?? "",
      PROJECT_ID: "demo-project",
      CONVERSATION_PROFILE_NAME: cloud.conversationProfileName,
      DIALOGFLOW_ENDPOINT: cloud.address,
      DIALOGFLOW_REST_ENDPOINT: rest.baseUrl,
      PUBSUB_EMULATOR_HOST: cloud.address,
      ...settings,
    },
    stdout: "pipe",
    stderr: "inherit",
  });
  const output = await new Response(child.stdout).text();
  const verdict = JSON.parse(output.trim().split("\n").at(-1) ?? "") as Verdict;
  return { exitCode: await child.exited, output, codes: verdict.faults.map(({ code }) => code), ...verdict };
}

test(
  "a project in order has no fault",
  async () => {
    const { exitCode, ok, codes, unknown, output } = await check();
    expect({ exitCode, ok, codes, unknown }).toEqual({ exitCode: 0, ok: true, codes: [], unknown: 0 });
    expect(output).toContain("25 calls at once");
  },
  STORY_MS,
);

test(
  "translation is tried with a word for each language, and each refusal names its command",
  async () => {
    const google = await startTranslationSimulator();
    try {
      const settings = {
        TRANSLATION: "cloud-translation",
        TRANSLATION_LANGUAGES: "en,de",
        TRANSLATION_ENDPOINT: google.address,
      };
      const { ok, output } = await check(settings);
      expect(ok).toBe(true);
      expect(output).toContain("Cloud Translation translates into en");
      expect(output).toContain("Cloud Translation translates into de");
      google.deny(true);
      const denied = await check({ ...settings, TRANSLATION_LANGUAGES: "de" });
      expect(denied.codes).toEqual(["TRANSLATION_REFUSED"]);
      expect(denied.output).toContain("--role=roles/cloudtranslate.user");
      google.deny(false);
      const unknown = await check({ ...settings, TRANSLATION_LANGUAGES: "de,qx" });
      expect(unknown.codes).toEqual(["TRANSLATION_LANGUAGE"]);
    } finally {
      await google.close();
    }
  },
  STORY_MS,
);

test(
  "the quota that is read is that of the rpc which recognises",
  async () => {
    const streaming = { RECOGNITION_API: "streaming" };
    expect((await check(streaming)).output).toContain(
      "300 requests with audio or text a minute: 112 calls at once",
    );
    const { codes, output } = await check(streaming, ["--calls", "200"]);
    expect(codes).toEqual(["QUOTA"]);
    expect(output).toContain(
      "--quota-id=AnalyzeContentOperationsPerMinutePerProject --preferred-value=534\n",
    );
  },
  STORY_MS,
);

test(
  "missing topic, wrong format, missing roles, features on request and too little quota, each with its command",
  async () => {
    cloud.remove("topic", "aa-new-message-topic");
    cloud.setup.formats.suggestions = "PROTO";
    cloud.setup.features = [{ type: "SMART_REPLY", isEventBased: false }];
    cloud.setup.generators = [];
    cloud.deny("pubsub.subscriptions.consume");
    cloud.deny("dialogflow.conversations.create");
    const { exitCode, ok, output, codes } = await check({}, ["--calls", "100"]);
    expect({ exitCode, ok }).toEqual({ exitCode: 1, ok: false });
    expect(codes.toSorted()).toEqual([
      "FEATURE_NOT_EVENT_BASED",
      "FORMAT_NOT_JSON",
      "QUOTA",
      "ROLE_MISSING",
      ...Array(4).fill("SUBSCRIPTION_FORBIDDEN"),
      "SUBSCRIPTION_OF_OTHER_TOPIC",
      "TOPIC_MISSING",
    ]);
    const url = `https://us-central1-dialogflow.googleapis.com/v2beta1/${cloud.conversationProfileName}`;
    for (const command of [
      "gcloud pubsub topics create projects/demo-project/topics/aa-new-message-topic",
      "gcloud pubsub subscriptions delete aa-new-message-sub",
      "gcloud pubsub subscriptions create aa-new-message-sub --topic=projects/demo-project/topics/aa-new-message-topic",
      '-d \'{"humanAgentAssistantConfig":{"notificationConfig":{"topic":"projects/demo-project/topics/aa-new-suggestion-topic","messageFormat":"JSON"}}}\'',
      `"${url}?updateMask=human_agent_assistant_config.notification_config"`,
      "featureConfigs[].enableEventBasedSuggestion = true",
      "gcloud pubsub subscriptions add-iam-policy-binding aa-new-suggestion-sub --member=serviceAccount:SERVICE_ACCOUNT_EMAIL --role=roles/pubsub.subscriber",
      "gcloud projects add-iam-policy-binding demo-project --member=serviceAccount:SERVICE_ACCOUNT_EMAIL --role=roles/dialogflow.agentAssistClient",
      "--quota-id=ConcurrentBidiStreamingSessionsPerProjectPerRegion --preferred-value=200 --dimensions=region=us-central1",
    ]) {
      expect(output).toContain(command);
    }
  },
  STORY_MS,
);

test(
  "a topic that the profile does not name, no feature, a subscription that is missing and one that pushes elsewhere",
  async () => {
    cloud.setup.topics.lifecycle = undefined;
    cloud.setup.features = [];
    cloud.setup.generators = [];
    cloud.remove("subscription", "aa-new-suggestion-sub");
    cloud.remove("subscription", "aa-new-message-sub");
    cloud.subscribe(
      "aa-new-message-sub",
      "aa-new-message-topic",
      "https://interceptor.example/new-message-event",
    );
    const { exitCode, output, codes } = await check();
    expect(exitCode).toBe(1);
    expect(codes.toSorted()).toEqual([
      "FEATURE_MISSING",
      "SUBSCRIPTION_MISSING",
      "SUBSCRIPTION_PUSHES",
      "TOPIC_NOT_SET",
    ]);
    expect(output).toContain("gcloud pubsub subscriptions create aa-new-suggestion-sub --topic=");
    expect(output).toContain('modify-push-config aa-new-message-sub --push-endpoint=""');
    expect(output).toContain("?updateMask=notification_config");
  },
  STORY_MS,
);

test(
  "what may not be read is a fault where Sidetone needs it, and unknown where only this check does",
  async () => {
    for (const name of [
      "dialogflow.conversationProfiles.get",
      "pubsub.topics.get",
      "pubsub.subscriptions.get",
    ]) {
      cloud.deny(name);
    }
    const { exitCode, codes, unknown } = await check();
    expect({ exitCode, codes, unknown }).toEqual({ exitCode: 1, codes: ["PROFILE_UNREADABLE"], unknown: 8 });
  },
  STORY_MS,
);

test(
  "settings that cannot be read are told, with an exit status of their own",
  async () => {
    const { exitCode, ok, codes } = await check({ CONVERSATION_PROFILE_NAME: "my profile", FEATURES: "X" });
    expect({ exitCode, ok, codes }).toEqual({
      exitCode: 2,
      ok: false,
      codes: ["CONFIG_INVALID", "CONFIG_INVALID"],
    });
  },
  STORY_MS,
);
