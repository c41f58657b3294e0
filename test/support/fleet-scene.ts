/** Instances of a fleet in one process: real call charts, BullMQ workers and mailboxes on one real Redis. */
import { systemClock } from "../../src/base/clock.ts";
import { createLogger } from "../../src/base/log.ts";
import { createSignal } from "../../src/base/signal.ts";
import { emptyLedger } from "../../src/contract/ledger.ts";
import { openBus } from "../../src/fleet/bus.ts";
import { FleetDirectory, type FleetHooks } from "../../src/fleet/fleet-directory.ts";
import { FleetLegs } from "../../src/fleet/screens/fleet-legs.ts";
import { FleetScreens } from "../../src/fleet/screens/fleet-screens.ts";
import type { Storage } from "../../src/storage/port.ts";
import { openRedisStorage } from "../../src/storage/redis/redis-storage.ts";
import { CALL, createCallFixture } from "./call-fixture.ts";
import { eventually } from "./eventually.ts";

export interface SceneInstance {
  id: string;
  fleet: FleetDirectory;
  calls: ReturnType<typeof createCallFixture>;
  screens: FleetScreens;
  legs: FleetLegs;
  /** Where this instance runs the call, lets its records be written. */
  store(): Promise<void>;
  close(): Promise<void>;
  /** It is gone at once: nothing more is said, stored or renewed. */
  kill(): Promise<void>;
}

interface InstanceOptions {
  lockMs?: number;
  maxCalls?: number;
  hooks?: FleetHooks;
}

export interface FleetScene {
  storage: Storage;
  /** A pattern for keys of this scene. */
  keysOf(ending: string): string;
  start(options?: InstanceOptions): Promise<SceneInstance>;
  /** The one that runs the call. */
  owner(): Promise<SceneInstance>;
  close(): Promise<void>;
}

/** A death is noticed a little later; a machine that stops for so long takes a call from its owner, too. */
export const SHORT_LOCK_MS = 1_000;
/** For those from whom no call is to be taken. */
export const LONG_LOCK_MS = 600_000;
const STALLED_CHECK_MS = 60;
/** The accounts of every call, wherever it is owned. */
export const LEDGERS_NOW = { agent: { ...emptyLedger(), receivedMs: 1_234, recognizedMs: 1_234 } };

export async function openFleetScene(redisUrl: string): Promise<FleetScene> {
  const logger = createLogger("silent");
  const keyPrefix = crypto.randomUUID();
  const storage = await openRedisStorage({ redisUrl, keyPrefix, logger });
  const store = Object.assign(storage.calls, { failure: null });
  const instances = new Set<SceneInstance>();

  async function start(options: InstanceOptions = {}): Promise<SceneInstance> {
    const ended = createSignal<string>();
    let screens: FleetScreens | undefined;
    const bus = openBus({ redisUrl, keyPrefix, clock: systemClock, logger });
    const calls = createCallFixture({
      store,
      episodes: Object.assign(storage.episodes, { failure: null }),
      fleet: {
        instance: bus.instanceId,
        ownershipOf: (callKey) => fleet.ownershipOf(callKey),
        onView: (callKey, view) => screens?.viewChanged(callKey, view),
      },
      onEnded: ended.tell,
    });
    const fleet: FleetDirectory = new FleetDirectory({
      ...{ backend: { redisUrl, keyPrefix }, bus, local: calls.directory, ended, store, logger },
      hooks: options.hooks ?? {},
      maxCalls: options.maxCalls ?? 100,
      clock: systemClock,
      lockMs: options.lockMs ?? SHORT_LOCK_MS,
      stalledCheckMs: STALLED_CHECK_MS,
    });
    screens = new FleetScreens({
      ...{ bus, local: calls.directory, store, clock: systemClock, logger },
      placeOf: (callKey) => fleet.placeOf(callKey),
      instances: () => [...instances].map(({ id }) => id).filter((id) => id !== bus.instanceId),
      lives: async (id) => [...instances].some((one) => one.id === id),
      ledgersOf: () => LEDGERS_NOW,
    });
    const legs = new FleetLegs({
      ...{ bus, local: calls.directory, clock: systemClock, logger },
      instances: () => [...instances].map(({ id }) => id).filter((id) => id !== bus.instanceId),
    });
    const instance: SceneInstance = {
      id: bus.instanceId,
      fleet,
      calls,
      screens,
      legs,
      async store() {
        await calls.directory.sendStored(CALL, { type: "counters.sampled", ledgers: {} });
      },
      async close() {
        instances.delete(instance);
        await fleet.close();
        instance.screens.close();
        legs.close();
        await bus.close();
      },
      async kill() {
        instances.delete(instance);
        instance.screens.close();
        legs.close();
        await Promise.all([fleet.kill(), bus.close()]);
      },
    };
    instances.add(instance);
    await eventually(() => bus.isConnected());
    // The directory has a connection of its own, which may be there later.
    await eventually(() => fleet.placeOf("nobody"));
    return instance;
  }

  return {
    storage,
    keysOf: (ending) => `*${keyPrefix}${ending}`,
    start,
    async owner() {
      let owner: SceneInstance | undefined;
      await eventually(() => {
        owner = [...instances].find(({ calls }) => calls.view() !== null);
        return owner !== undefined;
      });
      if (owner === undefined) throw new Error("no instance has the call");
      return owner;
    },
    async close() {
      await Promise.all([...instances].map((instance) => instance.close()));
      await storage.close();
    },
  };
}
