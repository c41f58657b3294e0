/** Lives of call ids on Redis. */
import type { Clock } from "../../base/clock.ts";
import { hashKey } from "../key-hash.ts";
import type { Episodes } from "../port.ts";
import type { RedisSession } from "./redis-session.ts";
import { BEGIN_EPISODE_SCRIPT, END_EPISODE_SCRIPT } from "./scripts.ts";

const BEGIN = "sidetoneBeginEpisode";
const END = "sidetoneEndEpisode";

export function redisEpisodes(options: {
  session: RedisSession;
  clock: Clock;
  timeToLiveMs: number;
}): Episodes {
  const { session, clock, timeToLiveMs } = options;
  session.client.defineCommand(BEGIN, { lua: BEGIN_EPISODE_SCRIPT, numberOfKeys: 2 });
  session.client.defineCommand(END, { lua: END_EPISODE_SCRIPT, numberOfKeys: 2 });
  const valuesOf = (firstKey: string): (string | number)[] => [
    session.hashedKey("episode", firstKey),
    session.key("episodes"),
    hashKey(firstKey),
    clock.now(),
    timeToLiveMs,
  ];
  return {
    begin: async (firstKey) =>
      Number(await session.run("begin episode", () => session.script(BEGIN, valuesOf(firstKey)))),
    async end(firstKey, number) {
      await session.run("end episode", () => session.script(END, [...valuesOf(firstKey), number]));
    },
    async newest(firstKey) {
      const key = session.hashedKey("episode", firstKey);
      const [number, over] = await session.run("read episode", () =>
        session.client.hmget(key, "number", "over"),
      );
      return number == null ? null : { number: Number(number), isOver: over === "1" };
    },
  };
}
