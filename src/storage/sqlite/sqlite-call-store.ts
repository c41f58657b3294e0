/** Calls and their history in SQLite. */
import type { Clock } from "../../base/clock.ts";
import type { CallStore, HistoryEntry, StoredCall } from "../port.ts";
import type { CallRow, WrittenCall } from "./call-operations.ts";
import type { RecordsThread } from "./records-thread.ts";

export function sqliteCallStore({ thread, clock }: { thread: RecordsThread; clock: Clock }): CallStore {
  return {
    save: (call) => thread.ask("saveCall", rowOf(call), clock.now()),
    async saveRecords(records) {
      if (records.length === 0) return;
      const rows = records.map(({ call, entries }) => ({
        call: rowOf(call),
        firstLine: entries[0]?.line ?? null,
        entries: textsOf(entries),
      }));
      await thread.ask("saveRecords", rows, clock.now());
    },
    async get(callKey) {
      const row = await thread.ask("getCall", callKey);
      return row === null ? null : callOf(row);
    },
    list: async (limit) => (await thread.ask("listCalls", limit)).map(callOf),
    async listSummaries({ limit, before = Number.MAX_SAFE_INTEGER, addressMarks = null }) {
      const rows = await thread.ask("listSummaries", limit, before, addressMarks);
      return rows.map(({ callKey, startedAtMs, summary }) => ({
        callKey,
        startedAtMs,
        summary: summary === null ? null : JSON.parse(summary),
      }));
    },
    listUnfinished: async () => (await thread.ask("listUnfinished")).map(callOf),
    async appendHistory(callKey, entries) {
      if (entries.length > 0) await thread.ask("appendHistory", callKey, textsOf(entries), clock.now());
    },
    async readHistory(callKey, limit) {
      if (limit <= 0) return [];
      return (await thread.ask("readHistory", callKey, limit)).map((entry) => JSON.parse(entry));
    },
    async readHistoryStart(callKey, limit) {
      if (limit <= 0) return [];
      return (await thread.ask("readHistoryStart", callKey, limit)).map((entry) => JSON.parse(entry));
    },
  };
}

function textsOf(entries: readonly HistoryEntry[]): string[] {
  return entries.map((entry) => JSON.stringify(entry));
}

function rowOf({ snapshot, summary, lastLine, addressMarks, ...call }: StoredCall): WrittenCall {
  return {
    ...call,
    snapshot: JSON.stringify(snapshot),
    summary: summary === undefined ? null : JSON.stringify(summary),
    lastLine: lastLine ?? null,
    addressMarks: addressMarks ?? [],
  };
}

function callOf({ snapshot, summary, lastLine, ...call }: CallRow): StoredCall {
  return {
    ...call,
    snapshot: JSON.parse(snapshot),
    ...(summary === null ? {} : { summary: JSON.parse(summary) }),
    ...(lastLine === null ? {} : { lastLine }),
  };
}
