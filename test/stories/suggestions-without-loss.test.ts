import { afterEach, beforeEach, expect, test } from "bun:test";
import type { PubSub } from "@google-cloud/pubsub";
import {
  type AgentAssistSimulator,
  startAgentAssistSimulator,
} from "../../simulators/agent-assist/simulator.ts";
import { googleFormOf } from "../../src/assist/google/write-event.ts";
import { systemClock } from "../../src/base/clock.ts";
import { createLogger } from "../../src/base/log.ts";
import { createPubsubClient } from "../../src/transports/pubsub/client.ts";
import { type PubsubPull, startPubsubPull } from "../../src/transports/pubsub/pull.ts";
import {
  type DesktopStage,
  STAGE_CONVERSATION,
  STAGE_ROOM,
  startDesktopStage,
  suggestion,
} from "../support/desktop-stage.ts";
import { eventually } from "../support/eventually.ts";
import { SUBSCRIPTIONS } from "../support/settings.ts";

const projectId = "story";
const COUNT = 60;
const STORY_MS = 600_000;

let stage: DesktopStage;
let simulator: AgentAssistSimulator;
let publisher: PubSub;
let pull: PubsubPull;

beforeEach(async () => {
  stage = startDesktopStage();
  simulator = await startAgentAssistSimulator({ project: projectId, samples: [] });
  publisher = createPubsubClient({ projectId, emulatorEndpoint: simulator.address });
  pull = await startPubsubPull({
    projectId,
    emulatorEndpoint: simulator.address,
    subscriptions: SUBSCRIPTIONS,
    intake: stage.delivery,
    clock: systemClock,
    logger: createLogger("silent"),
    giveBack: { firstMs: 5, maxMs: 20 },
    closeDeadlineMs: 2_000,
  });
});
afterEach(async () => {
  await pull.close();
  await publisher.close();
  await simulator.close();
  await stage.close();
});

function publish(text: string): Promise<string> {
  return publisher.topic("aa-new-suggestion-topic").publishMessage({ data: Buffer.from(text) });
}

test(
  "an agent who joins late, a supervisor and a reloaded page all see every suggestion once, though the log fails now and then",
  async () => {
    let calls = 0;
    stage.log.beforeAppend = async () => {
      calls += 1;
      if (calls % 4 === 0) throw new Error("away for a moment");
    };
    const supervisor = await stage.connect({ token: "supervisor" });
    await supervisor.join();
    const early = await stage.connect({ transports: ["polling"] });
    await early.join();

    const texts = Array.from({ length: COUNT }, (_, index) => googleFormOf(suggestion(`s${index}`)).data);
    for (const text of texts.slice(0, COUNT / 2)) await publish(text);
    await publish("these words are not JSON");
    await eventually(() => early.sequences().length > 0);
    early.socket.disconnect();
    await Promise.all(texts.slice(COUNT / 2).map(publish));

    const late = await stage.connect();
    await late.join(STAGE_CONVERSATION);
    const reloaded = await stage.connect();
    await reloaded.join(STAGE_CONVERSATION, { after: early.sequences().at(-1) });

    const everyone = () => [supervisor.received, late.received, [...early.received, ...reloaded.received]];
    await eventually(() => everyone().every((received) => received.length >= COUNT));
    const inOrder = stage.log.entries(STAGE_ROOM).map((entry) => entry.messageId);
    expect(inOrder).toHaveLength(COUNT);
    for (const received of everyone()) {
      expect(received.map((envelope) => envelope.message_id)).toEqual(inOrder);
      expect(received.map((envelope) => envelope.data).toSorted()).toEqual(texts.toSorted());
    }
    await eventually(() => pull.health().rejectedTotal === 1);
    expect(stage.calls.ofType("assist.logged").map((event) => event.sequence)).toEqual(
      Array.from({ length: COUNT }, (_, index) => index + 1),
    );
  },
  STORY_MS,
);
