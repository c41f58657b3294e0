/** gRPC health and reflection, asked as Google's and grpcurl's tools ask. */
import { afterEach, describe, expect, test } from "bun:test";
import { Client, credentials, status as grpcStatus, type ServiceError } from "@grpc/grpc-js";
import { askHealth } from "../../../scripts/reachable/ask-health.ts";
import { eventually } from "../../../test/support/eventually.ts";
import {
  AGENT_CONFIG,
  type Five9TestServer,
  startFive9TestServer,
} from "../../../test/support/five9-server.ts";
import { askReflection } from "../../../test/support/grpc-reflection.ts";
import { watchHealth } from "../../../test/support/watch-health.ts";

const ANSWER_LIMIT_MS = 60_000;

let five9: Five9TestServer;
const clients: Client[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await five9.close();
});

function client(): Client {
  const made = new Client(five9.address, credentials.createInsecure());
  clients.push(made);
  return made;
}

/** The answer to Check. */
const check = (service: string) =>
  askHealth({ address: five9.address, tls: false, limitMs: ANSWER_LIMIT_MS, service });

describe("health", () => {
  test("is SERVING for the server and for the voice service, and unknown for others", async () => {
    five9 = await startFive9TestServer();
    expect(await check("")).toBe("SERVING");
    expect(await check("five9.voicestream.Voice")).toBe("SERVING");
    expect(await check("somebody.Else")).toBe("NOT_FOUND");
  });

  test("turns to NOT_SERVING as soon as new streams are refused, and watchers hear it", async () => {
    five9 = await startFive9TestServer();
    const leg = await five9.openLeg(AGENT_CONFIG);
    const watch = watchHealth(five9.address, "", (status) => {
      if (status === "SERVING") five9.server.stopAccepting();
    });
    await eventually(() => expect(watch.heard).toEqual(["SERVING", "NOT_SERVING"]));
    watch.close();
    expect(await check("five9.voicestream.Voice")).toBe("NOT_SERVING");
    expect(leg.isOver).toBe(false);
  });

  test("tells watchers of changes only, however often readiness is looked at", async () => {
    five9 = await startFive9TestServer();
    const watch = watchHealth(five9.address, "");
    await eventually(() => expect(watch.heard).toEqual(["SERVING"]));
    for (const isReady of [true, true, false, false, true]) five9.server.tellReady(isReady);
    await eventually(() => expect(watch.heard.length).toBeGreaterThanOrEqual(3));
    expect(watch.heard).toEqual(["SERVING", "NOT_SERVING", "SERVING"]);
    watch.close();
  });
});

describe("reflection", () => {
  test("names the voice service and describes it", async () => {
    five9 = await startFive9TestServer();
    const [list, file] = await askReflection(client(), [
      { listServices: "" },
      { fileContainingSymbol: "five9.voicestream.Voice" },
    ]);
    expect(list?.listServicesResponse?.service.map(({ name }) => name)).toContain("five9.voicestream.Voice");
    const described = Buffer.concat(file?.fileDescriptorResponse?.fileDescriptorProto ?? []).toString(
      "latin1",
    );
    expect(described).toContain("StreamingVoiceRequest");
    expect(described).toContain("trust_token");
  });

  test("can be switched off", async () => {
    five9 = await startFive9TestServer({ reflection: false });
    const answer = await askReflection(client(), [{ listServices: "" }]).catch(
      (error: ServiceError) => error.code,
    );
    expect(answer).toBe(grpcStatus.UNIMPLEMENTED);
  });
});
