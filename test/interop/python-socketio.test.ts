/** A Socket.IO client that shares no code with the server: python-socketio completes an agent's session. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import { AGENT, SHARED_TOKEN, startScene } from "../agent-applications/scene.ts";
import { eventually } from "../support/eventually.ts";
import { makePython } from "../support/python-venv.ts";

const STORY_MS = 600_000;
const VERSION = "5.18.1";
const CLIENT = join(import.meta.dir, "agent_application.py");

const python = await makePython(`socketio-${VERSION}`, [`python-socketio[client]==${VERSION}`]).catch(
  (error: Error) => ({ reason: error.message }),
);
if (typeof python !== "string") console.log(`No Python client: ${python.reason}. The tests are skipped.`);

test.skipIf(typeof python !== "string").each(["websocket", "polling"])(
  "a Python application completes a session over %s",
  async (transport) => {
    const scene = startScene();
    try {
      scene.leg("c1", "agent", { address: AGENT.phoneNumber });
      const client = Bun.spawn([String(python), CLIENT, scene.url, SHARED_TOKEN, "c1", transport], {
        stdout: "pipe",
        timeout: STORY_MS / 2,
      });
      await eventually(() => scene.calls.ofType("agent.attached").length === 1);
      await scene.suggest("c1", "one");
      expect(JSON.parse(await new Response(client.stdout).text())).toMatchObject({
        ...{ init: true, status: "started", metadata: [1] },
        statuses: ["started", "ended"],
        reply: { ok: true, requestId: "stop-1" },
      });
      expect(scene.told).toMatchObject([
        { connected: true, agentId: AGENT.agentId, metadataToBot: { queue: "naïve ☎" } },
        { connected: false },
      ]);
    } finally {
      await scene.close();
    }
  },
  STORY_MS,
);
