/** A console at any instance sees all of them, and takes any out of service. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../../../test/support/eventually.ts";
import {
  redisServerPath,
  redisSkipNote,
  startRedisServer,
  type TestRedisServer,
} from "../../../test/support/redis-server.ts";
import { systemClock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import { createLogger } from "../../base/log.ts";
import { type Bus, openBus } from "../bus.ts";
import { FleetInstances } from "./fleet-instances.ts";

describe.skipIf(redisServerPath === null)(`instances of a fleet${redisSkipNote}`, () => {
  let redis: TestRedisServer;
  const closing: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    redis = await startRedisServer();
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  afterAll(() => redis.close());

  /** `names`: of all that live, shared by the instances of a test. */
  async function start(names: string[], name: string, ask?: Bus["ask"]) {
    const bus = openBus({
      redisUrl: redis.url,
      clock: systemClock,
      logger: createLogger("silent"),
      instanceId: name,
    });
    await eventually(() => bus.isConnected());
    names.push(name);
    const drained: string[] = [];
    const instances = new FleetInstances({
      bus: ask === undefined ? bus : { ...bus, ask },
      others: () => names.filter((other) => other !== name),
      statusHere: () => ({
        name,
        state: drained.length > 0 ? "draining" : "ready",
        liveCalls: 3,
        cpuLoad: 0.5,
      }),
      drainHere(reason) {
        if (drained.length > 0) throw new SidetoneError("CONFLICT", "this instance is draining, not ready");
        drained.push(reason);
      },
      clock: systemClock,
    });
    closing.push(async () => {
      instances.close();
      await bus.close();
    });
    return { instances, drained, bus };
  }

  test("each is listed as it says, by name, and the own one is told apart", async () => {
    const names: string[] = [];
    const [b] = [await start(names, "b"), await start(names, "a")];
    await eventually(() =>
      expect(b.instances.list()).toEqual([
        { name: "a", state: "ready", liveCalls: 3, cpuLoad: 0.5, isHere: false },
        { name: "b", state: "ready", liveCalls: 3, cpuLoad: 0.5, isHere: true },
      ]),
    );
    names.splice(names.indexOf("a"), 1);
    expect(b.instances.list().map(({ name }) => name)).toEqual(["b"]);
  });

  test("one that has had no time to answer is shown as asked, one that does not answer as silent", async () => {
    const names: string[] = ["gone"];
    const one = await start(names, "one", () => Promise.reject(new Error("no answer in time")));
    expect(one.instances.list()).toContainEqual({ name: "gone", state: "asked", isHere: false });
    await eventually(() =>
      expect(one.instances.list()).toContainEqual({ name: "gone", state: "silent", isHere: false }),
    );
  });

  test("one is drained from another, once; a name that there is not is told so", async () => {
    const names: string[] = [];
    const [one, other] = [await start(names, "c"), await start(names, "d")];
    await one.instances.drain("d", "drained by operator vera");
    expect(other.drained).toEqual(["drained by operator vera"]);
    expect(one.drained).toEqual([]);
    expect(one.instances.drain("d", "again")).rejects.toMatchObject({ code: "CONFLICT" });
    expect(one.instances.drain("e", "nobody")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await one.instances.drain("c", "itself");
    expect(one.drained).toEqual(["itself"]);
  });
});
