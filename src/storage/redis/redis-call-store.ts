/** Calls and their history on Redis: a string and a list per call, found through three indexes. */
import type { Clock } from "../../clock.ts";
import { hashKey } from "../key-hash.ts";
import type { CallStore, HistoryEntry, StoredCall } from "../port.ts";
import type { RedisSession } from "./redis-session.ts";

const FETCH_BATCH = 200;

export interface RedisCallStoreOptions {
  session: RedisSession;
  clock: Clock;
  /** After the last save, and for history after the last entry. */
  timeToLiveMs: number;
  maxHistoryPerCall: number;
}

export class RedisCallStore implements CallStore {
  readonly #options: RedisCallStoreOptions;

  constructor(options: RedisCallStoreOptions) {
    this.#options = options;
  }

  async save(call: StoredCall): Promise<void> {
    const { session, clock, timeToLiveMs } = this.#options;
    const member = hashKey(call.callKey);
    const unfinished = session.key("calls", "unfinished");
    await session.transact("save", [
      ["set", session.key("call", member), JSON.stringify(call), "PX", timeToLiveMs],
      ["zadd", session.key("calls", "started"), call.startedAtMs, member],
      ["zadd", session.key("calls", "touched"), clock.now(), member],
      call.endedAtMs === null ? ["zadd", unfinished, call.startedAtMs, member] : ["zrem", unfinished, member],
    ]);
  }

  async get(callKey: string): Promise<StoredCall | null> {
    const { session } = this.#options;
    const text = await session.run("get", () => session.client.get(session.hashedKey("call", callKey)));
    return text === null ? null : JSON.parse(text);
  }

  list(limit: number): Promise<StoredCall[]> {
    return this.#newest(this.#options.session.key("calls", "started"), limit);
  }

  listUnfinished(): Promise<StoredCall[]> {
    return this.#newest(this.#options.session.key("calls", "unfinished"), Number.POSITIVE_INFINITY);
  }

  async appendHistory(callKey: string, entries: HistoryEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const { session, timeToLiveMs, maxHistoryPerCall } = this.#options;
    const key = session.hashedKey("history", callKey);
    await session.transact("appendHistory", [
      ["rpush", key, ...entries.map((entry) => JSON.stringify(entry))],
      ["ltrim", key, -maxHistoryPerCall, -1],
      ["pexpire", key, timeToLiveMs],
    ]);
  }

  async readHistory(callKey: string, limit: number): Promise<HistoryEntry[]> {
    const { session } = this.#options;
    if (limit <= 0) return [];
    const key = session.hashedKey("history", callKey);
    const texts = await session.run("readHistory", () => session.client.lrange(key, -limit, -1));
    return texts.map((text) => JSON.parse(text));
  }

  /** In batches; members whose call has expired leave the index on the way. */
  async #newest(index: string, limit: number): Promise<StoredCall[]> {
    const { session } = this.#options;
    const calls: StoredCall[] = [];
    const expired: string[] = [];
    for (let offset = 0; calls.length < limit; offset += FETCH_BATCH) {
      const members = await session.run("list", () =>
        session.client.zrevrange(index, offset, offset + FETCH_BATCH - 1),
      );
      if (members.length === 0) break;
      const keys = members.map((member) => session.key("call", member));
      const texts = await session.run("list", () => session.client.mget(keys));
      for (const [i, text] of texts.entries()) {
        if (text === null) expired.push(members[i] ?? "");
        else if (calls.length < limit) calls.push(JSON.parse(text));
      }
    }
    if (expired.length > 0) await session.run("list", () => session.client.zrem(index, ...expired));
    return calls;
  }
}
