/** Streaming mode over real WebSockets. */
import { afterEach, describe, expect, test } from "bun:test";
import { BOT_TOKEN, serveAudiocodes } from "../../../test/support/audiocodes-server.ts";
import { eventually } from "../../../test/support/eventually.ts";

type Json = Record<string, unknown>;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function serve(options: Parameters<typeof serveAudiocodes>[0] = {}) {
  const bot = serveAudiocodes(options);
  closing.push(() => bot.close());
  async function connect(path = "") {
    const url = new URL(path, bot.botUrl);
    url.protocol = "ws:";
    // Bun's WebSocket takes headers; the type of the web's own does not know them.
    const options = { headers: { authorization: `Bearer ${BOT_TOKEN}` } } as unknown as string[];
    const socket = new WebSocket(url, options);
    const frames: Json[] = [];
    const state = { closedWith: 0 };
    socket.addEventListener("message", ({ data }) => frames.push(JSON.parse(String(data)) as Json));
    socket.addEventListener("close", ({ code }) => {
      state.closedWith = code;
    });
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", () => reject(new Error("refused")));
    });
    return {
      socket,
      frames,
      state,
      say: (frame: unknown) => socket.send(typeof frame === "string" ? frame : JSON.stringify(frame)),
      until: (count: number) => eventually(() => frames.length >= count),
    };
  }
  return { bot, connect };
}

const initiate = (change: Json = {}) => ({
  type: "session.initiate",
  conversationId: "s-1",
  botName: "b",
  ...change,
});
const START = {
  type: "event",
  name: "start",
  id: "1",
  parameters: { participants: [{ participant: "caller" }, { participant: "callee" }] },
};
const activities = (...list: unknown[]) => ({ type: "activities", conversationId: "s-1", activities: list });

describe("a streaming session", () => {
  test("is validated, initiated, heard, answered at once and later, and ended", async () => {
    const { bot, connect } = serve();
    const vaic = await connect();
    vaic.say({ type: "connection.validate" });
    vaic.say(initiate({ supportedMediaFormats: ["raw/lpcm16", "raw/mulaw"] }));
    vaic.say(activities(START));
    vaic.say(activities({ type: "message", text: "hello", parameters: { participant: "caller" } }));
    await vaic.until(3);
    expect(vaic.frames).toMatchObject([
      { type: "connection.validated", success: true },
      { type: "session.accepted", conversationId: "s-1", mediaFormat: "raw/lpcm16" },
      { type: "activities", conversationId: "s-1", activities: [{ name: "config" }] },
    ]);
    bot.suggest("vaic-s-1", { sequence: 1 });
    await vaic.until(4);
    expect(vaic.frames[3]).toMatchObject({ activities: [{ name: "sendMetaData", value: { sequence: 1 } }] });
    expect(bot.texts.map(({ text }) => text)).toEqual(["hello"]);
    vaic.say({ type: "session.end", reasonCode: "client-disconnected", reason: "bye" });
    await eventually(() => vaic.state.closedWith === 1000);
    expect(bot.directory.ofType("call.end")).toEqual([{ type: "call.end", reason: "client-disconnected" }]);
    await eventually(() => bot.streaming.count() === 0);
  });

  test("goes on over a new socket, which gets what came in between; the old one is closed", async () => {
    const { bot, connect } = serve();
    const first = await connect("stream");
    first.say(initiate());
    first.say(activities(START));
    await first.until(2);
    first.socket.close();
    await eventually(() => bot.streaming.count() === 0);
    bot.suggest("vaic-s-1", { sequence: 1 });
    const second = await connect();
    second.say({ type: "session.resume", conversationId: "s-1" });
    await second.until(2);
    expect(second.frames).toMatchObject([
      { type: "session.accepted" },
      { activities: [{ name: "sendMetaData" }] },
    ]);
    const third = await connect();
    third.say({ type: "session.resume", conversationId: "s-1" });
    await eventually(() => second.state.closedWith === 1000);
    bot.suggest("vaic-s-1", { sequence: 2 });
    await third.until(2);
    expect(bot.directory.ofType("call.end")).toEqual([]);
  });

  test.each([
    ["a resume of an unknown conversation", { type: "session.resume", conversationId: "nobody" }],
    ["activities before a session", activities(START)],
    ["a session without an id", { type: "session.initiate" }],
    ["no JSON", "{"],
    ["no type", {}],
  ])("%s is answered with session.error", async (_, frame) => {
    const { connect } = serve();
    const vaic = await connect();
    vaic.say(frame);
    await vaic.until(1);
    expect(vaic.frames[0]).toMatchObject({ type: "session.error", reason: expect.any(String) });
    await eventually(() => vaic.state.closedWith === 1008);
  });

  test("survives frames it cannot read, and those it does not know", async () => {
    const { bot, connect } = serve();
    const vaic = await connect();
    vaic.say(initiate());
    for (const frame of ["{", [], { type: "playStream.mark.reached" }, activities(), { type: "activities" }])
      vaic.say(frame);
    vaic.socket.send(new Uint8Array([1, 2, 3]));
    vaic.say(activities(START));
    await vaic.until(2);
    expect(vaic.frames.map(({ type }) => type)).toEqual(["session.accepted", "activities"]);
    expect(bot.directory.ofType("leg.opened")).toHaveLength(2);
  });

  test("without a right token is not opened", async () => {
    const { bot } = serve();
    const response = await bot.ask("", {
      token: "wrong",
      headers: { upgrade: "websocket", connection: "upgrade" },
    });
    expect(response.status).toBe(401);
  });
});

describe("audio", () => {
  test("is refused with a hangup that says why", async () => {
    const { bot, connect } = serve();
    const vaic = await connect();
    vaic.say(initiate());
    vaic.say(activities(START));
    vaic.say({ type: "userStream.start", participant: "caller" });
    await vaic.until(3);
    expect(vaic.frames[2]).toMatchObject({ activities: [{ name: "hangup" }] });
    expect(bot.counts.audioRefused).toBe(1);
  });

  test("is recognised where directSTT is on: each participant's chunks go to a track of its own", async () => {
    const { bot, connect } = serve({ directStt: true });
    const vaic = await connect();
    vaic.say(initiate({ supportedMediaFormats: ["wav/lpcm16", "raw/mulaw", "raw/lpcm16"] }));
    vaic.say(activities(START));
    vaic.say({ type: "userStream.start", participant: "callee" });
    vaic.say({
      type: "userStream.chunk",
      participant: "callee",
      audioChunk: Buffer.alloc(160).toString("base64"),
    });
    vaic.say({ type: "userStream.chunk", participant: "nobody", audioChunk: "AAAA" });
    await vaic.until(3);
    expect(bot.streaming.openStreams()).toBe(1);
    vaic.say({ type: "userStream.stop", participant: "callee" });
    await vaic.until(4);
    expect(bot.streaming.openStreams()).toBe(0);
    expect(bot.streaming.audioTotals).toEqual({ messages: 1, bytes: 160, gapMs: 0 });
    expect(vaic.frames).toMatchObject([
      { type: "session.accepted", mediaFormat: "raw/mulaw" },
      { type: "activities" },
      { type: "userStream.started", participant: "callee" },
      { type: "userStream.stopped", participant: "callee" },
    ]);
    const format = { encoding: "MULAW", sampleRateHertz: 8_000 } as const;
    expect(bot.audio).toEqual([
      { callKey: "vaic-s-1", speaker: "customer", format, bytes: 0 },
      { callKey: "vaic-s-1", speaker: "agent", format, bytes: 160 },
    ] as typeof bot.audio);
    const media = bot.directory.ofType("leg.opened").map(({ medium }) => medium);
    expect(media).toEqual([
      { kind: "audio", format },
      { kind: "audio", format },
    ]);
  });
});

describe("the async channel", () => {
  test("brings what comes late, to the newest socket, and closes with the conversation", async () => {
    const { bot, connect } = serve();
    const created = await bot.post("", { conversation: "h-1" });
    const { activitiesURL = "", websocketURL = "" } = (await created.json()) as Record<string, string>;
    await bot.post(activitiesURL, { activities: [START] });
    const channel = await connect(websocketURL);
    bot.suggest("vaic-h-1", { sequence: 1 });
    await channel.until(1);
    expect(channel.frames[0]).toMatchObject({ conversation: "h-1", activities: [{ name: "sendMetaData" }] });
    channel.say("{}");
    await bot.post("conversation/h-1/disconnect", {});
    await eventually(() => channel.state.closedWith === 1000);
  });
});
