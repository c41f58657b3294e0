/** Instances on one real Redis talk to each other: once, in order, and over a Redis that goes away. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { Redis } from "ioredis";
import { eventually } from "../../test/support/eventually.ts";
import {
  redisServerPath,
  redisSkipNote,
  startRedisServer,
  type TestRedisServer,
} from "../../test/support/redis-server.ts";
import { systemClock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";
import { createLogger } from "../base/log.ts";
import { type AskTopic, type Bus, openBus, type Topic } from "./bus.ts";

const COUNTED: Topic<number> = { name: "counted" };
const DOUBLED: AskTopic<number, number> = { name: "doubled" };

describe.skipIf(redisServerPath === null)(`bus${redisSkipNote}`, () => {
  let redis: TestRedisServer;
  const opened: Bus[] = [];

  beforeAll(async () => {
    redis = await startRedisServer();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((bus) => bus.close()));
  });
  afterAll(() => redis.close());

  async function open(at = redis): Promise<Bus> {
    const bus = openBus({ redisUrl: at.url, clock: systemClock, logger: createLogger("silent") });
    opened.push(bus);
    await eventually(() => bus.isConnected());
    return bus;
  }

  function collect(bus: Bus): number[] {
    const heard: number[] = [];
    bus.on(COUNTED, (message) => heard.push(message));
    return heard;
  }

  const upTo = (count: number) => Array.from({ length: count }, (_, place) => place);

  test("what two instances tell a third arrives once, in each one's order, and leaves its inbox", async () => {
    const [first, second, third] = await Promise.all([open(), open(), open()]);
    const heard: [string, number][] = [];
    third.on(COUNTED, (message, from) => heard.push([from, message]));
    await Promise.all(
      upTo(1_000).flatMap((n) => [first, second].map((bus) => bus.tell(third.instanceId, COUNTED, n))),
    );
    await eventually(() => heard.length >= 2_000);
    for (const { instanceId } of [first, second]) {
      expect(heard.filter(([from]) => from === instanceId).map(([, n]) => n)).toEqual(upTo(1_000));
    }
    const look = new Redis(redis.url);
    const inbox = `sidetone:fleet:{${third.instanceId}}:inbox`;
    await eventually(async () => (await look.xlen(inbox)) === 0);
    expect(await look.pttl(inbox)).toBeGreaterThan(0);
    look.disconnect();
  });

  test("an instance tells itself without Redis, a turn later", async () => {
    const bus = openBus({
      redisUrl: "redis://127.0.0.1:1",
      clock: systemClock,
      logger: createLogger("silent"),
    });
    opened.push(bus);
    const heard = collect(bus);
    await bus.tell(bus.instanceId, COUNTED, 7);
    expect(heard).toEqual([7]);
    bus.onAsk(DOUBLED, (question) => question * 2);
    expect(await bus.ask(bus.instanceId, DOUBLED, 4, 60_000)).toBe(8);
  });

  test("a listener that throws keeps nobody from later messages", async () => {
    const [first, second] = await Promise.all([open(), open()]);
    second.on({ name: "other" }, () => {
      throw new Error("at fault");
    });
    const heard = collect(second);
    await first.tell(second.instanceId, { name: "other" }, null);
    await first.tell(second.instanceId, COUNTED, 1);
    await eventually(() => heard.length === 1);
  });

  test("an instance can tell whether anybody listens to a shout", async () => {
    const [first, second] = await Promise.all([open(), open()]);
    expect(await first.isHeard(COUNTED)).toBeFalse();
    const unsubscribe = second.onShout(COUNTED, () => {});
    await eventually(() => first.isHeard(COUNTED));
    unsubscribe();
    await eventually(async () => !(await first.isHeard(COUNTED)));
  });

  test("a shout reaches all others that listen, until they stop", async () => {
    const [first, second, third] = await Promise.all([open(), open(), open()]);
    const heard: string[] = [];
    const unsubscribe = second.onShout(COUNTED, (n) => heard.push(`second ${n}`));
    for (const bus of [first, third])
      bus.onShout(COUNTED, (n) => heard.push(`${bus === first ? "first" : "third"} ${n}`));
    await eventually(() => {
      first.shout(COUNTED, 1);
      return heard.includes("second 1") && heard.includes("third 1");
    });
    expect(heard).not.toContain("first 1");
    unsubscribe();
    await eventually(() => {
      first.shout(COUNTED, 2);
      return heard.includes("third 2");
    });
    expect(heard).not.toContain("second 2");
  });

  test("a question is answered, refused with its code, or late", async () => {
    const [first, second] = await Promise.all([open(), open()]);
    const stop = second.onAsk(DOUBLED, (question) => {
      if (question < 0) throw new SidetoneError("CONFLICT", "below zero", { retryable: true });
      return question === 0 ? new Promise<number>(() => {}) : question * 2;
    });
    expect(await first.ask(second.instanceId, DOUBLED, 21, 60_000)).toBe(42);
    expect(first.ask(second.instanceId, DOUBLED, -1, 60_000)).rejects.toMatchObject({
      code: "CONFLICT",
      retryable: true,
    });
    expect(first.ask(second.instanceId, DOUBLED, 0, 20)).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
    expect(first.ask("nobody", DOUBLED, 1, 20)).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
    const askedOfNobody = first.ask("nobody", DOUBLED, 1, 60_000);
    first.noteGone("nobody");
    expect(askedOfNobody).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryable: true });
    stop();
    expect(first.ask(second.instanceId, DOUBLED, 1, 60_000)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("what is told while Redis restarts arrives once and in order; connections that are cut lose nothing", async () => {
    const own = await startRedisServer();
    const [first, second] = await Promise.all([open(own), open(own)]);
    const heard = collect(second);
    const connection: boolean[] = [];
    first.onConnection((isUp) => connection.push(isUp));
    const told: Promise<void>[] = [];
    const tell = (n: number) => told.push(first.tell(second.instanceId, COUNTED, n));
    tell(0);
    await eventually(() => heard.length === 1);
    await own.kill();
    await eventually(() => !first.isConnected());
    for (const n of [1, 2, 3]) tell(n);
    expect(first.waiting()).toBe(3);
    const again = await startRedisServer({ port: own.port });
    await Promise.all(told);
    await eventually(() => heard.length === 4);
    expect(connection).toEqual([false, true]);

    const look = new Redis(again.url);
    for (let n = 4; n < 300; n += 1) {
      tell(n);
      if (n % 40 === 0) await look.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    }
    await Promise.all(told);
    await eventually(() => heard.length >= 300);
    expect(heard).toEqual(upTo(300));
    expect(second.lost()).toBe(0);
    look.disconnect();
    await Promise.all(opened.splice(0).map((bus) => bus.close()));
    await again.close();
  });

  test("messages that Redis lost are counted", async () => {
    const [first, second] = await Promise.all([open(), open()]);
    const heard = collect(second);
    await first.tell(second.instanceId, COUNTED, 0);
    const look = new Redis(redis.url);
    const text = JSON.stringify({ v: 1, from: first.instanceId, topic: COUNTED.name, n: 4, message: 3 });
    await look.xadd(`sidetone:fleet:{${second.instanceId}}:inbox`, "*", "m", text);
    await eventually(() => heard.length === 2);
    expect(heard).toEqual([0, 3]);
    expect(second.lost()).toBe(2);
    look.disconnect();
  });

  test("what still waits at the end is refused", async () => {
    const bus = openBus({
      redisUrl: "redis://127.0.0.1:1",
      clock: systemClock,
      logger: createLogger("silent"),
    });
    const waiting = bus.tell("another", COUNTED, 2);
    const question = bus.ask("another", DOUBLED, 2, 60_000);
    const refused = [waiting, question].map((one) => one.catch((error: SidetoneError) => error.code));
    await bus.close();
    expect(await Promise.all(refused)).toEqual(["SHUTTING_DOWN", "SHUTTING_DOWN"]);
    expect(bus.tell("another", COUNTED, 3)).rejects.toMatchObject({ code: "SHUTTING_DOWN" });
  });
});
