/**
 * The Storage port on a Redis cluster: a call, its log and its mailbox are in the partition of its key, and what is asked of
 * all calls is asked of each partition. Names, lives of ids, the audit and the trends have a partition each, too.
 */
import type {
  AuditLog,
  CallNames,
  CallStore,
  ConversationNames,
  DeliveryLog,
  Episodes,
  ErasedRecords,
  Storage,
  Trends,
} from "../port.ts";
import { partitionOf } from "./call-keys.ts";
import type { RedisStorage } from "./redis-storage.ts";

export class PartitionedStorage implements Storage {
  readonly deliveryLog: DeliveryLog;
  readonly calls: CallStore;
  readonly conversationNames: ConversationNames;
  readonly episodes: Episodes;
  readonly audit: AuditLog;
  readonly trends: Trends;
  readonly #partitions: readonly RedisStorage[];
  readonly #first: RedisStorage;

  /** All of one connection. */
  constructor(partitions: readonly RedisStorage[]) {
    const [first] = partitions;
    if (first === undefined) throw new Error("a storage needs a partition");
    this.#partitions = partitions;
    this.#first = first;
    const of = (name: string): RedisStorage => partitions[partitionOf(name)] ?? first;
    this.deliveryLog = {
      append: (room, ...rest) => of(callKeyOf(room)).deliveryLog.append(room, ...rest),
      readAfter: (room, ...rest) => of(callKeyOf(room)).deliveryLog.readAfter(room, ...rest),
    };
    this.calls = partitionedCalls(partitions, of);
    this.conversationNames = {
      put: (key, name) => of(key).conversationNames.put(key, name),
      get: (key) => of(key).conversationNames.get(key),
      delete: (key) => of(key).conversationNames.delete(key),
    };
    this.episodes = {
      begin: (key) => of(key).episodes.begin(key),
      end: (key, number) => of(key).episodes.end(key, number),
      newest: (key) => of(key).episodes.newest(key),
    };
    this.audit = first.audit;
    this.trends = first.trends;
  }

  async sweep(olderThanMs: number): Promise<number> {
    const counts = await Promise.all(this.#partitions.map((partition) => partition.sweep(olderThanMs)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** The call's own partition comes last: it remembers the erasing, also where only others had something. */
  async erase(names: CallNames): Promise<ErasedRecords> {
    const own = this.#partitions[partitionOf(names.callKey)] ?? this.#first;
    const others = this.#partitions.filter((partition) => partition !== own);
    const found = await Promise.all(others.map((partition) => partition.erase(names)));
    const isKept = found.some(({ names: count }) => count > 0);
    found.push(await own.erase(names, isKept));
    const sumOf = (kind: keyof ErasedRecords) => found.reduce((sum, counts) => sum + counts[kind], 0);
    return {
      calls: sumOf("calls"),
      lines: sumOf("lines"),
      events: sumOf("events"),
      names: sumOf("names"),
      audit: sumOf("audit"),
    };
  }

  isErased(callKey: string): Promise<boolean> {
    return (this.#partitions[partitionOf(callKey)] ?? this.#first).isErased(callKey);
  }

  /** One command each, so that a shard that is away is noticed. */
  async ping(): Promise<void> {
    await Promise.all(this.#partitions.map((partition) => partition.isErased("")));
  }

  close(): Promise<void> {
    return this.#first.close();
  }
}

/** A room's last part is the key of its call. */
function callKeyOf(room: string): string {
  return room.slice(room.lastIndexOf("/") + 1);
}

function partitionedCalls(
  partitions: readonly RedisStorage[],
  of: (name: string) => RedisStorage,
): CallStore {
  const newestOfAll = async <T extends { startedAtMs: number }>(
    ask: (calls: CallStore) => Promise<T[]>,
  ): Promise<T[]> => {
    const found = await Promise.all(partitions.map(({ calls }) => ask(calls)));
    return found.flat().sort((one, other) => other.startedAtMs - one.startedAtMs);
  };
  return {
    save: (call) => of(call.callKey).calls.save(call),
    async saveRecords(records) {
      const grouped = Map.groupBy(records, ({ call }) => of(call.callKey));
      await Promise.all([...grouped].map(([partition, group]) => partition.calls.saveRecords(group)));
    },
    get: (callKey) => of(callKey).calls.get(callKey),
    list: async (limit) => (await newestOfAll((calls) => calls.list(limit))).slice(0, limit),
    async listSummaries(options) {
      const found = await newestOfAll((calls) => calls.listSummaries(options));
      const last = found[options.limit - 1];
      // All that began in the same millisecond as the last.
      return last === undefined ? found : found.filter((one) => one.startedAtMs >= last.startedAtMs);
    },
    listUnfinished: () => newestOfAll((calls) => calls.listUnfinished()),
    appendHistory: (callKey, entries) => of(callKey).calls.appendHistory(callKey, entries),
    readHistory: (callKey, limit) => of(callKey).calls.readHistory(callKey, limit),
    readHistoryStart: (callKey, limit) => of(callKey).calls.readHistoryStart(callKey, limit),
  };
}
