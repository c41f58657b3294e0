/** The operators' audit on Redis: one sorted set by time. */
import { randomUUID } from "node:crypto";
import type { AuditEntry } from "../../contract/access.ts";
import { withPseudonym } from "../erased-audit.ts";
import type { AuditLog, AuditQuery } from "../port.ts";
import type { RedisCommand, RedisSession } from "./redis-session.ts";

const READ_BATCH = 500;

export interface RedisAuditLogOptions {
  session: RedisSession;
  /** Older entries go first. */
  maxEntries: number;
}

export class RedisAuditLog implements AuditLog {
  readonly #options: RedisAuditLogOptions;
  #appended = 0;

  constructor(options: RedisAuditLogOptions) {
    this.#options = options;
  }

  async append(entry: AuditEntry): Promise<void> {
    const { session, maxEntries } = this.#options;
    const key = session.key("audit");
    await session.transact("append audit", [
      ["zadd", key, entry.atMs, this.#memberOf(entry)],
      ["zremrangebyrank", key, 0, -maxEntries - 1],
    ]);
  }

  async list(query: AuditQuery): Promise<AuditEntry[]> {
    const { session } = this.#options;
    const { limit, beforeMs } = query;
    const newest = beforeMs === undefined ? "+inf" : `(${beforeMs}`;
    const found: AuditEntry[] = [];
    for (let offset = 0; found.length < limit; offset += READ_BATCH) {
      const members = await session.run("list audit", () =>
        session.client.zrevrangebyscore(session.key("audit"), newest, "-inf", "LIMIT", offset, READ_BATCH),
      );
      for (const member of members) {
        const entry: AuditEntry = JSON.parse(member.slice(member.indexOf("{")));
        if (isWanted(entry, query)) found.push(entry);
      }
      if (members.length < READ_BATCH) break;
    }
    return found.slice(0, limit);
  }

  async sweep(beforeMs: number): Promise<void> {
    const { session } = this.#options;
    await session.run("sweep audit", () =>
      session.client.zremrangebyscore(session.key("audit"), "-inf", `(${beforeMs}`),
    );
  }

  /** Rewords the entries about a call; each keeps its place. Gives how many there were. */
  async erase(callKey: string): Promise<number> {
    const { session } = this.#options;
    const key = session.key("audit");
    const reworded: RedisCommand[] = [];
    for (let offset = 0; ; offset += READ_BATCH) {
      const members = await session.run("erase audit", () =>
        session.client.zrange(key, String(offset), String(offset + READ_BATCH - 1)),
      );
      for (const member of members) {
        const jsonAt = member.indexOf("{");
        const entry: AuditEntry = JSON.parse(member.slice(jsonAt));
        if (entry.callKey !== callKey) continue;
        const worded = member.slice(0, jsonAt) + JSON.stringify(withPseudonym(entry));
        reworded.push(["zrem", key, member], ["zadd", key, entry.atMs, worded]);
      }
      if (members.length < READ_BATCH) break;
    }
    if (reworded.length > 0) await session.transact("erase audit", reworded);
    return reworded.length / 2;
  }

  /** Entries of one millisecond are kept apart, in the order they came. */
  #memberOf(entry: AuditEntry): string {
    this.#appended += 1;
    return `${String(this.#appended).padStart(12, "0")} ${randomUUID()} ${JSON.stringify(entry)}`;
  }
}

function isWanted(entry: AuditEntry, { callKey, operator, action }: AuditQuery): boolean {
  return (
    (callKey === undefined || entry.callKey === callKey) &&
    (operator === undefined || entry.operator === operator) &&
    (action === undefined || entry.action === action)
  );
}
