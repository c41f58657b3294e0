/** Agents' applications on two instances that share one Redis: any serves any agent. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { systemClock } from "../../src/base/clock.ts";
import { createLogger } from "../../src/base/log.ts";
import { createSignal, type Signal } from "../../src/base/signal.ts";
import { openBus } from "../../src/fleet/bus.ts";
import { redisPlaces } from "../../src/fleet/conversation-places.ts";
import { connectCommands } from "../../src/fleet/fleet-connections.ts";
import { FleetAgents } from "../../src/service/fleet-agents.ts";
import { redisSessionKeeper } from "../../src/service/session-keeper.ts";
import { eventually } from "../support/eventually.ts";
import {
  redisServerPath,
  redisSkipNote,
  startRedisServer,
  type TestRedisServer,
} from "../support/redis-server.ts";
import { AGENT, type Scene, startScene } from "./scene.ts";

interface Instance {
  scene: Scene;
  /** It is gone at once, with all that it had in memory; the others hear of it. */
  kill(): Promise<void>;
}

describe.skipIf(redisServerPath === null)(`agents of a fleet${redisSkipNote}`, () => {
  const logger = createLogger("silent");
  let server: TestRedisServer;
  let living: Map<string, Instance>;
  let gone: Signal<string>;
  let one: Instance;
  let other: Instance;

  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    living = new Map();
    gone = createSignal<string>();
    const keyPrefix = crypto.randomUUID();
    [one, other] = [await start("one", keyPrefix), await start("other", keyPrefix)];
  });
  afterEach(async () => {
    for (const instance of [...living.values()]) await instance.kill();
  });

  async function start(name: string, keyPrefix: string): Promise<Instance> {
    const bus = openBus({ redisUrl: server.url, keyPrefix, clock: systemClock, logger, instanceId: name });
    const redis = connectCommands({ redisUrl: server.url, logger });
    await eventually(() => bus.isConnected() && redis.status === "ready");
    const places = redisPlaces({
      ...{ redis, keyPrefix, instanceId: name, clock: systemClock },
      lives: async (id) => living.has(id),
    });
    const keeper = redisSessionKeeper({ redis, keyPrefix, logger });
    const ends: (() => void)[] = [];
    const scene = startScene({
      keeper,
      share(agents) {
        const shared = new FleetAgents({
          ...{ agents, bus, load: keeper.load, onGone: gone.on, clock: systemClock, logger },
          claimHome: (agentId) => places.claim(agentId),
        });
        ends.push(() => shared.close());
        return shared;
      },
    });
    const instance: Instance = {
      scene,
      async kill() {
        living.delete(name);
        for (const end of ends) end();
        await scene.close();
        await bus.close();
        redis.disconnect();
        gone.tell(name);
      },
    };
    living.set(name, instance);
    return instance;
  }

  /** The agent's leg, as each instance hears of it. */
  function leg(id: string): () => void {
    const closing = [...living.values()].map(({ scene }) =>
      scene.leg(id, "agent", { address: AGENT.phoneNumber }),
    );
    return () => {
      for (const close of closing) close();
    };
  }

  async function entered({ scene }: Instance) {
    const application = await scene.connect();
    const { sessions } = await application.ask("init", AGENT);
    return { application, sessions: sessions as { sessionId: string; status: string }[] };
  }

  test("an agent who comes back on another instance has their session there, and ends it there", async () => {
    leg("c1");
    const { application } = await entered(one);
    const { session } = await application.ask("getAgentAssist");
    application.socket.disconnect();
    const back = await entered(other);
    expect(back.sessions).toMatchObject([session as object]);
    const [{ sessionId } = { sessionId: "" }] = back.sessions;
    expect(await back.application.ask("stopAgentAssist", { sessionId })).toEqual({ ok: true });
    await eventually(() => expect(back.application.statuses()).toEqual(["ended"]));
    expect(one.scene.calls.ofType("agent.detached")).toMatchObject([{ sessionId, reason: "stopped" }]);
    expect(other.scene.calls.delivered).toEqual([]);
    expect((await entered(other)).sessions).toEqual([]);
  });

  test("two tabs on two instances see the same, before the call and during it, and each may tell the bot", async () => {
    const [first, second] = [await entered(one), await entered(other)];
    const { session } = (await second.application.ask("getAgentAssist")) as {
      session: { sessionId: string };
    };
    expect(session).toMatchObject({ status: "waiting" });
    leg("c1");
    for (const { application } of [first, second]) {
      await eventually(() => expect(application.statuses()).toEqual(["started"]));
    }
    const { sessionId } = session;
    await second.application.ask("metadataToBot", { sessionId, metadata: { from: "the second tab" } });
    expect(one.scene.told.at(-1)).toMatchObject({ sessionId, metadataToBot: { from: "the second tab" } });
    expect(await second.application.ask("stopAgentAssist", { sessionId: "nobody's" })).toMatchObject({
      ok: false,
      error: { code: "unknown-session" },
    });
    await second.application.ask("stopAgentAssist", { sessionId });
    await eventually(() => expect(first.application.statuses()).toEqual(["started", "ended"]));
    expect(one.scene.calls.ofType("agent.attached")).toHaveLength(1);
    expect(other.scene.calls.delivered).toEqual([]);
  });

  test("when the agent's home is gone, an application elsewhere keeps the session", async () => {
    leg("c1");
    const { application } = await entered(one);
    const { session } = (await application.ask("getAgentAssist")) as { session: { sessionId: string } };
    const second = await entered(other);
    expect(second.sessions).toHaveLength(1);
    await one.kill();
    const attached = () => other.scene.calls.ofType("agent.attached");
    await eventually(() => expect(attached()).toMatchObject([{ sessionId: session.sessionId }]));
    expect(other.scene.told).toEqual([]);
    other.scene.endCall("c1");
    await eventually(() => expect(second.application.statuses()).toEqual(["ended"]));
  });

  test("an agent whose only instance is gone finds a session that waits on another one", async () => {
    const { application } = await entered(one);
    const { session } = await application.ask("getAgentAssist");
    expect(session).toMatchObject({ status: "waiting" });
    await one.kill();
    const back = await entered(other);
    expect(back.sessions).toEqual([session as (typeof back.sessions)[number]]);
    leg("c1");
    await eventually(() => expect(back.application.statuses()).toEqual(["started"]));
  });

  test("a socket that closes while its agent's home is asked leaves nothing behind", async () => {
    leg("c1");
    const { application } = await entered(one);
    const passing = await other.scene.connect();
    passing.socket.emit("init", AGENT);
    await eventually(async () => {
      passing.socket.disconnect();
      return other.scene.server.count() === 0;
    });
    application.socket.disconnect();
    // Nobody is there, and no session: the agent is forgotten.
    await eventually(() => expect(one.scene.agents.counts().agents).toBe(0));
  });
});
