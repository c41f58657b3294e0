import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  type DesktopStage,
  STAGE_CALL,
  STAGE_CONVERSATION,
  STAGE_ROOM,
  startDesktopStage,
} from "../../../test/support/desktop-stage.ts";
import { eventually } from "../../../test/support/eventually.ts";

let stage: DesktopStage;
beforeEach(() => {
  stage = startDesktopStage();
});
afterEach(async () => {
  await stage.close();
});

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

async function suggestMany(from: number, to: number): Promise<void> {
  for (let number = from; number <= to; number += 1) await stage.suggest(`m${number}`);
}

describe.each([["websocket"], ["polling"]])("a desktop over %s", (transport) => {
  const over = { transports: [transport] };

  test("that joins late gets all that came before, then what comes, once and in order", async () => {
    await suggestMany(1, 5);
    const desktop = await stage.connect(over);
    expect(await desktop.join()).toEqual([true, STAGE_ROOM]);
    await eventually(() => desktop.sequences().length === 5);
    await suggestMany(6, 8);
    await eventually(() => desktop.sequences().length === 8);
    expect(desktop.sequences()).toEqual(upTo(8));
    const [first] = desktop.received;
    expect(first).toMatchObject({
      conversation_name: STAGE_ROOM,
      data_type: "human-agent-assistant-event",
      message_id: "m1",
      publish_time: "2026-11-20T10:00:00.123Z",
    });
    expect(first?.ack_time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(JSON.parse(first?.data ?? "").conversation).toBe(STAGE_CONVERSATION);
  });

  test("that reloads mid-way asks for what it lacks and gets just that", async () => {
    const before = await stage.connect(over);
    await before.join();
    await suggestMany(1, 3);
    await eventually(() => before.sequences().length === 3);
    before.socket.disconnect();
    await suggestMany(4, 6);
    const after = await stage.connect(over);
    await after.join(STAGE_CONVERSATION, { after: 3 });
    await suggestMany(7, 7);
    await eventually(() => after.sequences().length === 4);
    expect(after.sequences()).toEqual([4, 5, 6, 7]);
  });

  test("may join without an acknowledgement, and by the short name", async () => {
    await suggestMany(1, 1);
    const desktop = await stage.connect(over);
    desktop.socket.emit("join-conversation", STAGE_ROOM);
    await eventually(() => desktop.sequences().length === 1);
  });
});

test("a desktop that upgrades from polling to WebSocket amid a stream of events misses none", async () => {
  const desktop = await stage.connect({ transports: ["polling", "websocket"] });
  await desktop.join();
  await suggestMany(1, 300);
  await eventually(() => desktop.socket.io.engine.transport.name === "websocket");
  await suggestMany(301, 320);
  await eventually(() => desktop.sequences().length === 320);
  expect(desktop.sequences()).toEqual(upTo(320));
});

test("two desktops get everything, and one that leaves takes nothing from the other", async () => {
  const agent = await stage.connect();
  const supervisor = await stage.connect({ token: "supervisor" });
  await agent.join();
  await supervisor.join();
  await suggestMany(1, 2);
  await eventually(() => agent.sequences().length === 2 && supervisor.sequences().length === 2);
  expect(await agent.leave()).toEqual([true, STAGE_ROOM]);
  await suggestMany(3, 4);
  await eventually(() => supervisor.sequences().length === 4);
  agent.socket.disconnect();
  await suggestMany(5, 5);
  await eventually(() => supervisor.sequences().length === 5);
  expect(agent.sequences()).toEqual([1, 2]);
});

test("the call hears of a desktop once when it joins and once when it goes", async () => {
  const desktop = await stage.connect();
  await desktop.join();
  await desktop.join();
  const desktopId = desktop.socket.id ?? "";
  desktop.socket.disconnect();
  await stage.calls.until("desktop.left");
  expect(stage.calls.ofType("desktop.joined")).toEqual([{ type: "desktop.joined", desktopId }]);
  expect(stage.calls.ofType("desktop.left")).toEqual([{ type: "desktop.left", desktopId }]);
  expect(stage.delivery.stats()).toMatchObject({ desktops: 0, conversations: 0 });
});

test("leaving and then disconnecting tells the call once", async () => {
  const desktop = await stage.connect();
  await desktop.join();
  await desktop.leave();
  desktop.socket.disconnect();
  await eventually(() => stage.desktopServer.count() === 0);
  expect(stage.calls.ofType("desktop.left")).toHaveLength(1);
});

test("a desktop that is there before its call is made known to the call when it begins", async () => {
  stage.calls.answer = () => "unknown";
  const desktop = await stage.connect();
  await desktop.join();
  expect(desktop.callStates).toEqual([]);
  stage.calls.answer = () => "taken";
  stage.setCallState({ media: "awaiting" });
  stage.setCallState({ media: "streaming" });
  await eventually(() => desktop.callStates.length === 2);
  expect(desktop.callStates).toEqual([{ media: "awaiting" }, { media: "streaming" }]);
  const told = stage.calls.delivered.filter(({ event }) => event.type === "desktop.joined");
  expect(told.map(({ callKey }) => callKey)).toEqual([STAGE_CALL, STAGE_CALL]);
});

test("joining shows the call's present state before the events", async () => {
  stage.setCallState({ media: "streaming" });
  const order: string[] = [];
  await suggestMany(1, 1);
  const desktop = await stage.connect();
  desktop.socket.onAny((event: string) => order.push(event));
  await desktop.join();
  await eventually(() => order.length === 2);
  expect(order).toEqual(["call-state", "human-agent-assistant-event"]);
});

test("joining again replays from the place asked for and doubles nothing afterwards", async () => {
  await suggestMany(1, 3);
  const desktop = await stage.connect();
  await desktop.join();
  await eventually(() => desktop.sequences().length === 3);
  expect(await desktop.join(STAGE_CONVERSATION, { after: 2 })).toEqual([true, STAGE_ROOM]);
  await eventually(() => desktop.sequences().length === 4);
  await suggestMany(4, 4);
  await eventually(() => desktop.sequences().length === 5);
  expect(desktop.sequences()).toEqual([1, 2, 3, 3, 4]);
});

test("a conversation outside the token is refused, shown as FORBIDDEN, and nothing of it is seen", async () => {
  const other = "projects/p/locations/global/conversations/five9-0000000002";
  const desktop = await stage.connect();
  expect(await desktop.join(other)).toEqual([false, "projects/p/conversations/five9-0000000002"]);
  await eventually(() => desktop.notices.length === 1);
  expect(desktop.notices[0]?.code).toBe("FORBIDDEN");
  expect(stage.desktopServer.stats().notices.FORBIDDEN).toBe(1);
  expect(stage.calls.ofType("desktop.joined")).toHaveLength(0);
  expect(stage.delivery.stats().desktops).toBe(0);
});

test.each<[string, unknown[]]>([
  ["none at all", []],
  ["a number for a name", [42]],
  ["a name without project", ["conversations/x"]],
  ["a name with more behind it", [`${STAGE_CONVERSATION}/extra`]],
  ["options that are a text", [STAGE_CONVERSATION, "after"]],
  ["a negative sequence", [STAGE_CONVERSATION, { after: -1 }]],
  ["a broken sequence", [STAGE_CONVERSATION, { after: 1.5 }]],
  ["a sequence as text", [STAGE_CONVERSATION, { after: "3" }]],
  ["a third argument", [STAGE_CONVERSATION, { after: 0 }, "more"]],
  ["an endless name", [`projects/p/conversations/${"x".repeat(5_000)}`]],
])("malformed join arguments are answered with PROTOCOL_VIOLATION: %s", async (_, args) => {
  const desktop = await stage.connect();
  const ok = await new Promise((resolve) => desktop.socket.emit("join-conversation", ...args, resolve));
  expect(ok).toBe(false);
  await eventually(() => desktop.notices.length === 1);
  expect(desktop.notices[0]?.code).toBe("PROTOCOL_VIOLATION");
  expect(desktop.socket.connected).toBe(true);
});

test("a failed login is told so and disturbs nobody else", async () => {
  const agent = await stage.connect();
  await agent.join();
  const disturbances: string[] = [];
  agent.socket.onAny((event: string) => disturbances.push(event));
  for (const token of ["forged", ""]) {
    await expect(stage.connect({ token })).rejects.toThrow(/^authentication failed$/);
  }
  stage.grants.set("old", { conversations: null, expiresAtMs: Date.now() - 1 });
  await expect(stage.connect({ token: "old" })).rejects.toThrow(/^authentication failed$/);
  await agent.leave();
  expect(disturbances).toEqual([]);
  expect(agent.socket.connected).toBe(true);
  expect(stage.desktopServer.stats().refusedLogins).toBe(3);
});

test("a desktop that asks for our form gets the same events in our words, from the log and live", async () => {
  await stage.suggest("m1");
  const ours = await stage.connect();
  const got: unknown[] = [];
  ours.socket.on("assist-event", (event: unknown) => got.push(event));
  await ours.join(STAGE_CONVERSATION, { form: "sidetone" });
  const google = await stage.connect();
  await google.join();
  await eventually(() => ours.sequences().length === 1 && google.sequences().length === 1);
  await stage.suggest("m2");
  await eventually(() => ours.sequences().length === 2 && google.sequences().length === 2);
  const suggested = (reply: string, sequence: number) => ({
    type: "suggestion",
    id: reply,
    publishedAt: "2026-11-20T10:00:00.123Z",
    features: ["SMART_REPLY"],
    suggestions: [
      { content: { kind: "replies", replies: [reply] }, origin: { records: [""], detail: "none" } },
    ],
    sequence,
  });
  expect(got).toEqual([suggested("m1", 1), suggested("m2", 2)]);
  expect(google.received.map(({ data_type }) => data_type)).toEqual([
    "human-agent-assistant-event",
    "human-agent-assistant-event",
  ]);
});

test("a desktop whose connection the server drops comes back by itself and gets the rest", async () => {
  await suggestMany(1, 2);
  const desktop = await stage.connect();
  desktop.socket.on("connect", () => {
    desktop.socket.emit("join-conversation", STAGE_ROOM, { after: desktop.sequences().at(-1) ?? 0 });
  });
  desktop.socket.emit("join-conversation", STAGE_ROOM);
  await eventually(() => desktop.sequences().length === 2);
  stage.desktopServer.engine.close();
  await suggestMany(3, 4);
  await eventually(() => desktop.sequences().length === 4);
  expect(desktop.sequences()).toEqual(upTo(4));
});

test("the application answers beside Socket.IO on one port, and large bodies stay out", async () => {
  expect(await (await fetch(`${stage.url}/hello`)).text()).toBe("hello");
  const small = await fetch(`${stage.url}/echo`, { method: "POST", body: "x".repeat(15_000) });
  expect(small.status).toBe(200);
  const large = await fetch(`${stage.url}/echo`, { method: "POST", body: "x".repeat(25_000) });
  expect(large.status).toBe(413);
});

test("pages of a listed origin may connect, others may not", async () => {
  const ask = (origin: string) =>
    fetch(`${stage.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } });
  const allowed = await ask("https://desk.example");
  expect(allowed.headers.get("access-control-allow-origin")).toBe("https://desk.example");
  const denied = await ask("https://elsewhere.example");
  expect(denied.headers.get("access-control-allow-origin")).toBe("false");
});
