/** Bounds of the Five9 server: too many, too large, too slow, and slowness of Sidetone, which ends nothing. */
import { afterEach, describe, expect, test } from "bun:test";
import { status as grpcStatus } from "@grpc/grpc-js";
import { SimulatedClock } from "xstate";
import {
  AGENT_CONFIG,
  CUSTOMER_CONFIG,
  type Five9TestServer,
  startFive9TestServer,
} from "../../../test/support/five9-server.ts";
import { SidetoneError } from "../../base/errors.ts";

const CALL_KEY = "five9-0000000042";

let five9: Five9TestServer;
afterEach(() => five9.close());

describe("limits", () => {
  test("a leg beyond the limit gets 1100 and OK, and one that closes makes room", async () => {
    five9 = await startFive9TestServer({ limits: { maxStreams: 1 } });
    const first = await five9.openLeg(AGENT_CONFIG);
    const second = five9.connect();
    second.sendConfig(CUSTOMER_CONFIG);
    expect((await second.ended).grpcCode).toBe(grpcStatus.OK);
    expect(second.statuses.map((status) => status.code)).toEqual([1100]);
    expect(five9.counted("refusedNoResource")).toBe(1);
    first.halfClose();
    await first.ended;
    await five9.openLeg(CUSTOMER_CONFIG);
  });

  test("streams that showed the token and say nothing cannot be more than legs", async () => {
    five9 = await startFive9TestServer({ limits: { maxStreams: 2 } });
    five9.connect();
    five9.connect();
    await five9.untilCounted("streamsOpened", 2);
    const third = five9.connect();
    await third.ended;
    expect(third.statuses.map((status) => status.code)).toEqual([1100]);
  });

  test("a message that is too large gets 1100 and none of it reaches the sink", async () => {
    five9 = await startFive9TestServer({ limits: { maxMessageBytes: 4000 } });
    const leg = await five9.openLeg();
    leg.sendAudio(new Uint8Array(4000), 1000);
    leg.sendAudio(new Uint8Array(4001), 1000);
    expect((await leg.ended).grpcCode).toBe(grpcStatus.OK);
    expect(leg.statuses.map((status) => status.code)).toEqual([1001, 1100]);
    expect(five9.sinks.of(CALL_KEY, "agent").byteCount).toBe(4000);
    expect(five9.counted("oversizeMessages")).toBe(1);
  });

  test("a message far beyond the limit is refused by gRPC itself and closes the leg", async () => {
    five9 = await startFive9TestServer({ limits: { maxMessageBytes: 4000 } });
    const leg = await five9.openLeg();
    leg.sendAudio(new Uint8Array(1_000_000), 1000);
    expect((await leg.ended).grpcCode).toBe(grpcStatus.RESOURCE_EXHAUSTED);
    await five9.directory.until("leg.closed");
    expect(five9.server.openLegs()).toBe(0);
  });

  test("no first message in time gets 1101", async () => {
    const clock = new SimulatedClock();
    five9 = await startFive9TestServer({ clock, limits: { firstMessageTimeoutMs: 3000 } });
    const leg = five9.connect();
    await five9.untilCounted("streamsOpened", 1);
    clock.increment(3000);
    expect((await leg.ended).grpcCode).toBe(grpcStatus.OK);
    expect(leg.statuses.map((status) => status.code)).toEqual([1101]);
    expect(five9.counted("firstMessageTimeouts")).toBe(1);
  });

  test("a leg that says nothing for too long gets 1101, counted from its last message", async () => {
    const clock = new SimulatedClock();
    five9 = await startFive9TestServer({ clock, limits: { idleTimeoutMs: 10_000 } });
    const leg = await five9.openLeg();
    clock.increment(6000);
    leg.sendAudio(new Uint8Array(2), 1000);
    await five9.sinks.of(CALL_KEY, "agent").untilBytes(2);
    clock.increment(9000);
    expect(five9.server.openLegs()).toBe(1);
    clock.increment(1000);
    await leg.ended;
    expect(leg.statuses.map((status) => status.code)).toEqual([1001, 1101]);
    expect(five9.counted("idleTimeouts")).toBe(1);
  });

  test("a leg on hold may be silent, and is timed again after it", async () => {
    const clock = new SimulatedClock();
    five9 = await startFive9TestServer({ clock, limits: { idleTimeoutMs: 10_000 } });
    const leg = await five9.openLeg();
    leg.sendStatus(2);
    await five9.directory.until("leg.held");
    for (let minute = 0; minute < 10; minute++) clock.increment(60_000);
    expect(five9.server.openLegs()).toBe(1);
    leg.sendStatus(3);
    await five9.directory.until("leg.resumed");
    clock.increment(10_000);
    await leg.ended;
    expect(leg.statuses.at(-1)?.code).toBe(1101);
  });

  test("a call longer than the limit gets 1101", async () => {
    const clock = new SimulatedClock();
    five9 = await startFive9TestServer({ clock, limits: { idleTimeoutMs: 90_000, maxCallMs: 60_000 } });
    const leg = await five9.openLeg();
    clock.increment(60_000);
    await leg.ended;
    expect(leg.statuses.map((status) => status.code)).toEqual([1001, 1101]);
    expect(five9.counted("callTimeouts")).toBe(1);
  });
});

describe("limits behind the endpoint", () => {
  test("no room for another track is 1100, before any 1001", async () => {
    five9 = await startFive9TestServer();
    five9.sinks.open = () => {
      throw new SidetoneError("LIMIT_EXCEEDED", "too many audio tracks at once", { retryable: true });
    };
    const leg = five9.connect();
    leg.sendConfig(AGENT_CONFIG);
    expect((await leg.ended).grpcCode).toBe(grpcStatus.OK);
    expect(leg.statuses.map(({ code }) => code)).toEqual([1100]);
    expect(five9.counted("refusedNoResource")).toBe(1);
    expect(five9.counted("failures")).toBe(0);
  });

  test("a leg that comes back in another format is told so with 1102", async () => {
    five9 = await startFive9TestServer();
    five9.sinks.open = () => {
      throw new SidetoneError("CONFLICT", "a leg came back in another audio format");
    };
    const leg = five9.connect();
    leg.sendConfig(AGENT_CONFIG);
    await leg.ended;
    expect(leg.statuses.map(({ code, message }) => [code, message])).toEqual([
      [1102, "a leg came back in another audio format"],
    ]);
    expect(five9.counted("refusedInvalid")).toBe(1);
  });
});

describe("backpressure", () => {
  test("a full sink stops the reading of its leg alone, and all audio is there once it empties", async () => {
    five9 = await startFive9TestServer();
    const slow = await five9.openLeg(AGENT_CONFIG);
    const fast = await five9.openLeg(CUSTOMER_CONFIG);
    const slowSink = five9.sinks.of(CALL_KEY, "agent");
    slowSink.fill();
    const audio = crypto.getRandomValues(new Uint8Array(64_000));
    for (let sent = 0; sent < 16; sent++) {
      slow.sendAudio(audio, 1000);
      fast.sendAudio(audio, 1000);
    }
    slow.halfClose();
    fast.halfClose();
    await five9.sinks.of(CALL_KEY, "customer").untilBytes(16 * audio.byteLength);
    expect(slowSink.byteCount).toBe(audio.byteLength);
    slowSink.empty();
    await five9.directory.until("leg.closed", 2);
    expect(slowSink.bytes()).toEqual(Buffer.concat(Array.from({ length: 16 }, () => audio)));
  });

  test("a full leg does not block another on the same connection", async () => {
    five9 = await startFive9TestServer();
    const slow = five9.connect({ shareConnection: true });
    const fast = five9.connect({ shareConnection: true });
    slow.sendConfig(AGENT_CONFIG);
    fast.sendConfig(CUSTOMER_CONFIG);
    await Promise.all([slow.status(1001), fast.status(1001)]);
    five9.sinks.of(CALL_KEY, "agent").fill();
    const audio = new Uint8Array(32_000);
    for (let sent = 0; sent < 16; sent++) slow.sendAudio(audio, 1000);
    await five9.sinks.of(CALL_KEY, "agent").untilBytes(audio.byteLength);
    for (let sent = 0; sent < 16; sent++) fast.sendAudio(audio, 1000);
    await five9.sinks.of(CALL_KEY, "customer").untilBytes(16 * audio.byteLength);
    five9.sinks.of(CALL_KEY, "agent").empty();
    await five9.sinks.of(CALL_KEY, "agent").untilBytes(16 * audio.byteLength);
  });

  test("a leg that is held back by us is not idle", async () => {
    const clock = new SimulatedClock();
    five9 = await startFive9TestServer({ clock, limits: { idleTimeoutMs: 10_000 } });
    const leg = await five9.openLeg();
    const sink = five9.sinks.of(CALL_KEY, "agent");
    sink.fill();
    leg.sendAudio(new Uint8Array(2), 1000);
    await sink.untilBytes(2);
    for (let wait = 0; wait < 6; wait++) clock.increment(10_000);
    expect(five9.server.openLegs()).toBe(1);
  });
});

describe("our own faults", () => {
  test("a sink that throws costs its leg 1102 and nothing else", async () => {
    five9 = await startFive9TestServer();
    const leg = await five9.openLeg();
    five9.sinks.of(CALL_KEY, "agent").write = () => {
      throw new Error("disk on fire");
    };
    leg.sendAudio(new Uint8Array(2), 1000);
    expect((await leg.ended).grpcCode).toBe(grpcStatus.OK);
    expect(leg.statuses.map(({ code, message }) => [code, message])).toEqual([
      [1001, ""],
      [1102, "internal error"],
    ]);
    await five9.openLeg(CUSTOMER_CONFIG);
  });

  test("a call that cannot be taken gets 1100", async () => {
    five9 = await startFive9TestServer();
    five9.directory.answer = () => "unknown";
    const leg = five9.connect();
    leg.sendConfig(AGENT_CONFIG);
    await leg.ended;
    expect(leg.statuses.map((status) => status.code)).toEqual([1001, 1100]);
    expect(five9.server.openLegs()).toBe(0);
  });

  test("a directory that has no room for another call gets its leg 1100", async () => {
    five9 = await startFive9TestServer();
    five9.directory.answer = () => "full";
    const leg = five9.connect();
    leg.sendConfig(AGENT_CONFIG);
    await leg.ended;
    expect(leg.statuses.map((status) => status.code)).toEqual([1001, 1100]);
    expect(five9.counted("refusedNoResource")).toBe(1);
  });

  test("a directory that throws ends the leg with 1102, and the server lives", async () => {
    five9 = await startFive9TestServer();
    five9.directory.answer = () => {
      throw new Error("no actor");
    };
    const leg = five9.connect();
    leg.sendConfig(AGENT_CONFIG);
    await leg.ended;
    expect(leg.statuses.map((status) => status.code)).toEqual([1001, 1102]);
    five9.directory.answer = () => "taken";
    await five9.openLeg();
  });
});

describe("going away", () => {
  test("stopAccepting refuses new streams with 1100 and leaves open ones alone", async () => {
    five9 = await startFive9TestServer();
    const open = await five9.openLeg();
    five9.server.stopAccepting();
    const late = five9.connect();
    await late.ended;
    expect(late.statuses.map((status) => status.code)).toEqual([1100]);
    open.sendAudio(new Uint8Array(2), 1000);
    await five9.sinks.of(CALL_KEY, "agent").untilBytes(2);
  });

  test("drain asks every leg to begin again elsewhere, and close is quick afterwards", async () => {
    five9 = await startFive9TestServer();
    const legs = [await five9.openLeg(AGENT_CONFIG), await five9.openLeg(CUSTOMER_CONFIG)];
    five9.server.drain("reconnect");
    for (const leg of legs) {
      expect((await leg.ended).grpcCode).toBe(grpcStatus.OK);
      expect(leg.statuses.map((status) => status.code)).toEqual([1001, 1012]);
    }
    expect(five9.server.openLegs()).toBe(0);
    await five9.server.close();
    expect(five9.directory.ofType("leg.closed")).toHaveLength(2);
  });
});
