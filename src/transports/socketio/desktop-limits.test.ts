import { expect, test } from "bun:test";
import { createConnection, type Socket } from "node:net";
import {
  type DesktopStage,
  STAGE_CONVERSATION,
  STAGE_ROOM,
  startDesktopStage,
  suggestion,
} from "../../../test/support/desktop-stage.ts";
import { eventually } from "../../../test/support/eventually.ts";
import { googleFormOf } from "../../assist/google/write-event.ts";

test("more desktops than allowed are refused while those inside stay", async () => {
  const small = startDesktopStage({ limits: { maxDesktops: 1 } });
  try {
    const inside = await small.connect();
    await expect(small.connect()).rejects.toThrow();
    expect(small.desktopServer.stats()).toMatchObject({ desktops: 1, refusedConnections: 1 });
    expect(await inside.join()).toEqual([true, STAGE_ROOM]);
    inside.socket.disconnect();
    await eventually(() => small.desktopServer.count() === 0);
    const next = await small.connect();
    expect(next.socket.connected).toBe(true);
  } finally {
    await small.close();
  }
});

test("an empty session id opens a connection, too, and is refused as one where there is no room", async () => {
  const full = startDesktopStage({ limits: { maxDesktops: 1 } });
  const inside = await full.connect();
  const refused = await fetch(`${full.url}/socket.io/?EIO=4&transport=polling&sid=`);
  expect([refused.status, await refused.json()]).toEqual([403, { code: 4, message: "too many desktops" }]);
  expect(full.desktopServer.stats()).toMatchObject({ connections: 1, refusedConnections: 1 });
  inside.socket.disconnect();
  await full.close();
});

test("a message beyond the limit costs its sender the connection and nobody else theirs", async () => {
  const stage = startDesktopStage();
  const agent = await stage.connect();
  const flooder = await stage.connect();
  const gone = new Promise((resolve) => flooder.socket.once("disconnect", resolve));
  flooder.socket.emit("join-conversation", "x".repeat(50_000));
  await gone;
  flooder.socket.disconnect();
  expect(await agent.join()).toEqual([true, STAGE_ROOM]);
  await stage.close();
});

test("a connection that shows no token is dropped in time, and took no desktop's place", async () => {
  const stage = startDesktopStage({ limits: { joinTimeoutMs: 200, maxDesktops: 1 } });
  await openPolling(stage);
  await openWebSocket(stage);
  const desktop = await stage.connect();
  expect(await desktop.join()).toEqual([true, STAGE_ROOM]);
  await eventually(() => expect(stage.desktopServer.stats().connections).toBe(1));
  expect(desktop.socket.connected).toBe(true);
  await stage.close();
});

test("a thousand sessions without a token share few places, and agents beside them are let in", async () => {
  const stage = startDesktopStage({ limits: { joinTimeoutMs: 60_000, maxDesktops: 40 } });
  const before = await stage.connect();
  for (let batch = 0; batch < 20; batch += 1) {
    await Promise.all(Array.from({ length: 45 }, () => openPolling(stage)));
    await Promise.all(Array.from({ length: 5 }, () => openWebSocket(stage)));
  }
  const agents = await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      stage.connect({ transports: [index % 2 === 0 ? "websocket" : "polling"] }),
    ),
  );
  for (const agent of [before, ...agents]) expect(await agent.join()).toEqual([true, STAGE_ROOM]);
  await eventually(() => expect(stage.desktopServer.stats().connections).toBe(31 + 100));
  await stage.close();
}, 600_000);

test("a desktop that stops polling is dropped when too much waits for it, and the others go on", async () => {
  const stage = startDesktopStage({ limits: { maxBufferedMessages: 20 } });
  const reader = await stage.connect();
  await reader.join();
  const session = await openPolling(stage);
  await session.post(`40${JSON.stringify({ token: "agent" })}`);
  await session.poll();
  await session.post(`42${JSON.stringify(["join-conversation", STAGE_CONVERSATION])}`);
  await eventually(() => stage.delivery.stats().desktops === 2);
  for (let number = 1; number <= 40; number += 1) await stage.suggest(`m${number}`);
  await eventually(() => stage.desktopServer.count() === 1);
  await eventually(() => reader.sequences().length === 40);
  expect(stage.delivery.stats().desktops).toBe(1);
  await stage.close();
});

test("a WebSocket that stops reading is closed rather than sent a log with holes", async () => {
  const stage = startDesktopStage();
  const socket = await openWebSocket(stage);
  sendText(socket, `40${JSON.stringify({ token: "agent" })}`);
  await eventually(() => stage.desktopServer.count() === 1);
  sendText(socket, `42${JSON.stringify(["join-conversation", STAGE_CONVERSATION])}`);
  await eventually(() => stage.delivery.stats().desktops === 1);
  socket.pause();
  const padding = "x".repeat(1_000_000);
  for (let number = 1; number <= 60 && stage.desktopServer.count() > 0; number += 1) {
    const event = suggestion(`m${number}`);
    const raw = googleFormOf(event);
    const data = JSON.stringify({ ...raw.payload, padding });
    await stage.delivery.accept({ ...event, raw: { ...raw, data } });
    await Bun.sleep(0);
  }
  await eventually(() => stage.desktopServer.count() === 0);
  expect(stage.delivery.stats().desktops).toBe(0);
  socket.destroy();
  await stage.close();
}, 600_000);

test("garbage at any layer ends at most its sender's connection", async () => {
  const stage = startDesktopStage();
  const agent = await stage.connect();
  await agent.join();
  const texts = [
    "",
    "9",
    "4",
    "44",
    "4{",
    "42[",
    '42["join-conversation"',
    "451-",
    "42[null]",
    '4{"a":1}',
    "b////",
    "\u0000",
  ];
  for (const text of texts) {
    const polling = await openPolling(stage);
    await polling.post(`40${JSON.stringify({ token: "agent" })}`);
    await polling.post(text);
    const socket = await openWebSocket(stage);
    sendText(socket, `40${JSON.stringify({ token: "agent" })}`);
    sendText(socket, text);
    socket.write(crypto.getRandomValues(new Uint8Array(200)));
    socket.end();
  }
  await stage.suggest("m1");
  await eventually(() => agent.sequences().length === 1);
  expect(agent.socket.connected).toBe(true);
  const another = await stage.connect();
  expect(await another.join()).toEqual([true, STAGE_ROOM]);
  await stage.close();
});

/** An Engine.IO 4 polling session made by hand. */
async function openPolling(stage: DesktopStage) {
  const base = `${stage.url}/socket.io/?EIO=4&transport=polling`;
  const opened = await (await fetch(base)).text();
  const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
  const url = `${base}&sid=${sid}`;
  return {
    post: async (body: string) => (await fetch(url, { method: "POST", body })).text(),
    poll: async () => (await fetch(url)).text(),
  };
}

/** A WebSocket client made by hand, because no library lets one stop reading. */
async function openWebSocket(stage: DesktopStage): Promise<Socket> {
  const { port } = new URL(stage.url);
  const socket = createConnection(Number(port), "127.0.0.1");
  const upgraded = new Promise((resolve) => socket.once("data", resolve));
  socket.on("error", () => {});
  socket.write(
    [
      "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
      "Host: 127.0.0.1",
      "Upgrade: websocket",
      "Connection: Upgrade",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      "Sec-WebSocket-Version: 13",
      "",
      "",
    ].join("\r\n"),
  );
  await upgraded;
  return socket;
}

/** One masked text frame of at most 125 bytes, or up to 64 kB with the longer length (RFC 6455 section 5.2). */
function sendText(socket: Socket, text: string): void {
  const payload = Buffer.from(text);
  const length =
    payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 0xff];
  // A mask of zeros leaves the payload as it is.
  socket.write(Buffer.concat([Buffer.from([0x81, ...length, 0, 0, 0, 0]), payload]));
}
