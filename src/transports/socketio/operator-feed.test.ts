/** The operators' live feed over real sockets: what arrives, how little of it, and who is let in. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { eventually } from "../../../test/support/eventually.ts";
import {
  type FeedScene,
  type PlayedConsole,
  startFeedScene,
} from "../../../test/support/operator-feed-scene.ts";
import type { WatchReply } from "../../contract/feed.ts";

let scene: FeedScene;
beforeEach(() => {
  scene = startFeedScene({ maxConsoles: 3 });
});
afterEach(() => scene.close());

const keysOf = (console: PlayedConsole, index: number) =>
  console.calls[index]?.changed.map(({ callKey }) => callKey);
const linesOf = (console: PlayedConsole) =>
  console.call.flatMap(({ lines }) => lines.map(({ line }) => line));

describe("the list of calls", () => {
  test("comes whole first, then only what changed, each call once with its newest row", async () => {
    const calls = ["a", "b", "c"].map((key) => scene.begin(key));
    const [first] = calls;
    if (first === undefined) throw new Error("no call");
    const console = await scene.connect();
    expect(await console.ask("watch.calls", {})).toEqual({ ok: true });
    await scene.pass(500);
    expect(console.calls).toMatchObject([{ full: true, liveCount: 3 }]);
    expect(keysOf(console, 0)).toEqual(["a", "b", "c"]);
    for (let change = 0; change < 20; change += 1) scene.change(first);
    await scene.pass(500);
    expect(console.calls).toHaveLength(2);
    expect(console.calls[1]).toMatchObject({ full: false, changed: [{ callKey: "a", changedAtMs: 20 }] });
    await console.ask("unwatch.calls");
    scene.change(first);
    await scene.pass(500);
    expect(console.calls).toHaveLength(2);
  });

  test("is left out for a console that fetches it itself, and every change from then on comes", async () => {
    const [known, console] = [scene.begin("a"), await scene.connect()];
    expect(await console.ask("watch.calls", { changesOnly: true })).toEqual({ ok: true });
    scene.change(known);
    await scene.pass(500);
    expect(console.calls).toMatchObject([{ full: false, liveCount: 1, changed: [{ callKey: "a" }] }]);
    await console.ask("watch.calls", {});
    await scene.pass(500);
    expect(console.calls[1]?.full).toBe(true);
  });

  test("shows an ended call once more, then no longer", async () => {
    const call = scene.begin("a");
    const console = await scene.connect();
    await console.ask("watch.calls");
    await scene.pass(500);
    scene.end(call);
    await scene.pass(1_000);
    expect(console.calls).toHaveLength(2);
    expect(console.calls[1]).toMatchObject({ changed: [{ callKey: "a", live: false }], liveCount: 0 });
  });

  test("a console that does not acknowledge is sent one message, then the newest state when it does", async () => {
    const call = scene.begin("a");
    const slow = await scene.connect();
    const quick = await scene.connect();
    slow.acknowledge(false);
    await slow.ask("watch.calls");
    await quick.ask("watch.calls");
    for (let round = 0; round < 10; round += 1) {
      scene.change(call);
      await scene.pass(250);
    }
    expect(slow.calls).toHaveLength(1);
    expect(quick.calls.length).toBeGreaterThan(5);
    slow.acknowledge(true);
    await scene.pass(500);
    expect(slow.calls).toHaveLength(2);
    expect(slow.calls[1]?.changed).toMatchObject([{ callKey: "a", changedAtMs: 10 }]);
  });

  test("a console that never acknowledges is dropped, and its place is free again", async () => {
    const silent = await scene.connect();
    silent.acknowledge(false);
    await silent.ask("watch.calls");
    await scene.pass(500);
    const gone = new Promise((resolve) => silent.socket.once("disconnect", resolve));
    scene.jump(20_000);
    await gone;
    await eventually(() => scene.feed.count() === 0);
    expect(scene.listeners()).toBe(0);
    for (let number = 0; number < 3; number += 1) await scene.connect();
    expect(scene.feed.count()).toBe(3);
  });

  test("1,000 calls with five events a second each cost a bounded number of messages, rows and bytes", async () => {
    const calls = Array.from({ length: 1_000 }, (_, number) => scene.begin(`call-${number}`));
    const consoles = [await scene.connect(), await scene.connect()];
    for (const console of consoles) await console.ask("watch.calls");
    await scene.pass(2_000);
    const summariesBefore = calls.reduce((sum, call) => sum + call.summaries, 0);
    for (const console of consoles) {
      expect(console.calls[0]?.full).toBe(true);
      expect(
        new Set(console.calls.flatMap(({ changed }) => changed.map(({ callKey }) => callKey))).size,
      ).toBe(1_000);
    }
    const before = consoles.map((console) => ({ messages: console.calls.length, bytes: console.bytes() }));
    for (let round = 0; round < 5 * 10; round += 1) {
      for (const call of calls) scene.change(call);
      await scene.pass(200);
    }
    const seconds = 5 * 10 * 0.25;
    for (const [index, console] of consoles.entries()) {
      const messages = console.calls.slice(before[index]?.messages);
      expect(messages.length).toBeLessThanOrEqual(4 * seconds);
      expect(Math.max(...messages.map(({ changed }) => changed.length))).toBeLessThanOrEqual(500);
      expect(messages.reduce((rows, { changed }) => rows + changed.length, 0)).toBeLessThanOrEqual(
        500 * (seconds + 1),
      );
      expect(console.bytes() - (before[index]?.bytes ?? 0)).toBeLessThan(400_000 * seconds);
      // Every call is shown anew within a few seconds, however many they are.
      expect(
        new Set(messages.slice(-4).flatMap(({ changed }) => changed.map(({ callKey }) => callKey))).size,
      ).toBe(1_000);
    }
    // Two consoles cost the rows of one.
    const summaries = calls.reduce((sum, call) => sum + call.summaries, 0) - summariesBefore;
    expect(summaries).toBeLessThanOrEqual(500 * (seconds + 1));
    for (const console of consoles) console.socket.disconnect();
    await eventually(() => scene.listeners() === 0);
  });
});

describe("one call", () => {
  test("comes with the lines after the console's last, then each new line once", async () => {
    const call = scene.begin("a");
    for (let line = 1; line <= 5; line += 1) call.add("leg.held");
    const console = await scene.connect();
    await console.ask("watch.call", { callKey: "a", afterLine: 3 });
    await scene.pass(250);
    expect(console.call).toMatchObject([{ callKey: "a", missed: false, summary: { callKey: "a" } }]);
    expect(linesOf(console)).toEqual([4, 5]);
    scene.change(call);
    scene.change(call);
    await scene.pass(250);
    expect(linesOf(console)).toEqual([4, 5, 6, 7]);
    expect(console.call).toHaveLength(2);
  });

  test("a console that comes back with its last line gets exactly what it missed", async () => {
    const call = scene.begin("a");
    const first = await scene.connect();
    await first.ask("watch.call", { callKey: "a", afterLine: 0 });
    for (let line = 1; line <= 4; line += 1) scene.change(call);
    await scene.pass(250);
    first.socket.disconnect();
    for (let line = 5; line <= 9; line += 1) scene.change(call);
    const second = await scene.connect();
    await second.ask("watch.call", { callKey: "a", afterLine: linesOf(first).at(-1) ?? 0 });
    await scene.pass(250);
    expect([...linesOf(first), ...linesOf(second)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(second.call.some(({ missed }) => missed)).toBe(false);
  });

  test("says so where lines are no longer at hand, and sends the rest in parts", async () => {
    const call = scene.begin("a");
    for (let line = 1; line <= 600; line += 1) call.add("leg.held");
    const console = await scene.connect();
    await console.ask("watch.call", { callKey: "a", afterLine: 50 });
    await scene.pass(1_000);
    expect(console.call.map(({ missed }) => missed)).toEqual([true, false, false]);
    expect(Math.max(...console.call.map(({ lines }) => lines.length))).toBe(200);
    expect(linesOf(console)).toEqual(Array.from({ length: 500 }, (_, index) => 101 + index));
  });

  test("moves with the accounts, once a second, and rests when they do", async () => {
    scene.begin("a");
    const console = await scene.connect();
    await console.ask("watch.call", { callKey: "a", afterLine: 0 });
    await scene.pass(2_000);
    expect(console.call).toHaveLength(1);
    const ledger = { receivedMs: 100, recognizedMs: 0, bufferedMs: 100, heardMs: 0, replayedMs: 0 };
    scene.ledgers.current = { agent: { ...ledger, droppedMs: { hold: 0, overflow: 0, abandoned: 0 } } };
    await scene.pass(2_000);
    expect(console.call).toHaveLength(2);
    expect(console.call[1]?.ledgers).toEqual(scene.ledgers.current);
  });

  test("ends with its last lines and live false, and is no longer listened to", async () => {
    const call = scene.begin("a");
    const console = await scene.connect();
    await console.ask("watch.call", { callKey: "a", afterLine: 0 });
    await scene.pass(250);
    scene.end(call);
    await scene.pass(500);
    expect(console.call.at(-1)).toMatchObject({ summary: { live: false }, lines: [{ event: "ended" }] });
    expect(scene.listeners()).toBe(0);
  });

  test("what cannot be watched is answered with the reason", async () => {
    const console = await scene.connect();
    const error = (code: string): WatchReply => ({ error: { code, message: expect.any(String) } });
    expect(await console.ask("watch.call", { callKey: "none", afterLine: 0 })).toEqual(error("NOT_FOUND"));
    for (const wrong of [
      {},
      { callKey: "a" },
      { callKey: 1, afterLine: 0 },
      { callKey: "a", afterLine: -1 },
      "a",
      null,
    ])
      expect(await console.ask("watch.call", wrong)).toEqual(error("PROTOCOL_VIOLATION"));
    for (let number = 0; number < 9; number += 1) scene.begin(`call-${number}`);
    const replies: WatchReply[] = [];
    for (let number = 0; number < 9; number += 1)
      replies.push(await console.ask("watch.call", { callKey: `call-${number}`, afterLine: 0 }));
    const taken: WatchReply[] = Array.from({ length: 8 }, () => ({ ok: true }));
    expect(replies).toEqual([...taken, error("LIMIT_EXCEEDED")]);
  });
});

describe("an open console", () => {
  test("hears how the process fares every two seconds, and costs the calls no listener", async () => {
    const console = await scene.connect();
    await scene.pass(6_000);
    expect(console.instances).toHaveLength(3);
    expect(console.instances[0]).toMatchObject({ state: "ready" });
    expect(scene.listeners()).toBe(0);
    await console.ask("watch.calls");
    expect(scene.listeners()).toBe(1);
    await console.ask("unwatch.calls");
    expect(scene.listeners()).toBe(0);
  });

  test("a fault while one console is served ends that console only", async () => {
    const broken = scene.begin("a");
    const console = await scene.connect();
    const other = await scene.connect();
    broken.news = () => {
      throw new Error("stated by the test");
    };
    await console.ask("watch.call", { callKey: "a", afterLine: 0 });
    const gone = new Promise((resolve) => console.socket.once("disconnect", resolve));
    await scene.pass(250);
    await gone;
    await scene.pass(4_000);
    expect(other.instances.length).toBeGreaterThan(1);
  });
});

describe("the door of the feed", () => {
  async function refused(headers: Record<string, string>): Promise<void> {
    await expect(scene.connect(headers)).rejects.toThrow("authentication failed");
  }

  test("is shut without a token, with a wrong one, and without the right to view", async () => {
    await refused({});
    await refused({ authorization: "Bearer nobody" });
    await refused({ authorization: "Bearer rightless" });
  });

  test("takes a cookie from our own page only", async () => {
    scene.identities.set("session", { name: "mira", roles: ["view"], via: "cookie" });
    await refused({ cookie: "session" });
    await refused({ cookie: "session", origin: "https://elsewhere.example" });
    await refused({ cookie: "session", origin: scene.stage.url, "sec-fetch-site": "cross-site" });
    const console = await scene.connect({ cookie: "session", origin: scene.stage.url });
    expect(console.socket.connected).toBe(true);
  });

  test("closes behind a session that ran out or was ended", async () => {
    scene.identities.set("short", { name: "mira", roles: ["view"], via: "cookie", expiresAtMs: 5_000 });
    scene.identities.set("ended", { name: "mira", roles: ["view"], via: "cookie", expiresAtMs: 90_000 });
    for (const [cookie, waitMs] of [
      ["short", 5_000],
      ["ended", 30_000],
    ] as const) {
      const console = await scene.connect({ cookie, origin: scene.stage.url });
      const gone = new Promise((resolve) => console.socket.once("disconnect", resolve));
      if (cookie === "ended") scene.identities.delete(cookie);
      scene.jump(waitMs);
      await gone;
      await eventually(() => scene.feed.count() === 0);
    }
  });

  test("lets in as many as allowed, and desktops are none of them", async () => {
    const consoles = [];
    for (let number = 0; number < 3; number += 1) consoles.push(await scene.connect());
    await expect(scene.connect()).rejects.toThrow("too many consoles");
    expect(scene.stage.desktopServer.count()).toBe(0);
    const desktop = await scene.stage.connect();
    expect(desktop.socket.connected).toBe(true);
    consoles[0]?.socket.disconnect();
    await eventually(() => scene.feed.count() === 2);
    expect((await scene.connect()).socket.connected).toBe(true);
  });
});
