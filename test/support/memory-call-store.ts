/** A CallStore in memory for tests of what writes to it; the real ones have their own contract test. */
import type { CallStore, HistoryEntry, StoredCall } from "../../src/storage/port.ts";

export interface MemoryCallStore extends CallStore {
  /** While set, every write rejects with it. */
  failure: Error | null;
}

export function createMemoryCallStore(): MemoryCallStore {
  const calls = new Map<string, StoredCall>();
  const history = new Map<string, HistoryEntry[]>();
  const store: MemoryCallStore = {
    failure: null,
    async save(call) {
      if (store.failure) throw store.failure;
      calls.set(call.callKey, structuredClone(call));
    },
    get: async (callKey) => calls.get(callKey) ?? null,
    list: async (limit) => [...calls.values()].sort((a, b) => b.startedAtMs - a.startedAtMs).slice(0, limit),
    listUnfinished: async () => [...calls.values()].filter((call) => call.endedAtMs === null),
    async appendHistory(callKey, entries) {
      if (store.failure) throw store.failure;
      history.set(callKey, [...(history.get(callKey) ?? []), ...entries]);
    },
    readHistory: async (callKey, limit) => (history.get(callKey) ?? []).slice(0, limit),
  };
  return store;
}
