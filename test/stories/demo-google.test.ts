/**
 * `make demo GOOGLE=1` with a project of the simulated cloud in the place of a real one: another process, reached only by the
 * settings that name a project, as a user's are.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { untilReady } from "../../scripts/demo/google/play-google-call.ts";
import {
  type AgentAssistSimulator,
  startAgentAssistSimulator,
} from "../../simulators/agent-assist/simulator.ts";

const STORY_MS = 600_000;
const DEMO = join(import.meta.dir, "../../scripts/demo.ts");

let cloud: AgentAssistSimulator;
beforeAll(async () => {
  cloud = await startAgentAssistSimulator();
});
afterAll(() => cloud.close());

async function demo(settings: Record<string, string>, ...flags: string[]) {
  const child = Bun.spawn([process.execPath, "--no-env-file", DEMO, "--google", "--once", ...flags], {
    env: {
      PATH: process.env.PATH ?? "",
      HOME: process.env.HOME ?? "",
      DIALOGFLOW_ENDPOINT: cloud.address,
      PUBSUB_EMULATOR_HOST: cloud.address,
      ...settings,
    },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [output, complaint] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { code: await child.exited, output, complaint, last: output.trim().split("\n").at(-1) ?? "" };
}

test(
  "a call goes to the user's project, and its words and suggestions come back",
  async () => {
    const { code, output, last } = await demo(
      { CONVERSATION_PROFILE_NAME: cloud.conversationProfileName },
      "--speed=8",
    );
    expect(output).toContain("It takes all messages of aa-new-suggestion-sub, ");
    expect(JSON.parse(last)).toEqual({
      ...{ ok: true, calls: 1, recogniser: "google", wordsShown: 111, suggestionsDelivered: 8 },
      ...{ audioLostMs: 0, alarms: [] },
    });
    expect(code).toBe(0);
    expect(output).toContain("Google heard 111 words and made 8 suggestions");
  },
  STORY_MS,
);

test("a service that is not reached is told with the command that says why", async () => {
  const server = Bun.serve({
    port: 0,
    fetch: () => Response.json({ missing: ["pubsub"] }, { status: 503 }),
  });
  await expect(untilReady({ httpBaseUrl: `http://127.0.0.1:${server.port}` }, 0)).rejects.toThrow(
    "Sidetone does not reach Google (pubsub). make check-google says what is missing, with the command for it.",
  );
  await server.stop(true);
});
