/** Legs that are asked to begin again elsewhere: when they are asked, and what they had sent before they heard so. */
import { afterEach, describe, expect, test } from "bun:test";
import { status as grpcStatus } from "@grpc/grpc-js";
import { SimulatedClock } from "xstate";
import { eventually } from "../../../test/support/eventually.ts";
import {
  AGENT_CONFIG,
  CUSTOMER_CONFIG,
  type Five9TestServer,
  startFive9TestServer,
} from "../../../test/support/five9-server.ts";

const CALL_KEY = "five9-0000000042";
const MULAW_CONFIG = { ...CUSTOMER_CONFIG, voiceConfig: { encoding: 2, sampleRateHertz: 8000 } };
const LOUD_100_MS = Buffer.from(Int16Array.from({ length: 800 }, (_, at) => (at % 2 ? 8000 : -8000)).buffer);
const QUIET_100_MS = new Uint8Array(1600);

let five9: Five9TestServer;
afterEach(() => five9.close());

describe("asked to reconnect now", () => {
  test("a leg is still heard until it hangs up", async () => {
    five9 = await startFive9TestServer();
    const leg = await five9.openLeg();
    five9.server.askToReconnect("now");
    expect((await leg.status(1012))?.message).toBe("this server is going away");
    leg.sendAudio(LOUD_100_MS, 1000);
    leg.sendAudio(LOUD_100_MS, 1100);
    leg.halfClose();
    expect((await leg.ended).grpcCode).toBe(grpcStatus.OK);
    expect(five9.sinks.of(CALL_KEY, "agent").byteCount).toBe(3200);
    expect(leg.statuses.map(({ code }) => code)).toEqual([1001, 1012]);
    expect(five9.directory.ofType("leg.closed")).toHaveLength(1);
  });

  test("a leg that does not hang up is ended within a second", async () => {
    const clock = new SimulatedClock();
    five9 = await startFive9TestServer({ clock });
    const leg = await five9.openLeg();
    five9.server.askToReconnect("now");
    await leg.status(1012);
    expect(five9.server.openLegs()).toBe(1);
    clock.increment(1_000);
    expect((await leg.ended).grpcCode).toBe(grpcStatus.OK);
    expect(five9.server.openLegs()).toBe(0);
  });

  test("a hang-up after the request to reconnect ends the leg at once", async () => {
    five9 = await startFive9TestServer({ clock: new SimulatedClock() });
    const leg = await five9.openLeg();
    five9.server.askToReconnect("now");
    await leg.status(1012);
    leg.halfClose();
    expect((await leg.ended).grpcCode).toBe(grpcStatus.OK);
    // Its speaker is expected back.
    expect(five9.directory.ofType("leg.closed")).toMatchObject([{ cause: "serverClosed" }]);
  });

  test("a leg held back by a full sink is read on, for nobody waits for it any more", async () => {
    five9 = await startFive9TestServer();
    const leg = await five9.openLeg();
    const sink = five9.sinks.of(CALL_KEY, "agent");
    sink.fill();
    for (let sent = 0; sent < 10; sent++) leg.sendAudio(LOUD_100_MS, 1000);
    await sink.untilBytes(1600);
    five9.server.askToReconnect("now");
    await sink.untilBytes(16_000);
  });

  test("asking again says nothing again, and one that accepts nothing more refuses new legs", async () => {
    five9 = await startFive9TestServer();
    const leg = await five9.openLeg();
    five9.server.askToReconnect("now");
    five9.server.askToReconnect("pause");
    five9.server.askToReconnect("now");
    leg.halfClose();
    await leg.ended;
    expect(leg.statuses.map(({ code }) => code)).toEqual([1001, 1012]);
    five9.server.stopAccepting();
    const late = five9.connect();
    await late.ended;
    expect(late.statuses.map(({ code }) => code)).toEqual([1100]);
  });
});

describe("asked to reconnect at a pause", () => {
  test("a leg that speaks is asked once it pauses", async () => {
    five9 = await startFive9TestServer();
    const leg = await five9.openLeg();
    const sink = five9.sinks.of(CALL_KEY, "agent");
    leg.sendAudio(LOUD_100_MS, 1000);
    await sink.untilBytes(1600);
    five9.server.askToReconnect("pause");
    for (let sent = 0; sent < 20; sent++) leg.sendAudio(LOUD_100_MS, 1000);
    for (let sent = 0; sent < 3; sent++) leg.sendAudio(QUIET_100_MS, 1000);
    await sink.untilBytes(24 * 1600);
    expect(leg.statuses.map(({ code }) => code)).toEqual([1001]);
    leg.sendAudio(QUIET_100_MS, 1000);
    expect(await leg.status(1012)).toBeDefined();
  });

  test("a leg on hold, or put on hold meanwhile, is asked at once", async () => {
    five9 = await startFive9TestServer();
    const held = await five9.openLeg(AGENT_CONFIG);
    const speaking = await five9.openLeg(MULAW_CONFIG);
    held.sendStatus(2);
    await five9.directory.until("leg.held");
    five9.server.askToReconnect("pause");
    expect(await held.status(1012)).toBeDefined();
    expect(speaking.statuses.map(({ code }) => code)).toEqual([1001]);
    speaking.sendStatus(2);
    expect(await speaking.status(1012)).toBeDefined();
  });

  test("a leg that sends nothing is asked at once", async () => {
    const clock = new SimulatedClock();
    five9 = await startFive9TestServer({ clock });
    const leg = await five9.openLeg();
    clock.increment(500);
    five9.server.askToReconnect("pause");
    expect(await leg.status(1012)).toBeDefined();
  });
});

describe("asked to leave together", () => {
  test("legs are asked at the first moment at which all are between two words, and meanwhile new ones are taken", async () => {
    // Its time does not pass: no leg is silent for long.
    five9 = await startFive9TestServer({ clock: new SimulatedClock() });
    const agent = await five9.openLeg(AGENT_CONFIG);
    const customer = await five9.openLeg(MULAW_CONFIG);
    const [agentSink, customerSink] = [
      five9.sinks.of(CALL_KEY, "agent"),
      five9.sinks.of(CALL_KEY, "customer"),
    ];
    const [loudMulaw, quietMulaw] = [new Uint8Array(800).fill(0), new Uint8Array(800).fill(0xff)];
    agent.sendAudio(LOUD_100_MS, 1000);
    customer.sendAudio(quietMulaw, 1000);
    await Promise.all([agentSink.untilBytes(1600), customerSink.untilBytes(800)]);
    five9.server.askToReconnect("together");
    for (let sent = 0; sent < 20; sent++) customer.sendAudio(quietMulaw, 1000);
    for (let sent = 0; sent < 5; sent++) agent.sendAudio(LOUD_100_MS, 1000);
    await Promise.all([agentSink.untilBytes(6 * 1600), customerSink.untilBytes(21 * 800)]);
    const late = await five9.openLeg({ ...AGENT_CONFIG, vccCallId: "0000000043" });
    five9.server.askToReconnect("together");
    for (const leg of [agent, customer, late]) expect(leg.statuses.map(({ code }) => code)).toEqual([1001]);

    // The pause of one is not enough, as long as another speaks.
    customer.sendAudio(loudMulaw, 1000);
    await customerSink.untilBytes(22 * 800);
    for (let sent = 0; sent < 4; sent++) agent.sendAudio(QUIET_100_MS, 1000);
    await agentSink.untilBytes(10 * 1600);
    late.sendStatus(2);
    await five9.directory.until("leg.held");
    for (const leg of [agent, customer, late]) expect(leg.statuses.map(({ code }) => code)).toEqual([1001]);
    for (let sent = 0; sent < 2; sent++) customer.sendAudio(quietMulaw, 1000);
    for (const leg of [agent, customer, late]) expect(await leg.status(1012)).toBeDefined();
    const tooLate = five9.connect();
    expect((await tooLate.ended).grpcCode).toBe(grpcStatus.UNAVAILABLE);
  });

  test("without a leg nothing is waited for", async () => {
    five9 = await startFive9TestServer();
    five9.server.askToReconnect("together");
    expect((await five9.connect().ended).grpcCode).toBe(grpcStatus.UNAVAILABLE);
  });
});

test("one that leaves where others stay serves a leg that comes nevertheless, and asks it at its next pause", async () => {
  five9 = await startFive9TestServer();
  five9.server.leave();
  const leg = await five9.openLeg();
  const sink = five9.sinks.of(CALL_KEY, "agent");
  for (let sent = 0; sent < 20; sent++) leg.sendAudio(LOUD_100_MS, 1000);
  await sink.untilBytes(20 * 1600);
  expect(leg.statuses.map(({ code }) => code)).toEqual([1001]);
  for (let sent = 0; sent < 5; sent++) leg.sendAudio(QUIET_100_MS, 1000);
  expect(await leg.status(1012)).toBeDefined();
});

test("one whose door is shut refuses connections, and its legs go on until they are asked", async () => {
  five9 = await startFive9TestServer();
  const leg = await five9.openLeg();
  five9.server.shutDoor();
  const late = five9.connect();
  expect((await late.ended).grpcCode).toBe(grpcStatus.UNAVAILABLE);
  leg.sendAudio(LOUD_100_MS, 1000);
  await five9.sinks.of(CALL_KEY, "agent").untilBytes(1600);
  five9.server.shutDoor();
  five9.server.askToReconnect("now");
  expect(await leg.status(1012)).toBeDefined();
  leg.halfClose();
  expect((await leg.ended).grpcCode).toBe(grpcStatus.OK);
});

describe("what the call hears of time", () => {
  test("a gap in send_time is told in milliseconds and counted, and the leg goes on", async () => {
    five9 = await startFive9TestServer();
    const leg = await five9.openLeg();
    leg.sendAudio(QUIET_100_MS, 10_000);
    leg.sendAudio(QUIET_100_MS, 10_100);
    leg.sendAudio(QUIET_100_MS, 13_200);
    const [gap] = await five9.directory.until("audio.gap");
    expect(gap).toMatchObject({ speaker: "agent", gapMs: 3000, reason: "sendTime" });
    expect(five9.counted("audioGaps")).toBe(1);
    expect(five9.server.audioTotals().gapMs).toBe(3000);
    expect(five9.server.openLegs()).toBe(1);
  });

  test("neither absent send times nor a hold without audio are gaps", async () => {
    five9 = await startFive9TestServer();
    const leg = await five9.openLeg();
    leg.sendAudio(QUIET_100_MS, 10_000);
    leg.sendStatus(2);
    leg.sendStatus(3);
    leg.sendAudio(QUIET_100_MS, 70_000);
    leg.send({ audioContent: QUIET_100_MS });
    leg.sendAudio(QUIET_100_MS, 70_200);
    await eventually(() => five9.sinks.of(CALL_KEY, "agent").byteCount === 6400);
    expect(five9.directory.ofType("audio.gap")).toEqual([]);
  });
});
