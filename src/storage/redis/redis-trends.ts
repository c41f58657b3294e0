/** Counters of calls over time on Redis: a hash for each bucket of a value. */
import { hashKey } from "../key-hash.ts";
import { MAX_TREND_VALUES, type TrendPoint, type TrendQuery, type Trends } from "../port.ts";
import type { RedisSession } from "./redis-session.ts";
import { ADD_TREND_SCRIPT } from "./scripts.ts";

const ADD = "sidetoneAddTrend";
const READ_BATCH = 200;
const SWEEP_BATCH = 500;

export class RedisTrends implements Trends {
  readonly #session: RedisSession;
  readonly #timeToLiveMs: number;

  constructor({ session, timeToLiveMs }: { session: RedisSession; timeToLiveMs: number }) {
    this.#session = session;
    this.#timeToLiveMs = timeToLiveMs;
    session.client.defineCommand(ADD, { lua: ADD_TREND_SCRIPT, numberOfKeys: 3 });
  }

  async add(points: readonly TrendPoint[]): Promise<void> {
    const session = this.#session;
    await session.run("add trends", () =>
      Promise.all(
        points.map(({ dimension, value, atMs, counts }) => {
          const member = memberOf(dimension, value, atMs);
          const keys = [
            session.key("trend", member),
            session.key("trend-values", dimension),
            session.key("trends"),
          ];
          const about = [value, member, atMs, this.#timeToLiveMs, MAX_TREND_VALUES];
          return session.script(ADD, [...keys, ...about, ...Object.entries(counts).flat()]);
        }),
      ),
    );
  }

  async read({ dimension, value, bucketsMs }: TrendQuery): Promise<TrendPoint[]> {
    const session = this.#session;
    const found: TrendPoint[] = [];
    const sorted = [...bucketsMs].sort((a, b) => a - b);
    for (let at = 0; at < sorted.length; at += READ_BATCH) {
      const batch = sorted.slice(at, at + READ_BATCH);
      const hashes = await session.run("read trends", () =>
        Promise.all(
          batch.map((atMs) => session.client.hgetall(session.key("trend", memberOf(dimension, value, atMs)))),
        ),
      );
      for (const [place, hash] of hashes.entries()) {
        const counts = Object.fromEntries(Object.entries(hash).map(([name, text]) => [name, Number(text)]));
        const atMs = batch[place];
        if (atMs !== undefined && Object.keys(counts).length > 0)
          found.push({ dimension, value, atMs, counts });
      }
    }
    return found;
  }

  async values(dimension: string): Promise<string[]> {
    const session = this.#session;
    const found = await session.run("read trends", () =>
      session.client.zrange(session.key("trend-values", dimension), "0", "-1"),
    );
    return found.sort();
  }

  async sweep(beforeMs: number): Promise<void> {
    const session = this.#session;
    for (;;) {
      const members = await session.run("sweep trends", () =>
        session.client.zrangebyscore(session.key("trends"), "-inf", `(${beforeMs}`, "LIMIT", 0, SWEEP_BATCH),
      );
      if (members.length === 0) return;
      const dimensions = new Set(members.map((member) => member.split(":")[0] ?? ""));
      await session.transact("sweep trends", [
        ["del", ...members.map((member) => session.key("trend", member))],
        ["zrem", session.key("trends"), ...members],
        ...[...dimensions].map((dimension): [string, ...(string | number)[]] => [
          "zremrangebyscore",
          session.key("trend-values", dimension),
          "-inf",
          `(${beforeMs}`,
        ]),
      ]);
    }
  }
}

function memberOf(dimension: string, value: string, atMs: number): string {
  return `${dimension}:${hashKey(value)}:${atMs}`;
}
