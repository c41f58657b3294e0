import { expect, test } from "bun:test";
import { join } from "node:path";
import { startPubsubEmulator, whyNoEmulator } from "../../test/support/pubsub-emulator.ts";
import { DEFAULT_SUBSCRIPTIONS } from "./options.ts";
import { startAgentAssistSimulator } from "./simulator.ts";
import { connectClients, openCall } from "./testing/google-clients.ts";

test("the executable says where it listens in one line of JSON, and ends on SIGTERM", async () => {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "main.ts"), "--project", "p1"], {
    stdout: "pipe",
  });
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  const ready = JSON.parse(new TextDecoder().decode(value));
  expect(ready.conversationProfileName).toBe("projects/p1/locations/us-central1/conversationProfiles/demo");
  expect(ready.address).toBe(`127.0.0.1:${ready.port}`);
  child.kill("SIGTERM");
  expect(await child.exited).toBe(0);
});

const missing = whyNoEmulator();
test.skipIf(missing !== null)(
  `with a Pub/Sub emulator, events are published there${missing === null ? "" : ` (skipped: ${missing})`}`,
  async () => {
    const emulator = await startPubsubEmulator("demo-project");
    const simulator = await startAgentAssistSimulator({ pubsubEmulatorHost: emulator.endpoint });
    const clients = connectClients(simulator);
    try {
      const call = await openCall(clients, simulator, "at-the-emulator");
      const subscription = emulator.client.subscription(DEFAULT_SUBSCRIPTIONS.lifecycle);
      const data = await new Promise<string>((resolve, reject) => {
        subscription.on("error", reject);
        subscription.on("message", (message) => {
          message.ack();
          resolve(message.data.toString());
        });
      });
      await subscription.close();
      expect(JSON.parse(data)).toEqual({ conversation: call.conversation, type: "CONVERSATION_STARTED" });
      await simulator.settled();
      expect(simulator.record.publishFailures).toEqual([]);
    } finally {
      await clients.close();
      await simulator.close();
      await emulator.stop();
    }
  },
  300_000,
);
