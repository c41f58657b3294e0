import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { PubSub } from "@google-cloud/pubsub";
import { status } from "@grpc/grpc-js";
import { readSample } from "../../samples/sample.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { eventually } from "../support/eventually.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

const STORY_MS = 600_000;
const sample = await readSample("lost-card");
let scene: TestStage;

/** What every such story ends with: the next call is served as if nothing had happened. */
async function expectNextCallToBeFine(): Promise<void> {
  const callId = newCallId();
  const desktop = await scene.desktopOf(callId);
  const call = await scene.stage.call(sample, { callId, speed: 40 });
  expect((await call.finished).ok).toBe(true);
  expect(await scene.settledScore(sample, desktop)).toMatchObject({ lost: [], duplicated: [] });
  desktop.close();
}

describe("bad input to a running Sidetone", () => {
  beforeAll(async () => {
    scene = await startTestStage();
  }, STORY_MS);
  afterAll(() => scene.close(), STORY_MS);

  test(
    "an upstream that refuses the conversation: Five9 gets 1100, agent and operator are told why",
    async () => {
      const { faults } = scene.stage.cloud;
      faults.refuseConversations = { code: status.PERMISSION_DENIED, message: "The caller may not do this." };
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      const call = await scene.stage.call(sample, { callId, speed: 40 });
      const report = await call.finished;
      for (const leg of report.legs) expect(leg.statuses.map(({ code }) => code)).toEqual([1001, 1100]);
      await eventually(() => desktop.callStates.some((view) => view.conversation === "failed"));
      const failed = desktop.callStates.find((view) => view.conversation === "failed");
      expect(failed?.failure).toMatchObject({ code: "UPSTREAM_REFUSED" });
      const { call: ended } = await scene.ended(callId);
      expect(ended.view.failure?.code).toBe("UPSTREAM_REFUSED");
      desktop.close();
      faults.refuseConversations = undefined;
      await expectNextCallToBeFine();
    },
    STORY_MS,
  );

  test(
    "Pub/Sub messages that are not JSON, or about nothing, are set aside for operators and do not come back",
    async () => {
      const { address, conversationProfileName } = scene.stage.cloud;
      const publisher = new PubSub({
        projectId: conversationProfileName.split("/")[1] ?? "",
        apiEndpoint: address,
        emulatorMode: true,
        clientOptions: { universeDomain: "googleapis.com" },
      });
      const topic = publisher.topic("aa-new-suggestion-topic");
      await topic.publishMessage({ data: Buffer.from("this is not JSON {") });
      await topic.publishMessage({ data: Buffer.from(JSON.stringify({ suggestionResults: [] })) });
      await topic.publishMessage({ data: Buffer.from([0xff, 0xfe, 0x00]) });
      await eventually(async () => {
        const { rejectedEvents } = await scene.stage.operators("/rejected-events");
        const reasons = (rejectedEvents as { reason: string }[]).map(({ reason }) => reason);
        expect(reasons.toSorted()).toEqual(["no_conversation", "not_json", "not_utf8"]);
      });
      expect(scene.stage.sidetone.logLines().join("\n")).not.toContain("this is not JSON");
      await publisher.close();
      await expectNextCallToBeFine();
    },
    STORY_MS,
  );

  test(
    "an unknown call id is answered as unknown, and harms nothing",
    async () => {
      const response = await fetch(`${scene.stage.httpBaseUrl}/operators/api/calls/five9-0000000001`, {
        headers: { authorization: `Bearer ${scene.stage.secrets.operatorToken}` },
      });
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: "NOT_FOUND" });
      await expectNextCallToBeFine();
    },
    STORY_MS,
  );

  test(
    "a call id that is not a number is a call like any other",
    async () => {
      const callId = "Transfer_A-17";
      const desktop = await scene.desktopOf(callId);
      const call = await scene.stage.call(sample, { callId, speed: 40 });
      expect((await call.finished).ok).toBe(true);
      expect(await scene.settledScore(sample, desktop)).toMatchObject({ lost: [], duplicated: [] });
      desktop.close();
    },
    STORY_MS,
  );

  test("a panel, the operators' door, metrics and webhooks need their secrets", async () => {
    const base = scene.stage.httpBaseUrl;
    const page = await fetch(`${base}/agent-assist-ui-modules/?call_id=600000000054602`);
    expect(page.status).toBe(403);
    expect(await page.text()).not.toContain("eyJ");
    for (const path of ["/operators/api/calls", "/operators/api/calls/five9-1", "/metrics"]) {
      expect((await fetch(base + path)).status).toBe(401);
    }
    const cti = await fetch(`${base}/cti-call-event-destination/`, { method: "POST", body: "{}" });
    expect(cti.status).toBe(401);
  });
});
