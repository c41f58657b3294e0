/** Copilot Studio calls Sidetone as a skill: its host takes tokens for its own app id only, as Microsoft's SDK has it. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { randomUUID } from "node:crypto";
import { readSample } from "../../samples/sample.ts";
import { expectSuggestions, expectTranscript } from "../support/vaic-checks.ts";
import { startVaicStage, type VaicStage } from "../support/vaic-stage.ts";

const STORY_MS = 600_000;
const sample = await readSample("lost-card");

let scene: VaicStage;
beforeAll(async () => {
  scene = await startVaicStage();
}, STORY_MS);
afterAll(() => scene?.close(), STORY_MS);

test(
  "calls through the Bot Framework and through skills of both token versions are served at once, and no answer is refused",
  async () => {
    const frameworks = ["bot-framework", "copilot", "copilot-legacy"] as const;
    const calls = frameworks.map((framework) =>
      scene.call(framework, sample, { speed: 20, slowAnswerMs: STORY_MS, awaitRecognitionMs: STORY_MS }),
    );
    for (const call of calls) {
      const report = await call.finished;
      expect(report.problems).toEqual([]);
      expect(report.unheard).toEqual([]);
      expectTranscript(await scene.completed(call.conversationId), sample);
      expectSuggestions(report, sample.suggestions.length);
    }
    expect(scene.provider.microsoft.refusals).toEqual([]);
    // One for the connector service, one for the host.
    expect(scene.provider.microsoft.tokensIssued()).toBe(2);
  },
  STORY_MS,
);

describe("a request to the skill", () => {
  const ask = async (authorization: string) => {
    const { serviceUrl } = scene.provider.microsoft.skillHost;
    const activity = { type: "conversationUpdate", id: randomUUID(), serviceUrl, channelId: "pva-studio" };
    const response = await fetch(`${scene.stage.httpBaseUrl}/audiocodes/copilot/messages`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ ...activity, conversation: { id: randomUUID() } }),
    });
    return response.status;
  };

  test("is let in with the agent's token of either version", async () => {
    const { skillHost } = scene.provider.microsoft;
    expect(await ask(`Bearer ${await skillHost.issueToken()}`)).toBe(200);
    expect(await ask(`Bearer ${await skillHost.issueToken({}, "2.0")}`)).toBe(200);
  });

  test("is refused for an agent that may not call it, another skill, another tenant, and the Bot Framework's key", async () => {
    const { skillHost, issueToken } = scene.provider.microsoft;
    for (const claims of [
      { appid: randomUUID() },
      { aud: randomUUID() },
      { iss: `https://sts.windows.net/${randomUUID()}/` },
      { ver: undefined },
    ]) {
      expect(await ask(`Bearer ${await skillHost.issueToken(claims)}`)).toBe(401);
    }
    const iss = `https://sts.windows.net/${skillHost.tenantId}/`;
    const forged = await issueToken({ iss, ver: "1.0", appid: skillHost.appId, serviceurl: undefined });
    expect(await ask(`Bearer ${forged}`)).toBe(401);
  });
});
