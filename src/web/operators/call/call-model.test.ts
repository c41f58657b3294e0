import { afterEach, describe, expect, test } from "bun:test";
import { eventually } from "../../../../test/support/eventually.ts";
import { detailOf, maskedOf, revealedOf, summaryOf } from "../../../../test/support/invented-answers.ts";
import { endedLines, troubledLines } from "../../../../test/support/invented-calls.ts";
import { inventLedger } from "../../../../test/support/invented-history.ts";
import type { CallMessage } from "../../../contract/feed.ts";
import type { CallApi, CallFeed } from "../data/call-source.ts";
import { type CallModel, createCallModel, type LoadedCall } from "./call-model.ts";

const KEY = "five9-300000012345678";
const lines = troubledLines();

function scene(options: { live?: boolean; from?: number; fail?: string; areJobsAway?: boolean } = {}) {
  const { live = true, from = 10 } = options;
  const asked = { calls: 0, reveals: 0 };
  const watches: { afterLine: number; tell: (message: CallMessage) => void }[] = [];
  const state = { fail: options.fail, areJobsAway: options.areJobsAway ?? false, changes: 0 };
  const api: CallApi = {
    getCall: async () => {
      asked.calls += 1;
      if (state.fail !== undefined) throw new Error(state.fail);
      return detailOf(live ? lines.slice(0, from) : endedLines(), live);
    },
    getTranscript: async () => maskedOf(lines),
    getJobs: async (callKey) => {
      if (state.areJobsAway) throw new Error("storage is away");
      return [{ queue: "webhook", callKey }];
    },
    reveal: async () => {
      asked.reveals += 1;
      return revealedOf(lines);
    },
    act: async () => undefined,
    erase: async () => ({ calls: 0, lines: 0, events: 0, names: 0, jobs: 0, audit: 0 }),
    bundleUrl: () => "",
  };
  const feed: CallFeed = {
    watchCall: (_callKey, afterLine, tell) => {
      const watch = { afterLine, tell };
      watches.push(watch);
      return () => watches.splice(watches.indexOf(watch), 1);
    },
  };
  const onChange = () => {
    state.changes += 1;
  };
  model = createCallModel({ source: { kind: "live", callKey: KEY }, api, feed, onChange });
  return { model, asked, watches, state };
}

let model: CallModel;
afterEach(() => model.close());

function ready(of: CallModel): LoadedCall {
  const state = of.state();
  if (state.status !== "ready") throw new Error(state.status);
  return state.call;
}

const message = (part: Partial<CallMessage>): CallMessage => ({
  callKey: KEY,
  summary: summaryOf(lines, true),
  lines: [],
  missed: false,
  ledgers: {},
  ...part,
});

describe("the model of the page", () => {
  test("has the call's failed jobs, and says where it could not ask for them", async () => {
    const { model } = scene();
    await model.load();
    expect(ready(model).jobs).toEqual([{ queue: "webhook", callKey: KEY }]);
    const away = scene({ areJobsAway: true }).model;
    await away.load();
    expect(ready(away).jobs).toBeNull();
  });

  test("a live call is loaded, then followed after its last line", async () => {
    const { model, watches } = scene();
    await model.load();
    expect(watches.map(({ afterLine }) => afterLine)).toEqual([10]);
    const { version } = ready(model);
    watches[0]?.tell(message({ lines: lines.slice(8, 14), ledgers: { agent: inventLedger(500) } }));
    expect(ready(model).story.lines.map(({ line }) => line)).toEqual(
      lines.slice(0, 14).map(({ line }) => line),
    );
    expect(ready(model).ledgers.agent?.receivedMs).toBe(500);
    expect(ready(model).version).toBeGreaterThan(version);
  });

  test("lines that are no longer at hand make it load anew, with one watch", async () => {
    const { model, asked, watches } = scene();
    await model.load();
    watches[0]?.tell(message({ missed: true, lines: lines.slice(30) }));
    await eventually(() => asked.calls === 2 && watches.length === 1);
    expect(ready(model).story.lines).toHaveLength(10);
  });

  test("an ended call is not followed; a closed page is not told", async () => {
    const { model, watches } = scene({ live: false });
    await model.load();
    expect(watches).toEqual([]);
    const live = scene();
    await live.model.load();
    const tell = live.watches[0]?.tell;
    const { changes } = live.state;
    live.model.close();
    tell?.(message({ lines: lines.slice(10) }));
    expect([live.watches.length, live.state.changes - changes]).toEqual([0, 0]);
  });

  test("what the server said is shown, and trying again may help", async () => {
    const { model, state } = scene({ fail: "No such call." });
    await model.load();
    expect(model.state()).toEqual({ status: "failed", message: "No such call." });
    state.fail = undefined;
    await model.load();
    expect(model.state().status).toBe("ready");
  });

  test("words are fetched when asked for, and forgotten", async () => {
    const { model, asked } = scene();
    await model.load();
    expect(ready(model).revealed).toBeNull();
    await model.reveal();
    expect(ready(model).revealed?.entries.length).toBe(8);
    model.hide();
    expect([ready(model).revealed, asked.reveals]).toEqual([null, 1]);
  });

  test("a bundle needs no server", async () => {
    const detail = detailOf(endedLines(), false);
    const bundle = {
      format: "sidetone-incident-2" as const,
      madeAtMs: 1,
      madeBy: "Morgan",
      detail,
      masked: maskedOf(lines),
      revealed: revealedOf(lines),
      jobs: [{ id: "7" }],
      audit: [],
    };
    model = createCallModel({
      source: { kind: "bundle", bundle },
      api: undefined,
      feed: undefined,
      onChange: () => {},
    });
    await model.load();
    expect(ready(model).jobs).toEqual([{ id: "7" }]);
    expect(ready(model).revealed?.entries.length).toBe(8);
  });
});
