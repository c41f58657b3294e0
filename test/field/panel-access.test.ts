/** A connector that sends `call_id` only, as the Five9 page has it: shut out by default, let in by an explicit setting. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { fetchPanelSettings } from "../../simulators/stage/desktop-client.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const PAGE = "/agent-assist-ui-modules/";
const WARNING = "agents' pages open by a call's id alone";

describe.each([
  { access: "launch-key", byCallId: 403, isWarned: false },
  { access: "call-id", byCallId: 200, isWarned: true },
])("PANEL_ACCESS=$access", ({ access, byCallId, isWarned }) => {
  let scene: TestStage;
  beforeAll(async () => {
    scene = await startTestStage({ settings: { PANEL_ACCESS: access } });
  }, STORY_MS);
  afterAll(() => scene?.close(), STORY_MS);

  const statusOf = async (query: string) =>
    (await fetch(`${scene.stage.httpBaseUrl}${PAGE}?${query}`)).status;

  test(`a call's id alone is answered with ${byCallId}, the launch key opens, and nothing but a call is shown`, async () => {
    const callId = newCallId();
    expect(await statusOf(`call_id=${callId}`)).toBe(byCallId);
    const { httpBaseUrl, secrets } = scene.stage;
    const opened = await fetchPanelSettings({ httpBaseUrl, callId, launchKey: secrets.launchKey });
    expect(opened.conversationName).toEndWith(`five9-${callId}`);
    expect(await statusOf("call_id=a%20b")).toBe(access === "call-id" ? 400 : 403);
    expect(await statusOf(`call_id=${callId}&ticket=made-up`)).toBe(403);
    const link = `${httpBaseUrl}${PAGE}ticket?call_id=${callId}`;
    expect((await fetch(link, { method: "POST" })).status).toBe(401);
  });

  test("the log of the start says so", () => {
    expect(scene.stage.sidetone.logLines().some((line) => line.includes(WARNING))).toBe(isWarned);
  });
});
