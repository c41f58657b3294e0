/** One call streamed by several subscriptions: one of them has the speaker, the others are told so, none fights. */
import { afterEach, describe, expect, test } from "bun:test";
import { status as grpcStatus } from "@grpc/grpc-js";
import { SimulatedClock } from "xstate";
import {
  AGENT_CONFIG,
  CUSTOMER_CONFIG,
  type Five9TestServer,
  startFive9TestServer,
} from "../../../test/support/five9-server.ts";
import type { CallStream } from "./who-speaks.ts";

const CALL_KEY = "five9-0000000042";
const OTHER_SUBSCRIPTION = { ...AGENT_CONFIG, subscriptionId: "s2" };

let five9: Five9TestServer;
afterEach(() => five9.close());

describe("a second subscription of the same speaker", () => {
  test("hears 1001 and 1011 with the reason, and the first goes on undisturbed", async () => {
    five9 = await startFive9TestServer();
    const first = await five9.openLeg();
    const second = five9.connect();
    second.sendConfig(OTHER_SUBSCRIPTION);
    second.sendAudio(new Uint8Array([9, 9]), 1000);
    expect((await second.ended).grpcCode).toBe(grpcStatus.OK);
    expect(second.statuses.map(({ code, message }) => [code, message])).toEqual([
      [1001, ""],
      [1011, "another subscription streams this leg already"],
    ]);
    first.sendAudio(new Uint8Array([1, 1]), 1000);
    await five9.sinks.of(CALL_KEY, "agent").untilBytes(2);
    expect(five9.sinks.of(CALL_KEY, "agent").bytes()).toEqual(Buffer.from([1, 1]));
    expect(first.statuses.map(({ code }) => code)).toEqual([1001]);
    expect(five9.directory.types()).toEqual(["leg.opened", "leg.firstAudio"]);
    expect(five9.counted("subscriptionsDuplicated")).toBe(1);
    expect(five9.server.openLegs()).toBe(1);
  });

  test("has the speaker once the first has left", async () => {
    five9 = await startFive9TestServer();
    const first = await five9.openLeg();
    first.halfClose();
    await first.ended;
    const second = await five9.openLeg(OTHER_SUBSCRIPTION);
    second.sendAudio(new Uint8Array([2, 2]), 1000);
    await five9.sinks.of(CALL_KEY, "agent").untilBytes(2);
    expect(second.isOver).toBe(false);
  });

  test("takes over from a first that has fallen silent without a hold", async () => {
    const clock = new SimulatedClock();
    five9 = await startFive9TestServer({ clock });
    const first = await five9.openLeg();
    clock.increment(5_000);
    await five9.openLeg(OTHER_SUBSCRIPTION);
    await first.ended;
    expect(first.statuses.map(({ code }) => code)).toEqual([1001, 1011]);
    expect(five9.counted("legsTakenOver")).toBe(1);
  });

  test("does not take over from a first that is on hold, however long", async () => {
    const clock = new SimulatedClock();
    five9 = await startFive9TestServer({ clock });
    const first = await five9.openLeg();
    first.sendStatus(2);
    await five9.directory.until("leg.held");
    clock.increment(60_000);
    const second = five9.connect();
    second.sendConfig(OTHER_SUBSCRIPTION);
    await second.ended;
    expect(second.statuses.at(-1)?.code).toBe(1011);
    expect(first.isOver).toBe(false);
  });

  test("may stream a speaker the first does not", async () => {
    five9 = await startFive9TestServer();
    await five9.openLeg();
    await five9.openLeg({ ...OTHER_SUBSCRIPTION, callLeg: 1 });
    expect(five9.server.openLegs()).toBe(2);
  });
});

describe("a stream whose call has others on another instance", () => {
  const far = (more: Partial<CallStream>): CallStream => ({
    ...{ legId: "far", speaker: "agent", isOpen: true, standsBy: false },
    ...{ agentId: "another", subscriptionId: "s1", ...more },
  });

  test("of a second agent is a further speaker, and that agent's stream of the customer waits for its turn", async () => {
    five9 = await startFive9TestServer({
      elsewhere: [far({}), far({ legId: "far-2", speaker: "customer" })],
    });
    await five9.openLeg();
    await five9.openLeg(CUSTOMER_CONFIG);
    const opened = await five9.directory.until("leg.opened", 2);
    expect(opened.map(({ speaker, standsBy }) => [speaker, standsBy])).toEqual([
      ["agent-2", undefined],
      ["customer", true],
    ]);
  });

  test("a stream brings its audio at once, and is a leg when the other instances have answered", async () => {
    const answer = Promise.withResolvers<readonly CallStream[]>();
    five9 = await startFive9TestServer({ elsewhere: answer.promise });
    const leg = await five9.openLeg();
    leg.sendAudio(new Uint8Array(1600), 1000);
    expect(five9.server.openLegs()).toBe(0);
    answer.resolve([]);
    await five9.directory.until("leg.opened");
    await five9.sinks.of(CALL_KEY, "agent").untilBytes(1600);
    expect(leg.statuses.map(({ code }) => code)).toEqual([1001]);
  });

  test("of another subscription is told that the leg is streamed already", async () => {
    five9 = await startFive9TestServer({ elsewhere: [far({ agentId: AGENT_CONFIG.agentId ?? "" })] });
    const second = five9.connect();
    second.sendConfig(OTHER_SUBSCRIPTION);
    await second.ended;
    expect(second.statuses.map(({ code }) => code)).toEqual([1001, 1011]);
    expect(five9.directory.types()).toEqual([]);
  });

  test("that is over takes its place", async () => {
    five9 = await startFive9TestServer({ elsewhere: [far({ isOpen: false })] });
    await five9.openLeg();
    expect((await five9.directory.until("leg.opened")).map(({ speaker }) => speaker)).toEqual(["agent"]);
  });
});
