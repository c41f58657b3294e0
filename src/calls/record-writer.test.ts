import { describe, expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { createLogger } from "../base/log.ts";
import type { CallRecord, HistoryEntry, StoredCall } from "../storage/port.ts";
import { createRecordWriter, type RecordSource } from "./record-writer.ts";

function stage() {
  const clock = new SimulatedClock();
  const writes: string[][] = [];
  let refuse: (callKeys: string[]) => boolean = () => false;
  let held: Promise<void> = Promise.resolve();
  const store = {
    async saveRecords(records: readonly CallRecord[]) {
      const keys = records.map(({ call, entries }) => `${call.callKey}:${entries.length}`);
      writes.push(keys);
      await held;
      if (refuse(keys.map((key) => key.split(":")[0] ?? ""))) throw new Error("refused");
    },
  };
  const writer = createRecordWriter({ store, clock, logger: createLogger("silent") });
  const source = (callKey: string): RecordSource & { pending: HistoryEntry[]; isBroken: boolean } => ({
    callKey,
    pending: [],
    isBroken: false,
    take() {
      if (this.isBroken) throw new Error("no snapshot");
      const entries = this.pending;
      this.pending = [];
      return { call: { callKey } as StoredCall, entries };
    },
    refused({ entries }) {
      this.pending = [...entries, ...this.pending];
    },
  });
  const settle = async () => {
    for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
  };
  const advance = async (ms: number) => {
    clock.increment(ms);
    await settle();
  };
  return {
    writer,
    writes,
    source,
    advance,
    settle,
    now: () => clock.now(),
    refuseWhere: (rule: typeof refuse) => {
      refuse = rule;
    },
    hold: (promise: Promise<void>) => {
      held = promise;
    },
  };
}

const line = (event: string): HistoryEntry => ({ atMs: 0, actor: "call", event });

describe("createRecordWriter()", () => {
  test("writes together what is due at about the same time, and the rest when it is due", async () => {
    const { writer, writes, source, advance } = stage();
    const [a, b, c] = [source("a"), source("b"), source("c")];
    writer.request(a, 250);
    writer.request(b, 400);
    writer.request(c, 5_000);
    await advance(249);
    expect(writes).toEqual([]);
    await advance(1);
    expect(writes).toEqual([["a:0", "b:0"]]);
    await advance(4_749);
    expect(writes).toHaveLength(1);
    await advance(1);
    expect(writes).toEqual([["a:0", "b:0"], ["c:0"]]);
  });

  test("an earlier wish moves a later one forward, not the other way round", async () => {
    const { writer, writes, source, advance } = stage();
    const a = source("a");
    writer.request(a, 5_000);
    writer.request(a, 250);
    writer.request(a, 9_000);
    await advance(250);
    expect(writes).toEqual([["a:0"]]);
    await advance(10_000);
    expect(writes).toHaveLength(1);
  });

  test("takes what is newest when a write begins, one write at a time", async () => {
    const { writer, writes, source, settle, hold } = stage();
    const a = source("a");
    const first = Promise.withResolvers<void>();
    hold(first.promise);
    a.pending.push(line("E1"));
    const flushed = writer.flush(a);
    await settle();
    a.pending.push(line("E2"));
    const again = writer.flush(a);
    await settle();
    a.pending.push(line("E3"));
    expect(writes).toEqual([["a:1"]]);
    first.resolve();
    await Promise.all([flushed, again]);
    expect(writes).toEqual([["a:1"], ["a:2"]]);
  });

  test("flushes of many calls go in few writes of bounded size", async () => {
    const { writer, writes, source } = stage();
    const sources = Array.from({ length: 120 }, (_, n) => source(`c${n}`));
    await Promise.all(sources.map((one) => writer.flush(one)));
    expect(writes.map((keys) => keys.length)).toEqual([50, 50, 20]);
  });

  test("a refused record keeps its lines; a record at fault soon fails alone", async () => {
    const { writer, writes, source, refuseWhere } = stage();
    const sources = ["a", "b", "bad", "d"].map(source);
    for (const one of sources) one.pending.push(line("E"));
    refuseWhere((keys) => keys.includes("bad"));
    const flushAll = () => Promise.all(sources.map((one) => writer.flush(one)));
    await flushAll();
    expect(writes).toEqual([["a:1", "b:1", "bad:1", "d:1"]]);
    expect(sources.map(({ pending }) => pending.length)).toEqual([1, 1, 1, 1]);
    for (let round = 0; round < 3; round += 1) await flushAll();
    expect(sources.map(({ pending }) => pending.length)).toEqual([0, 0, 1, 0]);
    refuseWhere(() => false);
    await flushAll();
    expect(sources.every(({ pending }) => pending.length === 0)).toBe(true);
  });

  test("a call that cannot be captured keeps no other from being stored", async () => {
    const { writer, writes, source } = stage();
    const [broken, sound] = [source("broken"), source("sound")];
    broken.isBroken = true;
    await Promise.all([writer.flush(broken), writer.flush(sound)]);
    expect(writes).toEqual([["sound:0"]]);
  });
});
