/** A Five9 leg over a real socket: configuration, 1001, audio, notices, and every way to end. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { status as grpcStatus } from "@grpc/grpc-js";
import {
  AGENT_CONFIG,
  CUSTOMER_CONFIG,
  type Five9TestServer,
  startFive9TestServer,
} from "../../../test/support/five9-server.ts";

const CALL_KEY = "five9-0000000042";

let five9: Five9TestServer;
beforeEach(async () => {
  five9 = await startFive9TestServer();
});
afterEach(() => five9.close());

function randomChunks(sizes: number[]): Uint8Array[] {
  return sizes.map((size) => crypto.getRandomValues(new Uint8Array(size)));
}

describe("a leg in order", () => {
  test("the first response is 1001 and the call hears who streams what", async () => {
    const leg = await five9.openLeg();
    expect(leg.statuses.map((status) => status.code)).toEqual([1001]);
    expect(five9.directory.delivered[0]).toEqual({
      callKey: CALL_KEY,
      ref: { callKey: CALL_KEY, source: "five9", vendorCallId: "42" },
      event: {
        type: "leg.opened",
        legId: expect.any(String),
        speaker: "agent",
        medium: { kind: "audio", format: { encoding: "LINEAR16", sampleRateHertz: 8000 } },
        origin: { domainId: "d1", campaignId: "c1", agentId: "a1", skillId: "k1", subscriptionId: "s1" },
      },
    });
    expect(five9.server.openLegs()).toBe(1);
  });

  test("odd-sized chunks of both legs arrive whole, in order, each at its own speaker", async () => {
    const agent = await five9.openLeg(AGENT_CONFIG);
    const customer = await five9.openLeg(CUSTOMER_CONFIG);
    const agentChunks = randomChunks([1, 1601, 3, 4097, 160, 7]);
    const customerChunks = randomChunks([333, 1, 1, 2049, 5]);
    for (const chunk of agentChunks) agent.sendAudio(chunk, 1000);
    for (const chunk of customerChunks) customer.sendAudio(chunk, 1000);
    agent.halfClose();
    customer.halfClose();
    await five9.directory.until("leg.closed", 2);
    expect(five9.sinks.of(CALL_KEY, "agent").bytes()).toEqual(Buffer.concat(agentChunks));
    expect(five9.sinks.of(CALL_KEY, "customer").bytes()).toEqual(Buffer.concat(customerChunks));
    expect(five9.server.audioTotals()).toEqual({ messages: 11, bytes: 5869 + 2389, gapMs: 0 });
  });

  test("a leg's audio makes one event, however many chunks come", async () => {
    const leg = await five9.openLeg();
    for (const chunk of randomChunks([320, 320, 320])) leg.sendAudio(chunk, 1000);
    leg.halfClose();
    await five9.directory.until("leg.closed");
    expect(five9.directory.types()).toEqual(["leg.opened", "leg.firstAudio", "leg.closed"]);
  });

  test("a MULAW leg opens its sink with that format", async () => {
    await five9.openLeg({ ...AGENT_CONFIG, voiceConfig: { encoding: 2, sampleRateHertz: 8000 } });
    expect(five9.sinks.opened).toEqual([
      { callKey: CALL_KEY, speaker: "agent", format: { encoding: "MULAW", sampleRateHertz: 8000 } },
    ]);
  });

  test("audio sent before our 1001 is kept, as Google's own test client sends it", async () => {
    const leg = five9.connect();
    leg.sendConfig(AGENT_CONFIG);
    const chunks = randomChunks([1600, 1600, 1600]);
    for (const chunk of chunks) leg.sendAudio(chunk, 1000);
    leg.halfClose();
    await leg.ended;
    expect(five9.sinks.of(CALL_KEY, "agent").bytes()).toEqual(Buffer.concat(chunks));
    expect(leg.statuses.map((status) => status.code)).toEqual([1001]);
  });

  test("a message without anything and a second configuration change nothing", async () => {
    const leg = await five9.openLeg();
    leg.send({});
    leg.sendConfig({ ...AGENT_CONFIG, vccCallId: "43" });
    leg.sendAudio(new Uint8Array([1, 2]), 1000);
    await five9.sinks.of(CALL_KEY, "agent").untilBytes(2);
    expect(five9.counted("unexpectedMessages")).toBe(2);
    expect(five9.server.openLegs()).toBe(1);
  });
});

describe("hold and resume", () => {
  test("reach sink and call, once each, between the audio they came with", async () => {
    const leg = await five9.openLeg();
    leg.sendAudio(new Uint8Array(320), 1000);
    leg.sendStatus(2);
    leg.sendStatus(2);
    leg.sendAudio(new Uint8Array(320), 1000);
    leg.sendStatus(3);
    leg.sendStatus(3);
    leg.sendAudio(new Uint8Array(320), 1000);
    leg.halfClose();
    await five9.directory.until("leg.closed");
    expect(five9.sinks.of(CALL_KEY, "agent").story).toEqual(["write", "hold", "write", "resume", "write"]);
    expect(five9.directory.types()).toEqual([
      "leg.opened",
      "leg.firstAudio",
      "leg.held",
      "leg.resumed",
      "leg.closed",
    ]);
  });

  test("a leg that ends on hold leaves the speaker's track writable for the next leg", async () => {
    const leg = await five9.openLeg();
    leg.sendStatus(2);
    leg.halfClose();
    await five9.directory.until("leg.closed");
    expect(five9.sinks.of(CALL_KEY, "agent").story).toEqual(["hold", "resume"]);
  });
});

describe("how a leg ends", () => {
  test("CLT_CALL_ENDED: the call hears it, the leg closes, 1011 and OK", async () => {
    const leg = await five9.openLeg();
    leg.sendStatus(1);
    expect(await leg.ended).toEqual({ grpcCode: grpcStatus.OK, details: "OK" });
    expect(leg.statuses.map((status) => status.code)).toEqual([1001, 1011]);
    expect(five9.directory.types()).toEqual(["leg.opened", "leg.callEnded", "leg.closed"]);
    expect(five9.directory.ofType("leg.closed")[0]).toMatchObject({ cause: "callEnded", statusCode: 1 });
  });

  test.each([4, 2001])(
    "status %d is a disconnect: the leg closes, the call does not hear an end",
    async (code) => {
      const leg = await five9.openLeg();
      leg.sendStatus(code);
      expect((await leg.ended).grpcCode).toBe(grpcStatus.OK);
      expect(leg.statuses.map((status) => status.code)).toEqual([1001, 1011]);
      expect(five9.directory.types()).toEqual(["leg.opened", "leg.closed"]);
      expect(five9.directory.ofType("leg.closed")[0]).toMatchObject({
        cause: "disconnected",
        statusCode: code,
      });
    },
  );

  test.each([100, 101, 102])("client error %d closes the leg and is counted", async (code) => {
    const leg = await five9.openLeg();
    leg.sendStatus(code);
    expect((await leg.ended).grpcCode).toBe(grpcStatus.OK);
    expect(five9.directory.ofType("leg.closed")[0]).toMatchObject({ cause: "clientError", statusCode: code });
    expect(five9.counted("clientErrors")).toBe(1);
  });

  test("status 0 and unknown codes leave the leg open", async () => {
    const leg = await five9.openLeg();
    for (const code of [0, 77, 5000]) leg.sendStatus(code);
    leg.sendAudio(new Uint8Array(2), 1000);
    await five9.sinks.of(CALL_KEY, "agent").untilBytes(2);
    expect(five9.server.openLegs()).toBe(1);
    expect(five9.counted("unknownStatuses")).toBe(2);
    expect(leg.statuses.map((status) => status.code)).toEqual([1001]);
  });

  test("a half-close ends the RPC with OK and closes the leg once", async () => {
    const leg = await five9.openLeg();
    leg.halfClose();
    expect((await leg.ended).grpcCode).toBe(grpcStatus.OK);
    await five9.server.close();
    expect(five9.directory.ofType("leg.closed").map((event) => event.cause)).toEqual(["halfClosed"]);
    expect(five9.server.openLegs()).toBe(0);
  });

  test("a cancel closes the leg once, as cancelled", async () => {
    const leg = await five9.openLeg();
    leg.cancel();
    await five9.directory.until("leg.closed");
    await five9.server.close();
    expect(five9.directory.ofType("leg.closed").map((event) => event.cause)).toEqual(["cancelled"]);
    expect(five9.directory.commandListenerCount()).toBe(0);
  });
});

describe("what the call asks of a leg", () => {
  test.each([
    ["failed", 1100],
    ["disconnect", 1011],
    ["reconnect", 1012],
    ["timeout", 1101],
  ] as const)("%s is said as %d, then the RPC ends with OK", async (reason, code) => {
    const leg = await five9.openLeg();
    const legId = five9.directory.ofType("leg.opened")[0]?.legId ?? "";
    expect(five9.directory.command({ type: "leg.close", legId, reason, message: "why" })).toBe(true);
    expect((await leg.ended).grpcCode).toBe(grpcStatus.OK);
    expect(leg.statuses.map(({ code, message }) => [code, message])).toEqual([
      [1001, ""],
      [code, "why"],
    ]);
    expect(five9.directory.ofType("leg.closed").map((event) => event.cause)).toEqual(["serverClosed"]);
  });
});

describe("a second leg of the same speaker", () => {
  test("takes over: the older hears 1011 and closes, the call goes on with the newer", async () => {
    const older = await five9.openLeg();
    older.sendAudio(new Uint8Array([1, 1]), 1000);
    await five9.sinks.of(CALL_KEY, "agent").untilBytes(2);
    const newer = await five9.openLeg();
    expect((await older.ended).grpcCode).toBe(grpcStatus.OK);
    expect(older.statuses.map((status) => status.code)).toEqual([1001, 1011]);
    newer.sendAudio(new Uint8Array([2, 2]), 1000);
    await five9.sinks.of(CALL_KEY, "agent").untilBytes(4);
    const [first, second] = five9.directory.ofType("leg.opened");
    expect(five9.directory.ofType("leg.closed")).toEqual([
      {
        type: "leg.closed",
        legId: first?.legId ?? "",
        speaker: "agent",
        cause: "displaced",
        audioUntilMs: expect.any(Number),
      },
    ]);
    expect(second?.legId).not.toBe(first?.legId);
    expect(five9.server.openLegs()).toBe(1);
    expect(five9.sinks.of(CALL_KEY, "agent").bytes()).toEqual(Buffer.from([1, 1, 2, 2]));
    expect(five9.counted("legsTakenOver")).toBe(1);
  });

  test("of another domain is refused with 1102 and the first goes on", async () => {
    const first = await five9.openLeg();
    const stranger = five9.connect();
    stranger.sendConfig({ ...CUSTOMER_CONFIG, domainId: "d2" });
    expect((await stranger.ended).grpcCode).toBe(grpcStatus.OK);
    expect(stranger.statuses.map((status) => status.code)).toEqual([1102]);
    expect(first.isOver).toBe(false);
    expect(five9.directory.types()).toEqual(["leg.opened"]);
    expect(five9.counted("refusedOtherDomain")).toBe(1);
  });

  test("of another domain is refused also between two legs of the call", async () => {
    const first = await five9.openLeg();
    first.halfClose();
    await five9.directory.until("leg.closed");
    const stranger = five9.connect();
    stranger.sendConfig({ ...AGENT_CONFIG, domainId: "d2" });
    await stranger.ended;
    expect(stranger.statuses.map((status) => status.code)).toEqual([1102]);
  });
});
