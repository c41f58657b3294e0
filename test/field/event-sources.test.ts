/** Where events come from is part of readiness and of every call's story: missing, forbidden, or never pushed. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { status } from "@grpc/grpc-js";
import { readSample } from "../../samples/sample.ts";
import { askHealth } from "../../scripts/reachable/ask-health.ts";
import type { CallDetail } from "../../src/contract/call-detail.ts";
import type { HelpFault } from "../../src/contract/help-fault.ts";
import type { InstanceReport } from "../../src/contract/operations.ts";
import { eventually } from "../support/eventually.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const SUBSCRIPTION = "suggestions-that-nobody-made";
const TOPIC = "aa-new-suggestion-topic";

let scene: TestStage;

async function ask(path: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${scene.stage.httpBaseUrl}${path}`);
  const text = await response.text();
  return { status: response.status, body: text.startsWith("{") ? JSON.parse(text) : {} };
}

/** How the process is shown: at /readyz, at /status, in gRPC health and in the console. */
async function shown() {
  const { status, body } = await ask("/readyz");
  const instance = (await scene.stage.operators("/instance")) as unknown as InstanceReport;
  return {
    readyz: status,
    state: body.state,
    missing: body.missing,
    faults: body.faults,
    status: (await ask("/status")).status,
    health: (await ask("/healthz")).body.state,
    console: instance.state,
    grpc: await askHealth({
      address: `127.0.0.1:${scene.stage.sidetone.grpcPort}`,
      tls: false,
      limitMs: STORY_MS,
      service: "five9.voicestream.Voice",
    }),
    alarms: instance.alarms.map(({ code }) => code),
  };
}

const NOT_READY = {
  ...{ readyz: 503, status: 503, missing: ["pubsub"] },
  ...{ state: "not ready", health: "not ready", console: "not ready", grpc: "NOT_SERVING" },
};
const READY = {
  ...{ readyz: 200, status: 200, missing: [], faults: [], alarms: [] },
  ...{ state: "ready", health: "ready", console: "ready", grpc: "SERVING" },
};

/** The codes that the call's history was told, one list for each time. */
function toldOf({ history }: CallDetail): string[][] {
  return history
    .filter(({ event }) => event === "assist.checked")
    .map(({ detail }) => ((detail?.faults ?? []) as HelpFault[]).map(({ code }) => code));
}

describe("pulling", () => {
  beforeAll(async () => {
    scene = await startTestStage({
      settings: { SUGGESTION_SUBSCRIPTION: SUBSCRIPTION, PROFILE_CHECK_MS: "600000" },
    });
  }, STORY_MS);
  afterAll(() => scene?.close(), STORY_MS);

  test(
    "a subscription that does not exist is nowhere shown as ready, and every call's story tells of it until it is made",
    async () => {
      const { stage } = scene;
      // Over some tries to pull, which come and go.
      for (let times = 0; times < 20; times += 1) {
        expect(await shown()).toMatchObject({ ...NOT_READY, faults: ["SUBSCRIPTION_MISSING"] });
        await Bun.sleep(20);
      }
      const lines = stage.sidetone.logLines();
      expect(lines.some((line) => line.includes("started, but not ready"))).toBe(true);
      await eventually(async () => expect((await shown()).alarms).toEqual(["HELP_STOPPED"]));

      const gate = Promise.withResolvers<void>();
      const call = await stage.call(await readSample("lost-card"), { speed: 50, stayUntil: gate.promise });
      const key = `five9-${call.callId}`;
      await eventually(async () => {
        const detail = await stage.callDetail(key);
        expect(detail && toldOf(detail)).toEqual([["SUBSCRIPTION_MISSING"]]);
        const alarm = detail?.call.alarms.find(({ code }) => code === "SUGGESTIONS_STOPPED");
        expect(alarm?.message).toContain(`The subscription ${SUBSCRIPTION} does not exist`);
      });

      stage.cloud.subscribe(SUBSCRIPTION, TOPIC);
      await eventually(async () => expect(await shown()).toEqual(READY));
      await eventually(async () => {
        const detail = await stage.callDetail(key);
        expect(detail && toldOf(detail)).toEqual([["SUBSCRIPTION_MISSING"], []]);
        expect(detail?.call.alarms.map(({ code }) => code)).not.toContain("SUGGESTIONS_STOPPED");
      });
      gate.resolve();
      await scene.ended(call.callId);
    },
    STORY_MS,
  );

  test(
    "a permission that is taken away ends readiness, and it comes back with it",
    async () => {
      const { cloud } = scene.stage;
      cloud.deny("pubsub.subscriptions.consume");
      const forbidden = { ...NOT_READY, faults: ["SUBSCRIPTION_FORBIDDEN"] };
      await eventually(async () => expect(await shown()).toMatchObject(forbidden));
      cloud.deny("pubsub.subscriptions.consume", false);
      await eventually(async () => expect(await shown()).toEqual(READY));
    },
    STORY_MS,
  );

  test(
    "Dialogflow that refuses the role ends readiness, until a conversation opens",
    async () => {
      const { stage } = scene;
      const sample = await readSample("lost-card");
      stage.cloud.faults.refuseConversations = { code: status.PERMISSION_DENIED, message: "no role" };
      await (await stage.call(sample, { speed: 100 })).finished;
      const refusing = { ...NOT_READY, missing: ["dialogflow"], faults: [] };
      await eventually(async () => expect(await shown()).toMatchObject(refusing));
      stage.cloud.faults.refuseConversations = undefined;
      expect((await (await stage.call(sample, { speed: 100 })).finished).ok).toBe(true);
      await eventually(async () => expect(await shown()).toEqual(READY));
    },
    STORY_MS,
  );

  test(
    "what a profile lacks is told, and keeps no instance from being ready",
    async () => {
      // The profile is read at the start; a process that starts now finds it so.
      scene.stage.cloud.setup.topics.suggestions = undefined;
      await scene.stage.restart("stop");
      await eventually(async () =>
        expect(await shown()).toEqual({ ...READY, faults: ["TOPIC_NOT_SET"], alarms: ["HELP_STOPPED"] }),
      );
    },
    STORY_MS,
  );
});

describe("pushing", () => {
  beforeAll(async () => {
    const settings = {
      PUBSUB_DELIVERY: "push",
      PUSH_AUDIENCE: "https://sidetone.example",
      PUSH_SERVICE_ACCOUNT: "pusher@demo-project.iam.gserviceaccount.com",
    };
    scene = await startTestStage({ settings });
  }, STORY_MS);
  afterAll(() => scene?.close(), STORY_MS);

  test(
    "paths to which nothing ever came are told, and a wrong token makes the difference",
    async () => {
      await eventually(async () => expect(await shown()).toEqual({ ...READY, faults: ["PUSH_SILENT"] }));
      const path = `${scene.stage.httpBaseUrl}/human-agent-assistant-event`;
      await fetch(path, { method: "POST", headers: { authorization: "Bearer x.y.z" }, body: "{}" });
      await eventually(async () => expect((await shown()).faults).toEqual(["PUSH_REFUSED", "PUSH_SILENT"]));
    },
    STORY_MS,
  );
});
