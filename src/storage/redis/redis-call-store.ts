/** Calls and their history on Redis: a string and a list per call, found through four indexes. */
import type { Clock } from "../../base/clock.ts";
import { hashKey } from "../key-hash.ts";
import type {
  CallRecord,
  CallStore,
  HistoryEntry,
  StoredCall,
  StoredSummary,
  SummaryQuery,
} from "../port.ts";
import { ownershipKeys } from "./call-keys.ts";
import { markEntry, readMarkIndex } from "./mark-index.ts";
import type { RedisCommand, RedisSession } from "./redis-session.ts";
import { SAVE_CALLS_SCRIPT } from "./scripts.ts";

const FETCH_BATCH = 200;
const SAVE_CALLS = "sidetoneSaveCalls";

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
    // The number of keys depends on how many calls there are, so each command says it.
    options.session.client.defineCommand(SAVE_CALLS, { lua: SAVE_CALLS_SCRIPT });
  }

  save(call: StoredCall): Promise<void> {
    return this.saveRecords([{ call, entries: [] }]);
  }

  async saveRecords(records: readonly CallRecord[]): Promise<void> {
    if (records.length === 0) return;
    const { session, clock, timeToLiveMs, maxHistoryPerCall } = this.#options;
    const keys = ["started", "touched", "unfinished", "marked"].map((index) => session.key("calls", index));
    const values: (string | number)[] = [timeToLiveMs, clock.now(), maxHistoryPerCall];
    for (const { call, entries } of records) {
      const member = hashKey(call.callKey);
      keys.push(...["call", "summary", "history"].map((kind) => session.key(kind, member)));
      const { owner, mail } = ownershipKeys(session.key(), call.callKey);
      keys.push(owner, mail, session.key("marks", member));
      values.push(...valuesOf(member, call, entries));
    }
    await session.run("saveRecords", () => session.script(SAVE_CALLS, [keys.length, ...keys, ...values]));
  }

  async get(callKey: string): Promise<StoredCall | null> {
    const { session } = this.#options;
    const keys = [session.hashedKey("call", callKey), session.hashedKey("summary", callKey)];
    const [text, summary] = await session.run("get", () => session.client.mget(keys));
    if (text == null) return null;
    return { ...JSON.parse(text), ...(summary == null ? {} : { summary: JSON.parse(summary).summary }) };
  }

  list(limit: number): Promise<StoredCall[]> {
    return this.#newest(this.#options.session.key("calls", "started"), limit);
  }

  /** Calls of an older version have no row: the call itself is read. */
  async listSummaries(options: SummaryQuery): Promise<StoredSummary[]> {
    const { session } = this.#options;
    if (options.addressMarks !== undefined) {
      const { addressMarks: marks, ...range } = options;
      return await this.#summariesOf(await readMarkIndex(session, { marks, ...range }));
    }
    const index = session.key("calls", "started");
    const found: StoredSummary[] = [];
    let max = options.before === undefined ? "+inf" : `(${options.before}`;
    while (found.length < options.limit) {
      const batch = Math.min(FETCH_BATCH, options.limit - found.length);
      const members = await session.run("listSummaries", () =>
        session.client.zrange(index, max, "-inf", "BYSCORE", "REV", "LIMIT", 0, batch, "WITHSCORES"),
      );
      const lastScore = members.at(-1);
      if (lastScore === undefined) break;
      // All that began in the same millisecond as the last.
      const tied = await session.run("listSummaries", () =>
        session.client.zrange(index, lastScore, lastScore, "BYSCORE", "REV"),
      );
      const ids = members.filter((_, place) => place % 2 === 0);
      found.push(...(await this.#summariesOf([...new Set([...ids, ...tied])])));
      max = `(${lastScore}`;
    }
    return found;
  }

  listUnfinished(): Promise<StoredCall[]> {
    return this.#newest(this.#options.session.key("calls", "unfinished"), Number.POSITIVE_INFINITY);
  }

  async appendHistory(callKey: string, entries: readonly HistoryEntry[]): Promise<void> {
    const commands = this.#appendCommands(callKey, entries);
    if (commands.length > 0) await this.#options.session.transact("appendHistory", commands);
  }

  async readHistory(callKey: string, limit: number): Promise<HistoryEntry[]> {
    const { session } = this.#options;
    if (limit <= 0) return [];
    const key = session.hashedKey("history", callKey);
    const texts = await session.run("readHistory", () => session.client.lrange(key, -limit, -1));
    return texts.map((text) => JSON.parse(text));
  }

  async readHistoryStart(callKey: string, limit: number): Promise<HistoryEntry[]> {
    const { session } = this.#options;
    if (limit <= 0) return [];
    const key = session.hashedKey("history", callKey);
    const texts = await session.run("readHistoryStart", () => session.client.lrange(key, 0, limit - 1));
    return texts.map((text) => JSON.parse(text));
  }

  #appendCommands(callKey: string, entries: readonly HistoryEntry[]): RedisCommand[] {
    if (entries.length === 0) return [];
    const { session, timeToLiveMs, maxHistoryPerCall } = this.#options;
    const key = session.hashedKey("history", callKey);
    return [
      ["rpush", key, ...entries.map((entry) => JSON.stringify(entry))],
      ["ltrim", key, -maxHistoryPerCall, -1],
      ["pexpire", key, timeToLiveMs],
    ];
  }

  async #summariesOf(members: string[]): Promise<StoredSummary[]> {
    const { session } = this.#options;
    const read = (kind: string, ids: string[]) =>
      ids.length === 0
        ? Promise.resolve([])
        : session.run("listSummaries", () => session.client.mget(ids.map((id) => session.key(kind, id))));
    const rows = await read("summary", members);
    const without = members.filter((_, place) => rows[place] === null);
    const calls = await read("call", without);
    return members.flatMap((member, place): StoredSummary[] => {
      const row = rows[place];
      if (row != null) return [JSON.parse(row)];
      const text = calls[without.indexOf(member)];
      if (text == null) return [];
      const { callKey, startedAtMs }: StoredCall = JSON.parse(text);
      return [{ callKey, startedAtMs, summary: null }];
    });
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

/** The row is apart from the call, so that a list need not read snapshots. */
function valuesOf(
  member: string,
  { summary, addressMarks = [], ...call }: StoredCall,
  entries: readonly HistoryEntry[],
): (string | number)[] {
  const { callKey, startedAtMs, endedAtMs, ownership } = call;
  const row: StoredSummary | null = summary === undefined ? null : { callKey, startedAtMs, summary };
  const rowText = row === null ? "" : JSON.stringify(row);
  const lines = entries.map((entry) => JSON.stringify(entry));
  const isUnfinished = endedAtMs === null ? 1 : 0;
  const firstLine = entries[0]?.line ?? 0;
  return [
    member,
    JSON.stringify(call),
    rowText,
    startedAtMs,
    isUnfinished,
    ownership?.epoch ?? "",
    (ownership?.mailId ?? 0) + 1,
    firstLine,
    lines.length,
    addressMarks.length,
    ...lines,
    ...addressMarks.map((mark) => markEntry(mark, startedAtMs, member)),
  ];
}
