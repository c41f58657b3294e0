import { expect, test } from "bun:test";
import {
  type AgentAssistSimulator,
  startAgentAssistSimulator,
} from "../../../simulators/agent-assist/simulator.ts";
import { eventually } from "../../../test/support/eventually.ts";
import { SUBSCRIPTIONS } from "../../../test/support/settings.ts";
import { systemClock } from "../../base/clock.ts";
import { createLogger } from "../../base/log.ts";
import { createPubsubClient } from "./client.ts";
import { startPubsubPull } from "./pull.ts";

const projectId = "recovery-test";
const conversation = `projects/${projectId}/conversations/c1`;

async function publish(simulator: AgentAssistSimulator, text: string): Promise<void> {
  const client = createPubsubClient({ projectId, emulatorEndpoint: simulator.address });
  await client.topic("aa-new-message-topic").publishMessage({ json: { conversation, text } });
  await client.close();
}

test("after the service was away, the pull goes on by itself", async () => {
  const first = await startAgentAssistSimulator({ project: projectId, samples: [] });
  const seen: unknown[] = [];
  const pull = await startPubsubPull({
    projectId,
    emulatorEndpoint: first.address,
    subscriptions: SUBSCRIPTIONS,
    intake: { accept: async (event) => void seen.push(event.raw?.payload.text) },
    clock: systemClock,
    logger: createLogger("silent"),
    reopen: { firstMs: 20, maxMs: 100 },
    closeDeadlineMs: 1_000,
  });
  await publish(first, "before");
  await eventually(() => seen.length === 1);
  await first.close();

  const second = await startAgentAssistSimulator({ project: projectId, samples: [], port: first.port });
  await publish(second, "after");
  await eventually(() => seen.length === 2);
  expect(seen).toEqual(["before", "after"]);
  await pull.close();
  await second.close();
}, 600_000);

test("closing ends in time although the service is gone", async () => {
  const simulator = await startAgentAssistSimulator({ project: projectId, samples: [] });
  const entered = Promise.withResolvers<void>();
  const pull = await startPubsubPull({
    projectId,
    emulatorEndpoint: simulator.address,
    subscriptions: SUBSCRIPTIONS,
    intake: {
      accept: () => {
        entered.resolve();
        return new Promise(() => {});
      },
    },
    clock: systemClock,
    logger: createLogger("silent"),
    closeDeadlineMs: 300,
  });
  await publish(simulator, "stuck");
  await entered.promise;
  await simulator.close();
  // What it waits for never comes: without a deadline this would take as long as the test may.
  const ended = await pull.close().then(
    () => true,
    () => true,
  );
  expect(ended).toBe(true);
}, 600_000);
