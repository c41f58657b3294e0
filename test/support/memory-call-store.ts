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
    async saveRecords(records) {
      if (store.failure) throw store.failure;
      for (const { call, entries } of records) {
        const stored = calls.get(call.callKey);
        const known = stored?.startedAtMs === call.startedAtMs ? (stored.lastLine ?? 0) : 0;
        const added = entries.filter(({ line }) => line === undefined || line > known);
        calls.set(call.callKey, structuredClone(call));
        history.set(call.callKey, [...(history.get(call.callKey) ?? []), ...structuredClone(added)]);
      }
    },
    get: async (callKey) => calls.get(callKey) ?? null,
    list: async (limit) => [...calls.values()].sort((a, b) => b.startedAtMs - a.startedAtMs).slice(0, limit),
    listSummaries: async ({ limit, before = Number.POSITIVE_INFINITY, addressMarks }) =>
      [...calls.values()]
        .filter(({ startedAtMs }) => startedAtMs < before)
        .filter((call) => addressMarks?.some((mark) => call.addressMarks?.includes(mark)) ?? true)
        .sort((a, b) => b.startedAtMs - a.startedAtMs)
        .slice(0, limit)
        .map(({ callKey, startedAtMs, summary }) => ({ callKey, startedAtMs, summary: summary ?? null })),
    listUnfinished: async () => [...calls.values()].filter((call) => call.endedAtMs === null),
    async appendHistory(callKey, entries) {
      if (store.failure) throw store.failure;
      history.set(callKey, [...(history.get(callKey) ?? []), ...entries]);
    },
    readHistoryStart: async (callKey, limit) => (history.get(callKey) ?? []).slice(0, limit),
    readHistory: async (callKey, limit) => (history.get(callKey) ?? []).slice(-limit),
  };
  return store;
}
