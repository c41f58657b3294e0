/** Erases one call from Redis, and remembers by hashes that it did. */
import { hashKey } from "../key-hash.ts";
import type { CallNames, ErasedRecords } from "../port.ts";
import type { RedisAuditLog } from "./redis-audit-log.ts";
import type { RedisCommand, RedisSession } from "./redis-session.ts";

const READ_BATCH = 500;

export class RedisErasure {
  readonly #session: RedisSession;
  readonly #audit: RedisAuditLog;

  constructor({ session, audit }: { session: RedisSession; audit: RedisAuditLog }) {
    this.#session = session;
    this.#audit = audit;
  }

  async erase(
    { callKey, room, conversationName }: CallNames,
    nowMs: number,
    isKeptElsewhere: boolean,
  ): Promise<ErasedRecords> {
    const session = this.#session;
    const [member, roomHash] = [hashKey(callKey), hashKey(room)];
    const names = await this.#namesOf(conversationName);
    const marks = await session.run("erase", () => session.client.smembers(session.key("marks", member)));
    const counts = await session.transact("erase", [
      ["llen", session.key("history", member)],
      ["xlen", session.key("log", roomHash)],
      ["exists", session.key("log-ids", roomHash)],
      ["exists", session.key("call", member)],
    ]);
    const [lines = 0, events = 0, rooms = 0, calls = 0] = counts.map(Number);
    const isKept = isKeptElsewhere || calls + lines + rooms + names.length > 0;
    const indexes = ["started", "unfinished", "touched"].map((name) => session.key("calls", name));
    await session.transact("erase", [
      ...["call", "summary", "history", "marks"].map(
        (kind): RedisCommand => ["del", session.key(kind, member)],
      ),
      ...["log", "log-ids"].map((kind): RedisCommand => ["del", session.key(kind, roomHash)]),
      ...(marks.length > 0
        ? [["zrem", session.key("calls", "marked"), ...marks] satisfies RedisCommand]
        : []),
      ...indexes.map((index): RedisCommand => ["zrem", index, member]),
      ["zrem", session.key("rooms"), roomHash],
      ...names.flatMap((name): RedisCommand[] => [
        ["del", session.key("name", name)],
        ["zrem", session.key("names"), name],
      ]),
      ...(isKept ? [member, roomHash] : []).map(
        (hash): RedisCommand => ["zadd", session.key("erased"), nowMs, hash],
      ),
    ]);
    const audit = await this.#audit.erase(callKey);
    return { calls, lines, events, names: names.length, audit };
  }

  async isErased(callKey: string): Promise<boolean> {
    const session = this.#session;
    const score = await session.run("isErased", () =>
      session.client.zscore(session.key("erased"), hashKey(callKey)),
    );
    return score !== null;
  }

  async sweep(beforeMs: number): Promise<void> {
    const session = this.#session;
    await session.run("sweep erased", () =>
      session.client.zremrangebyscore(session.key("erased"), "-inf", `(${beforeMs}`),
    );
  }

  /** Hashes of the keys under which a conversation's name is kept: all names are looked through. */
  async #namesOf(conversationName: string): Promise<string[]> {
    const session = this.#session;
    const found: string[] = [];
    for (let offset = 0; ; offset += READ_BATCH) {
      const hashes = await session.run("erase", () =>
        session.client.zrange(session.key("names"), String(offset), String(offset + READ_BATCH - 1)),
      );
      if (hashes.length === 0) return found;
      const names = await session.run("erase", () =>
        session.client.mget(hashes.map((hash) => session.key("name", hash))),
      );
      found.push(...hashes.filter((_, place) => names[place] === conversationName));
    }
  }
}
