/** What goes wrong during the storm: Redis connections are cut, desktops lose theirs, some go to sleep for a while. */
import { Redis } from "ioredis";
import type { StormDesktop } from "./storm-desktop.ts";

export interface Weather {
  /** Server connections to Redis that were cut. */
  cuts(): number;
  drops(): number;
  /** Lets no more go wrong, wakes who sleeps. */
  clear(): Promise<void>;
}

export interface WeatherOptions {
  redisUrl: string;
  desktops: readonly StormDesktop[];
  cutEveryMs: number;
  /** Share of the desktops that loses its connection each second. */
  dropShare: number;
}

const DROP_EVERY_MS = 100;
const LONGEST_SLEEP_MS = 3_000;
/** Every fourth desktop that goes is put to sleep instead of dropped. */
const SLEEP_SHARE = 0.25;

export function startWeather({ redisUrl, desktops, cutEveryMs, dropShare }: WeatherOptions): Weather {
  const redis = new Redis(redisUrl);
  const sleepers = new Map<StormDesktop, ReturnType<typeof setTimeout>>();
  let cuts = 0;
  let drops = 0;
  let owed = 0;

  async function cut(): Promise<void> {
    // Everybody but the one who asks.
    for (const type of ["normal", "pubsub"]) {
      cuts += Number(await redis.call("CLIENT", "KILL", "TYPE", type, "SKIPME", "yes"));
    }
  }

  function disturbSome(): void {
    owed += desktops.length * dropShare * (DROP_EVERY_MS / 1_000);
    for (; owed >= 1; owed -= 1) {
      const desktop = desktops[Math.floor(Math.random() * desktops.length)];
      if (desktop === undefined || sleepers.has(desktop)) continue;
      drops += 1;
      if (Math.random() < SLEEP_SHARE) putToSleep(desktop);
      else desktop.drop();
    }
  }

  function putToSleep(desktop: StormDesktop): void {
    desktop.sleep();
    const wake = () => {
      sleepers.delete(desktop);
      desktop.wake();
    };
    sleepers.set(desktop, setTimeout(wake, Math.random() * LONGEST_SLEEP_MS));
  }

  let lastCut: Promise<void> = Promise.resolve();
  const cutting = setInterval(() => {
    lastCut = cut();
  }, cutEveryMs);
  const disturbing = setInterval(disturbSome, DROP_EVERY_MS);
  return {
    cuts: () => cuts,
    drops: () => drops,
    clear: async () => {
      clearInterval(cutting);
      clearInterval(disturbing);
      for (const [desktop, timer] of sleepers) {
        clearTimeout(timer);
        desktop.wake();
      }
      sleepers.clear();
      await lastCut;
      redis.disconnect();
    },
  };
}
