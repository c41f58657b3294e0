/** Doors without their secret stay shut and say so, one source is enough, and one secret may open two doors where told. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { status } from "@grpc/grpc-js";
import { placeCall } from "../../simulators/five9/place-call.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import type { InstanceReport } from "../../src/contract/operations.ts";
import { type ConfigError, readConfig } from "../../src/settings/read.ts";
import { TEST_ENVIRONMENT } from "../support/settings.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const CTI = "/cti-call-event-destination/";
const BOT = "/audiocodes/bot";
const BOT_TOKEN = "b".repeat(24);
const FIVE9_DOORS = ["Five9 audio (gRPC)", "Five9 webhooks"];

function useStage(settings: Record<string, string>): { readonly current: TestStage } {
  let scene: TestStage;
  beforeAll(async () => {
    scene = await startTestStage({ settings });
  }, STORY_MS);
  afterAll(() => scene?.close(), STORY_MS);
  return {
    get current() {
      return scene;
    },
  };
}

async function statusOf(scene: TestStage, path: string, headers: Record<string, string>, body?: object) {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  return (await fetch(`${scene.stage.httpBaseUrl}${path}`, { headers, ...init })).status;
}

const ctiEvent = () => ({ payload: { attached_variables: { "Call.call_id": newCallId() } } });

async function shutDoors(scene: TestStage): Promise<string[]> {
  const { doors } = (await scene.stage.operators("/instance")) as unknown as InstanceReport;
  return doors.filter(({ isOpen }) => !isOpen).map(({ name }) => name);
}

/** Doors that the start log names, with the setting that each needs. */
function told(scene: TestStage, level: "warn" | "info"): string[] {
  const levels = { info: 30, warn: 40 };
  return scene.stage.sidetone
    .logLines()
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ msg, level: known }) => String(msg).startsWith("a door is shut") && known === levels[level])
    .map(({ door }) => String(door));
}

describe("before Five9 has shown its API key", () => {
  const use = useStage({
    FIVE9_API_KEY: "",
    AUTH_OPTION: "Five9",
    CONNECTOR_SHARES_TRUST_TOKEN: "on",
  });

  test("it starts, proves the trust token, and asks for events again later", async () => {
    const scene = use.current;
    const { trustToken } = scene.stage.secrets;
    expect(await statusOf(scene, "/readyz", {})).toBe(200);
    const proof = await (await fetch(`${scene.stage.httpBaseUrl}${CTI}`)).json();
    expect(proof).toBe(createHash("sha256").update(trustToken).digest("hex"));
    for (const headers of [{ "x-api-key": "a guess of any length" }, {}] as Record<string, string>[]) {
      expect(await statusOf(scene, CTI, headers, ctiEvent())).toBe(503);
    }
    const report = { callId: newCallId(), status: "STREAMING" };
    const reports = "/mediastream-event-destination/subscriptions/7";
    expect(await statusOf(scene, reports, { "x-api-key": "k" }, report)).toBe(503);
  });

  test("log and console name the door and the setting", async () => {
    expect(told(use.current, "warn")).toEqual(["Five9 webhooks"]);
    expect(told(use.current, "info")).toEqual(["AudioCodes VoiceAI Connect", "Agents' own applications"]);
    expect(await shutDoors(use.current)).toEqual([
      "Five9 webhooks",
      "AudioCodes VoiceAI Connect",
      "Agents' own applications",
    ]);
    expect(await statusOf(use.current, BOT, {})).toBe(404);
  });

  test("the one secret of Google's Five9 service registers pages where the setting allows it", async () => {
    const { trustToken } = use.current.stage.secrets;
    const register = (secret: string) =>
      statusOf(use.current, "/register", { authorization: `Bearer ${secret}` }, {});
    expect(await register(trustToken)).toBe(200);
    expect(await register(`${trustToken}x`)).toBe(401);
  });
});

describe("without the trust token", () => {
  const use = useStage({ FIVE9_TRUST_TOKEN: "" });

  test("every stream is refused with the reason, and nothing is proved", async () => {
    const scene = use.current;
    const { grpcPort } = scene.stage.sidetone;
    const placed = placeCall({
      ...{ grpcAddress: `127.0.0.1:${grpcPort}`, trustToken: "a guess of any length", callId: newCallId() },
      audio: { legs: { agent: new Uint8Array(1_600) }, holds: [] },
    });
    expect(await placed.started).toBe(false);
    const { legs } = await placed.finished;
    expect(legs[0]?.end).toMatchObject({ grpcCode: status.UNAUTHENTICATED });
    expect(JSON.stringify(legs)).toContain("FIVE9_TRUST_TOKEN is empty");
    expect(await statusOf(scene, CTI, {})).toBe(503);
    const { apiKey } = scene.stage.secrets;
    expect(await statusOf(scene, CTI, { "x-api-key": apiKey }, ctiEvent())).toBe(200);
    expect(told(scene, "warn")).toEqual(["Five9 audio (gRPC)"]);
  });
});

describe("with AudioCodes only", () => {
  const use = useStage({
    ...{ FIVE9_API_KEY: "", FIVE9_TRUST_TOKEN: "", PANEL_LAUNCH_KEY: "" },
    AUDIOCODES_BOT_TOKEN: BOT_TOKEN,
  });

  test("it is ready, takes AudioCodes' calls, and has nothing of Five9's", async () => {
    const scene = use.current;
    expect(await statusOf(scene, "/readyz", {})).toBe(200);
    expect(await statusOf(scene, BOT, { authorization: `Bearer ${BOT_TOKEN}` })).toBe(200);
    expect(await statusOf(scene, CTI, {})).toBe(404);
    expect(await statusOf(scene, CTI, { "x-api-key": "a guess of any length" }, ctiEvent())).toBe(404);
    expect(scene.stage.sidetone.grpcPort).toBe(0);
    expect(told(scene, "warn")).toEqual([]);
    expect(told(scene, "info")).toEqual([...FIVE9_DOORS, "Agent's page", "Agents' own applications"]);
    expect(await shutDoors(scene)).toEqual([...FIVE9_DOORS, "Agent's page", "Agents' own applications"]);
  });

  test("no empty key opens the agent's page", async () => {
    const page = "/agent-assist-ui-modules/";
    expect(await statusOf(use.current, `${page}?call_id=${newCallId()}&launch_key=`, {})).toBe(403);
    expect(await statusOf(use.current, `${page}?call_id=${newCallId()}`, {})).toBe(403);
    const link = `${page}ticket?call_id=${newCallId()}`;
    expect(await statusOf(use.current, link, { authorization: "Bearer " }, {})).toBe(401);
  });
});

describe("settings", () => {
  const { FIVE9_API_KEY: _key, FIVE9_TRUST_TOKEN: trustToken, ...rest } = TEST_ENVIRONMENT;
  const problems = (environment: Record<string, string>) => {
    try {
      readConfig(environment);
      return [];
    } catch (caught) {
      return (caught as ConfigError).problems;
    }
  };

  test("no source of calls is an error that names what to set, and any one is enough", () => {
    expect(problems(rest)).toEqual([
      expect.stringMatching(/^No source.*FIVE9_TRUST_TOKEN.*AUDIOCODES_BOT_TOKEN/),
    ]);
    expect(problems({ ...rest, FIVE9_TRUST_TOKEN: "short" })).toHaveLength(1);
    for (const source of [
      { FIVE9_TRUST_TOKEN: trustToken },
      { AUDIOCODES_BOT_TOKEN: BOT_TOKEN },
      { DIALOGFLOW_WEBHOOK_TOKEN: BOT_TOKEN },
    ]) {
      expect(problems({ ...rest, ...source } as Record<string, string>)).toEqual([]);
    }
  });

  test("one secret for Five9 and the connector needs the explicit setting", () => {
    const register = { ...rest, FIVE9_TRUST_TOKEN: trustToken, AUTH_OPTION: "Five9" };
    expect(problems({ ...register, CONNECTOR_TRUST_TOKEN: trustToken })).toHaveLength(1);
    expect(problems(register)).toHaveLength(1);
    const shared = { ...register, CONNECTOR_SHARES_TRUST_TOKEN: "on" };
    expect(problems(shared)).toEqual([]);
    expect(problems({ ...shared, CONNECTOR_TRUST_TOKEN: trustToken })).toEqual([]);
  });
});
