/**
 * "Why did the agent get no suggestions?", asked in Chromium for each cause: at the agent's page while the call lives, on
 * the call's page in the console with the remedy and its guide, and in the incident bundle.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { status } from "@grpc/grpc-js";
import { readSample, type Sample } from "../../samples/sample.ts";
import type { AgentAssistSimulator } from "../../simulators/agent-assist/simulator.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { createPubsubClient } from "../../src/transports/pubsub/client.ts";
import { openBotCall, saidBy, startOf } from "../support/bot-call.ts";
import { chromiumPath, NO_CHROMIUM } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { guidePath, HelpStory, type ToldCause } from "../support/help-story.ts";
import { type DeskPage, type OperatorDesk, startOperatorDesk } from "../support/operator-desk.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const BOT_TOKEN = "b".repeat(24);
const SUBSCRIPTION = "aa-new-suggestion-sub";
const PROJECT = "demo-project";
const TOPIC = "aa-new-suggestion-topic";
const hasBrowser = chromiumPath() !== undefined;
if (!hasBrowser) console.info(NO_CHROMIUM);

let desk: OperatorDesk;
let at: DeskPage;
let story: HelpStory;
let sample: Sample;

/** A cause, how it comes about in the cloud, and what is said of it. */
interface Cause extends ToldCause {
  name: string;
  breakIt(cloud: AgentAssistSimulator): void;
  /** Told at /readyz before the call; absent for what only a call shows. */
  known?: string;
  mend(cloud: AgentAssistSimulator): void;
  /** On the agent's page. */
  agent: string;
  /** Times real time; absent: its audio is over in a moment. */
  speed?: number;
}

const profileFeatures = (types: string[]) => types.map((type) => ({ type, isEventBased: true }));
let usual: { features: AgentAssistSimulator["setup"]["features"]; generators: readonly string[] };

const mendProfile = ({ setup }: AgentAssistSimulator) => {
  Object.assign(setup, usual);
  setup.topics.suggestions = TOPIC;
  setup.formats.suggestions = "JSON";
  setup.hasNewerKinds = false;
};

const CAUSES: readonly Cause[] = [
  {
    name: "the subscription does not exist",
    ...{ code: "SUBSCRIPTION_MISSING", known: "SUBSCRIPTION_MISSING" },
    breakIt: (cloud) => cloud.remove("subscription", SUBSCRIPTION),
    mend: (cloud) => cloud.subscribe(SUBSCRIPTION, TOPIC),
    agent: "the place they come from does not exist",
    ...{ cause: "subscription-missing", says: `The subscription ${SUBSCRIPTION} does not exist (NOT_FOUND)` },
    remedy: `gcloud pubsub subscriptions create ${SUBSCRIPTION}`,
    guide: "google-cloud#1-topics-and-subscriptions",
  },
  {
    name: "the subscription may not be pulled",
    ...{ code: "SUBSCRIPTION_FORBIDDEN", known: "SUBSCRIPTION_FORBIDDEN" },
    breakIt: (cloud) => cloud.deny("pubsub.subscriptions.consume"),
    mend: (cloud) => cloud.deny("pubsub.subscriptions.consume", false),
    agent: "the server may not fetch them",
    ...{ cause: "subscription-forbidden", says: "PERMISSION_DENIED" },
    remedy: "roles/pubsub.subscriber",
    guide: "google-cloud#3-service-account",
  },
  {
    name: "the profile names no topic",
    ...{ code: "TOPIC_NOT_SET", known: "TOPIC_NOT_SET" },
    breakIt: (cloud) => {
      cloud.setup.topics.suggestions = undefined;
    },
    mend: mendProfile,
    agent: "does not publish them",
    ...{ cause: "topic-not-set", says: "no topic in humanAgentAssistantConfig.notificationConfig" },
    remedy: "Set humanAgentAssistantConfig.notificationConfig.topic",
    guide: "google-cloud#2-conversation-profile",
  },
  {
    name: "the profile publishes another format than JSON, in which newer kinds cannot be read",
    ...{ code: "UNREADABLE_KIND", known: "FORMAT_NOT_JSON" },
    breakIt: (cloud) => {
      cloud.setup.formats.suggestions = "PROTO";
      cloud.setup.hasNewerKinds = true;
    },
    mend: mendProfile,
    agent: "in a form that this page cannot show",
    ...{ cause: "unreadable-kind", says: "another format than JSON" },
    remedy: "messageFormat to JSON",
    guide: "google-cloud#2-conversation-profile",
  },
  {
    name: "the profile has none of the features",
    ...{ code: "FEATURE_MISSING", known: "FEATURE_MISSING" },
    breakIt: ({ setup }) => void Object.assign(setup, { features: [], generators: [] }),
    mend: mendProfile,
    agent: "none of the features that this page shows",
    ...{ cause: "feature-missing", says: "SMART_REPLY, DIALOGFLOW_ASSIST" },
    remedy: "or name the features it has in FEATURES",
    guide: "google-cloud#2-conversation-profile",
  },
  {
    name: "recognition is refused",
    code: "RECOGNITION_REFUSED",
    breakIt: ({ faults }) => {
      faults.refuseStreams = { code: status.PERMISSION_DENIED, message: "no permission" };
    },
    mend: ({ faults }) => {
      faults.refuseStreams = undefined;
    },
    agent: "Google refuses to listen",
    ...{ cause: "recognition-failed", says: "PERMISSION_DENIED (7)" },
    remedy: "roles/dialogflow.agentAssistClient",
    guide: "google-cloud#3-service-account",
  },
  {
    name: "the quota is used up",
    code: "QUOTA",
    breakIt: ({ faults }) => {
      faults.refuseStreams = { code: status.RESOURCE_EXHAUSTED, message: "Quota exceeded" };
    },
    mend: ({ faults }) => {
      faults.refuseStreams = undefined;
    },
    agent: "limit for calls at once is used up",
    ...{ cause: "recognition-broke", says: "RESOURCE_EXHAUSTED (8)" },
    remedy: "ConcurrentBidiStreamingSessionsPerProjectPerRegion",
    guide: "google-cloud#4-quota",
  },
  {
    name: "no words are recognised",
    code: "NO_WORDS",
    breakIt: ({ faults }) => {
      faults.muteStreams = true;
    },
    mend: ({ faults }) => {
      faults.muteStreams = false;
    },
    agent: "no words are recognised in it",
    // It is ended while audio comes: each speaker alone was heard for less than is worth a word.
    speed: 6,
    ...{ cause: "nothing-recognised", says: "Nothing was recognised of the" },
    remedy: "languageCode, sttConfig",
    guide: "google-cloud#2-conversation-profile",
  },
  {
    name: "FEATURES lists none of the kinds that come",
    code: "NOT_LISTED",
    breakIt: ({ setup }) =>
      void Object.assign(setup, { features: profileFeatures(["FAQ", "DIALOGFLOW_ASSIST"]), generators: [] }),
    mend: mendProfile,
    agent: "of kinds that this page is set not to show",
    ...{ cause: "not-listed", says: "FEATURES lists none of their kinds" },
    remedy: "Add the kind to FEATURES (what came: FAQ)",
    guide: "google-cloud#2-conversation-profile",
  },
];

async function knownFaults(): Promise<string[]> {
  const { faults } = (await (await fetch(`${desk.base}/readyz`)).json()) as { faults: string[] };
  return faults;
}

describe.skipIf(!hasBrowser)("no suggestions, because", () => {
  beforeAll(async () => {
    sample = await readSample("lost-card");
    desk = await startOperatorDesk({
      settings: {
        ...{ PROFILE_CHECK_MS: "1000", FEATURES: "SMART_REPLY,DIALOGFLOW_ASSIST" },
        // Words that are still on their way at a call's end are of no interest here.
        ...{ AUDIOCODES_BOT_TOKEN: BOT_TOKEN, LAST_WORDS_DEADLINE_MS: "1000" },
      },
    });
    const { setup } = desk.scene.stage.cloud;
    // Else they would come that way.
    setup.areSuggestionsAnswered = false;
    usual = { features: setup.features, generators: setup.generators };
    at = await desk.open();
    story = new HelpStory(desk, at);
  }, STORY_MS);
  afterAll(() => desk?.close(), STORY_MS);

  test.each(CAUSES.map((cause) => [cause.name, cause] as const))(
    "%s",
    async (_, cause) => {
      const { cloud } = desk.scene.stage;
      cause.breakIt(cloud);
      try {
        const { known } = cause;
        if (known !== undefined) await eventually(async () => expect(await knownFaults()).toContain(known));
        const callId = newCallId();
        // It is open before there is anything to say, and learns it by itself.
        await story.openPanel(callId);
        const call = await story.call(sample, callId, cause.speed);
        await story.agentReads(cause.agent, cause.code);
        await call.end();
        await story.operatorReads(call.callKey, cause);
      } finally {
        cause.mend(cloud);
      }
      await eventually(async () => expect(await knownFaults()).toEqual([]));
    },
    STORY_MS,
  );

  test(
    "words come without a speaker",
    async () => {
      const call = await openBotCall({ httpBaseUrl: desk.base, botToken: BOT_TOKEN });
      await call.hear(startOf({ participants: [{ participant: "caller" }, { participant: "callee" }] }));
      await call.hear(saidBy({}, "my card is lost"));
      await eventually(async () =>
        expect((await desk.scene.stage.callDetail(call.callKey))?.call.view.noHelp).toBe("NO_SPEAKER"),
      );
      await story.openPanel(call.conversationId, "audiocodes");
      await story.agentReads("whose speaker is not known", "NO_SPEAKER");
      await call.end();
      await story.operatorReads(call.callKey, {
        ...{ code: "NO_SPEAKER", cause: "no-speaker", says: "whose speaker is not known" },
        ...{ remedy: "AUDIOCODES_ROLES", guide: "audiocodes" },
      });
    },
    STORY_MS,
  );

  test(
    "no desktop ever joined, and with one that did there is nothing to explain",
    async () => {
      const unwatched = await story.call(sample);
      const suggestionsOf = async (callKey: string) =>
        (await desk.scene.stage.callDetail(callKey))?.call.suggestions ?? 0;
      await eventually(async () => expect(await suggestionsOf(unwatched.callKey)).toBeGreaterThan(0));
      await unwatched.end();
      await story.operatorReads(unwatched.callKey, {
        ...{ code: "NO_DESKTOP", cause: "no-desktop", says: "no desktop was joined" },
        ...{ remedy: "call_id and launch_key", guide: "five9#4-connector" },
      });

      const watched = await story.call(sample);
      await story.openPanel(watched.callId);
      await at.page.locator("sidetone-card").first().waitFor();
      await watched.end();
      const detail = await desk.scene.stage.callDetail(watched.callKey);
      expect(detail?.call.view.noHelp).toBeUndefined();
    },
    STORY_MS,
  );

  test(
    "what comes is no event of Agent Assist",
    async () => {
      const { cloud } = desk.scene.stage;
      const pubsub = createPubsubClient({ projectId: PROJECT, emulatorEndpoint: cloud.address });
      await pubsub.createTopic("elsewhere");
      cloud.setup.topics.suggestions = "elsewhere";
      try {
        await pubsub.topic(TOPIC).publishMessage({ data: Buffer.from("a text of another program") });
        await eventually(async () => expect(await knownFaults()).toEqual(["EVENTS_UNREADABLE"]));
        const call = await story.call(sample);
        await story.openPanel(call.callId);
        await story.agentReads("they come in a form that cannot be read", "EVENTS_UNREADABLE");
        await call.end();
        await story.operatorReads(call.callKey, {
          ...{ code: "EVENTS_UNREADABLE", cause: "events-unreadable" },
          says: `What comes from ${SUBSCRIPTION} cannot be read`,
          ...{ remedy: "Set messageFormat to JSON", guide: "google-cloud#2-conversation-profile" },
        });
      } finally {
        mendProfile(cloud);
        await pubsub.close();
      }
    },
    STORY_MS,
  );

  test(
    "each guide has the heading that a cause leads to",
    async () => {
      const guides = new Set([
        ...CAUSES.map(({ guide }) => guide),
        ...["audiocodes", "five9#4-connector", "google-cloud#push-instead"],
      ]);
      for (const guide of guides) {
        await at.page.goto(`${desk.base}${guidePath(guide)}`);
        const heading = guide.includes("#")
          ? at.page.locator(`[id="${guide.split("#")[1]}"]`)
          : at.page.locator("h1");
        expect(await heading.count()).toBe(1);
      }
      expect(at.complaints).toEqual([]);
    },
    STORY_MS,
  );
});
