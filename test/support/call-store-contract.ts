/** What every CallStore does: the part of the storage contract about calls, their rows and their history. */
import { expect, test } from "bun:test";
import type { CallSummary } from "../../src/contract/call-summary.ts";
import type { Storage, StoredCall } from "../../src/storage/port.ts";

/** A call that was only just begun, with a snapshot worth nothing. */
export function call(callKey: string, startedAtMs: number, endedAtMs: number | null): StoredCall {
  return {
    callKey,
    source: "five9",
    vendorCallId: callKey,
    startedAtMs,
    endedAtMs,
    snapshot: { value: { media: "streaming" } },
  };
}

function summary(callKey: string, startedAtMs: number): CallSummary {
  return {
    callKey,
    source: "five9",
    vendorCallId: callKey,
    live: true,
    startedAtMs,
    endedAtMs: null,
    changedAtMs: startedAtMs,
    view: { media: "streaming", conversation: "open", assist: "attended", participants: {} },
    alarms: [{ code: "AUDIO_GAP", severity: "warning", message: 'a "gap"' }],
    domainId: "1",
    agentIds: ["3"],
    campaignIds: [],
    desktops: 0,
    suggestions: 0,
    endReason: null,
  };
}

export function callStoreContract(storage: () => Pick<Storage, "calls" | "erase" | "sweep">): void {
  test("a call is found by its key and holds what was saved last", async () => {
    const { calls } = storage();
    expect(await calls.get("nobody")).toBeNull();
    await Promise.all([1, 2, 3].map((n) => calls.save({ ...call("k", 5, null), snapshot: { n } })));
    expect(await calls.get("k")).toEqual({ ...call("k", 5, null), snapshot: { n: 3 } });
  });

  test("calls are listed newest first, and the unfinished ones apart", async () => {
    const { calls } = storage();
    await calls.save(call("list-old", 9_000_001, null));
    await calls.save(call("list-new", 9_000_003, null));
    await calls.save(call("list-ended", 9_000_002, null));
    await calls.save(call("list-ended", 9_000_002, 9_000_009));
    expect((await calls.list(3)).map(({ callKey }) => callKey)).toEqual([
      "list-new",
      "list-ended",
      "list-old",
    ]);
    expect((await calls.list(1)).map(({ callKey }) => callKey)).toEqual(["list-new"]);
    const unfinished = (await calls.listUnfinished()).map(({ callKey }) => callKey);
    expect(unfinished.filter((key) => key.startsWith("list-"))).toEqual(["list-new", "list-old"]);
  });

  test("history keeps its order, and a limit gives the newest part of it", async () => {
    const { calls } = storage();
    const lines = Array.from({ length: 9 }, (_, i) => ({
      atMs: i,
      actor: "call",
      event: `E${i}`,
      state: { i },
    }));
    await Promise.all([0, 3, 6].map((from) => calls.appendHistory("h", lines.slice(from, from + 3))));
    await calls.appendHistory("h", []);
    expect(await calls.readHistory("h", 100)).toEqual(lines);
    expect(await calls.readHistory("h", 2)).toEqual(lines.slice(-2));
    expect(await calls.readHistory("nobody", 2)).toEqual([]);
    expect(await calls.readHistoryStart("h", 2)).toEqual(lines.slice(0, 2));
    expect(await calls.readHistoryStart("h", 100)).toEqual(lines);
    expect(await calls.readHistoryStart("h", 0)).toEqual([]);
    expect(await calls.readHistoryStart("nobody", 2)).toEqual([]);
  });

  test("calls are found by marks of their parties, newest first and in pages, until they are erased or old", async () => {
    const { calls } = storage();
    const marked = (callKey: string, startedAtMs: number, addressMarks: string[]) => ({
      ...call(callKey, startedAtMs, startedAtMs + 1),
      addressMarks,
    });
    await calls.save(marked("m1", 9_100_001, ["caller", "hotline"]));
    await calls.save(marked("m2", 9_100_002, ["other", "hotline"]));
    await calls.save(marked("m3", 9_100_002, ["caller"]));
    await calls.saveRecords([{ call: marked("m4", 9_100_004, ["hotline"]), entries: [] }]);
    // What it was saved with before is kept.
    await calls.save(marked("m4", 9_100_004, ["caller"]));
    const found = async (addressMarks: string[], limit = 10, before?: number) =>
      (await calls.listSummaries({ addressMarks, limit, ...(before === undefined ? {} : { before }) })).map(
        ({ callKey }) => callKey,
      );
    expect(await found(["caller"])).toEqual(["m4", "m3", "m1"]);
    expect(await found(["hotline"])).toEqual(["m4", "m2", "m1"]);
    expect((await found(["other", "caller"], 2)).sort()).toEqual(["m2", "m3", "m4"]);
    expect(await found(["hotline"], 2)).toEqual(["m4", "m2"]);
    expect(await found(["hotline"], 2, 9_100_002)).toEqual(["m1"]);
    expect(await found(["hot"])).toEqual([]);
    expect(await found([])).toEqual([]);
    // A call of the same key that began at another time has marks of its own.
    await calls.save(marked("m1", 9_100_009, ["new"]));
    expect(await found(["caller"])).toEqual(["m4", "m3"]);
    expect(await found(["new"])).toEqual(["m1"]);
    await storage().erase({ callKey: "m4", room: "projects/p/conversations/m4", conversationName: "m4" });
    expect(await found(["caller", "hotline"])).toEqual(expect.arrayContaining(["m2", "m3"]));
    await calls.save(call("m4", 9_100_004, null));
    expect((await found(["caller", "hotline"])).sort()).toEqual(["m2", "m3"]);
    expect(JSON.stringify(await calls.get("m2"))).not.toContain("hotline");
    // All is older than that.
    await storage().sweep(-1);
    for (const key of ["m1", "m2", "m3"]) await calls.save(call(key, 9_100_009, null));
    expect(await found(["caller", "hotline", "other", "new"])).toEqual([]);
    await storage().sweep(-1);
  });

  test("calls and their new lines are stored together, each call's lines in order", async () => {
    const { calls } = storage();
    const line = (n: number) => ({
      line: n,
      atMs: n,
      actor: "call",
      event: `E${n}`,
      state: 'a "b" \\n\n\u001e',
    });
    const oddKey = 'odd, {key} "quoted"';
    await calls.saveRecords([]);
    await calls.saveRecords([
      { call: { ...call("r1", 70, null), lastLine: 2 }, entries: [line(1), line(2)] },
      { call: { ...call(oddKey, 71, null), snapshot: { text: "x\ny" }, lastLine: 1 }, entries: [line(1)] },
      { call: call("r3", 72, null), entries: [] },
    ]);
    await calls.saveRecords([
      { call: { ...call("r1", 70, 99), summary: summary("r1", 70), lastLine: 3 }, entries: [line(3)] },
    ]);
    expect(await calls.get("r1")).toEqual({ ...call("r1", 70, 99), summary: summary("r1", 70), lastLine: 3 });
    expect(await calls.get(oddKey)).toEqual({
      ...call(oddKey, 71, null),
      snapshot: { text: "x\ny" },
      lastLine: 1,
    });
    expect(await calls.readHistory("r1", 10)).toEqual([line(1), line(2), line(3)]);
    expect(await calls.readHistory(oddKey, 10)).toEqual([line(1)]);
    expect(await calls.readHistory("r3", 10)).toEqual([]);
  });

  test("a write that is made again leaves each line once, and a call that begins anew has its own numbers", async () => {
    const { calls } = storage();
    const line = (n: number) => ({ line: n, atMs: n, actor: "call", event: `E${n}` });
    const record = (startedAtMs: number, from: number, to: number) => {
      const entries = Array.from({ length: to - from + 1 }, (_, at) => line(from + at));
      return { call: { ...call("again", startedAtMs, null), lastLine: to }, entries };
    };
    await calls.saveRecords([record(50, 1, 2)]);
    await calls.saveRecords([record(50, 1, 2)]);
    await calls.saveRecords([record(50, 1, 3), { call: call("beside", 50, null), entries: [line(1)] }]);
    await calls.saveRecords([record(50, 4, 4)]);
    expect((await calls.readHistory("again", 20)).map((entry) => entry.line)).toEqual([1, 2, 3, 4]);
    expect(await calls.readHistory("beside", 20)).toEqual([line(1)]);
    await calls.saveRecords([record(60, 1, 2)]);
    expect((await calls.readHistory("again", 20)).map((entry) => entry.line)).toEqual([1, 2, 3, 4, 1, 2]);
  });

  test("rows are listed newest first in pages, and none falls between two pages", async () => {
    const { calls } = storage();
    const startedAtMs = [8_000_001, 8_000_002, 8_000_002, 8_000_002, 8_000_003, 8_000_004];
    const rows = startedAtMs.map((ms, n) => ({
      ...call(`row-${n}`, ms, 1),
      summary: summary(`row-${n}`, ms),
    }));
    await calls.saveRecords(rows.map((row) => ({ call: row, entries: [] })));
    await calls.save(call("row-old", 8_000_000, 1));
    const first = await calls.listSummaries({ limit: 3, before: 8_000_005 });
    expect(first.map((row) => row.startedAtMs)).toEqual([
      8_000_004, 8_000_003, 8_000_002, 8_000_002, 8_000_002,
    ]);
    expect(first[0]).toEqual({
      callKey: "row-5",
      startedAtMs: 8_000_004,
      summary: summary("row-5", 8_000_004),
    });
    const second = await calls.listSummaries({ limit: 2, before: 8_000_002 });
    expect(second.map(({ callKey }) => callKey)).toEqual(["row-0", "row-old"]);
    expect(second[1]?.summary).toBeNull();
    expect((await calls.listSummaries({ limit: 1 }))[0]?.startedAtMs).toBeGreaterThanOrEqual(8_000_004);
  });
}
