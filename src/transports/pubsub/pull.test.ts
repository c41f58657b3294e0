import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { PubSub, Topic } from "@google-cloud/pubsub";
import { startAgentAssistSimulator } from "../../../simulators/agent-assist/simulator.ts";
import { eventually } from "../../../test/support/eventually.ts";
import { startPubsubEmulator, whyNoEmulator } from "../../../test/support/pubsub-emulator.ts";
import { SUBSCRIPTIONS } from "../../../test/support/settings.ts";
import type { AssistEvent } from "../../assist/event.ts";
import { googleFormOf } from "../../assist/google/write-event.ts";
import type { AssistDataType } from "../../assist/google-notification.ts";
import { systemClock } from "../../base/clock.ts";
import { createLogger } from "../../base/log.ts";
import { createPubsubClient } from "./client.ts";
import { type PubsubPullOptions, startPubsubPull } from "./pull.ts";

/** A Pub/Sub service, with a client to make topics and publish. */
interface Service {
  endpoint: string;
  client: PubSub;
  stop(): Promise<void>;
}

const missing = whyNoEmulator();
const projectId = "pull-test";
const conversation = `projects/${projectId}/locations/global/conversations/c1`;

async function startBuiltInBroker(): Promise<Service> {
  const simulator = await startAgentAssistSimulator({ project: projectId, samples: [] });
  const client = createPubsubClient({ projectId, emulatorEndpoint: simulator.address });
  return {
    endpoint: simulator.address,
    client,
    stop: async () => {
      await client.close();
      await simulator.close();
    },
  };
}

const services = [
  { name: "the simulator's broker", skipped: false, start: startBuiltInBroker },
  {
    name: `Google's emulator${missing === null ? "" : ` (skipped: ${missing})`}`,
    skipped: missing !== null,
    start: () => startPubsubEmulator(projectId),
  },
];

for (const { name, skipped, start } of services) {
  describe.skipIf(skipped)(`pulling from ${name}`, () => {
    let service: Service;
    let round = 0;

    beforeAll(async () => {
      service = await start();
    }, 600_000);
    afterAll(async () => {
      await service?.stop();
    });

    /** Fresh topics and subscriptions, so that no test sees another's messages. */
    async function makeTopics(): Promise<{
      topics: Record<AssistDataType, Topic>;
      names: Record<AssistDataType, string>;
    }> {
      round += 1;
      const topics: Partial<Record<AssistDataType, Topic>> = {};
      const names: Partial<Record<AssistDataType, string>> = {};
      for (const dataType of Object.keys(SUBSCRIPTIONS) as AssistDataType[]) {
        const [topic] = await service.client.createTopic(`topic-${round}-${dataType}`);
        names[dataType] = `${SUBSCRIPTIONS[dataType]}-${round}`;
        await topic.createSubscription(names[dataType], { ackDeadlineSeconds: 10 });
        topics[dataType] = topic;
      }
      return {
        topics: topics as Record<AssistDataType, Topic>,
        names: names as Record<AssistDataType, string>,
      };
    }

    function optionsFor(
      names: Record<AssistDataType, string>,
      accept: (event: AssistEvent) => Promise<void>,
    ): PubsubPullOptions {
      return {
        projectId,
        emulatorEndpoint: service.endpoint,
        subscriptions: names,
        intake: { accept },
        clock: systemClock,
        logger: createLogger("silent"),
        reopen: { firstMs: 20, maxMs: 100 },
        giveBack: { firstMs: 10, maxMs: 50 },
        closeDeadlineMs: 3_000,
      };
    }

    test("each subscription's messages arrive as events of their own type, text unchanged", async () => {
      const { topics, names } = await makeTopics();
      const seen: AssistEvent[] = [];
      const pull = await startPubsubPull(optionsFor(names, async (event) => void seen.push(event)));
      const text = `{ "conversation": "${conversation}",  "type":"NEW_MESSAGE" }`;
      for (const topic of Object.values(topics)) {
        await topic.publishMessage({ data: Buffer.from(text), attributes: { participant_role: "END_USER" } });
      }
      await eventually(() => seen.length === 4);
      expect(seen.map((event) => googleFormOf(event).dataType).toSorted()).toEqual(
        (Object.keys(SUBSCRIPTIONS) as AssistDataType[]).toSorted(),
      );
      for (const event of seen) {
        expect(event.raw?.data).toBe(text);
        expect(event.conversation.name).toBe(conversation);
        expect(event.raw?.attributes).toEqual({ participant_role: "END_USER" });
        expect(event.publishedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}){0,3}Z$/);
        expect(event.id).not.toBe("");
      }
      expect(pull.health().healthy).toBe(true);
      await pull.close();
      expect(pull.health().subscriptions.every((subscription) => subscription.state === "closed")).toBe(true);
    });

    test("a refused event comes again until it is taken in, and not after that", async () => {
      const { topics, names } = await makeTopics();
      const tries = new Map<string, number>();
      const pull = await startPubsubPull(
        optionsFor(names, async (event) => {
          const count = (tries.get(googleFormOf(event).data) ?? 0) + 1;
          tries.set(googleFormOf(event).data, count);
          if (count < 3) throw new Error("the log is away");
        }),
      );
      for (let index = 0; index < 5; index += 1) {
        await topics["new-message-event"].publishMessage({ json: { conversation, index } });
      }
      const healthOf = () =>
        pull.health().subscriptions.find((subscription) => subscription.dataType === "new-message-event");
      await eventually(() => healthOf()?.acknowledged === 5);
      expect([...tries.values()]).toEqual([3, 3, 3, 3, 3]);
      expect(healthOf()).toMatchObject({ returned: 10, inFlight: 0, received: 15 });
      await pull.close();
    }, 600_000);

    test("what is no Agent Assist event is acknowledged, counted and listed without its content", async () => {
      const { topics, names } = await makeTopics();
      const seen: AssistEvent[] = [];
      const pull = await startPubsubPull(optionsFor(names, async (event) => void seen.push(event)));
      const topic = topics["human-agent-assistant-event"];
      await topic.publishMessage({ data: Buffer.from("secret words, not JSON") });
      await topic.publishMessage({ data: Buffer.from([0xff, 0xfe, 0x00]) });
      await topic.publishMessage({ json: { suggestionResults: [] } });
      await topic.publishMessage({ data: Buffer.from("[1]") });
      await topic.publishMessage({ json: { conversation } });
      await eventually(() => seen.length === 1 && pull.health().rejectedTotal === 4);
      expect(
        pull
          .rejected()
          .map((event) => event.reason)
          .toSorted(),
      ).toEqual(["no_conversation", "not_an_object", "not_json", "not_utf8"]);
      expect(JSON.stringify(pull.rejected())).not.toContain("secret");
      await pull.close();

      const afterwards: AssistEvent[] = [];
      const second = await startPubsubPull(optionsFor(names, async (event) => void afterwards.push(event)));
      await topic.publishMessage({ json: { conversation, last: true } });
      await eventually(() => afterwards.length === 1);
      expect(second.health().rejectedTotal).toBe(0);
      await second.close();
    }, 600_000);

    test("closing waits for an event that is being taken in, and it is acknowledged", async () => {
      const { topics, names } = await makeTopics();
      const entered = Promise.withResolvers<void>();
      const release = Promise.withResolvers<void>();
      const pull = await startPubsubPull(
        optionsFor(names, async () => {
          entered.resolve();
          await release.promise;
        }),
      );
      await topics["new-message-event"].publishMessage({ json: { conversation } });
      await entered.promise;
      const closing = pull.close();
      release.resolve();
      await closing;
      const counted = pull.health().subscriptions.map((subscription) => subscription.acknowledged);
      expect(counted.toSorted()).toEqual([0, 0, 0, 1]);
    });

    test("a subscription that does not exist yet is shown as recovering and pulled once it does", async () => {
      const { topics, names } = await makeTopics();
      const lateName = `late-${round}`;
      const seen: AssistEvent[] = [];
      const pull = await startPubsubPull(
        optionsFor({ ...names, "new-message-event": lateName }, async (event) => void seen.push(event)),
      );
      const healthOf = () =>
        pull.health().subscriptions.find((subscription) => subscription.subscription === lateName);
      await eventually(() => (healthOf()?.streamErrors ?? 0) > 1);
      expect(healthOf()?.lastErrorCode).toBe(5);
      await topics["new-message-event"].createSubscription(lateName);
      await topics["new-message-event"].publishMessage({ json: { conversation } });
      await eventually(() => seen.length === 1);
      expect(healthOf()?.state).toBe("pulling");
      await pull.close();
    }, 600_000);
  });
}
