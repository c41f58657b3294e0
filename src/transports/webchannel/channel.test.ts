import { afterEach, expect, test } from "bun:test";
import { startWebChannelServer, type WebChannelServer } from "../../../simulators/webchannel/server.ts";
import { eventually } from "../../../test/support/eventually.ts";
import { systemClock } from "../../base/clock.ts";
import type { SidetoneError } from "../../base/errors.ts";
import { openWebChannel, type WebChannel, type WebChannelLimits } from "./channel.ts";

let server: WebChannelServer | undefined;
const channels: WebChannel[] = [];
afterEach(async () => {
  for (const channel of channels.splice(0)) channel.close();
  await server?.close();
});

function startEcho(): WebChannelServer {
  server = startWebChannelServer({
    answer: (message) => [{ response_chunk: `heard ${JSON.stringify(message)}` }, { is_final: true }],
  });
  return server;
}

interface Heard {
  channel: WebChannel;
  data: unknown[];
  ends: (string | null)[];
}

function open(url: string, limits: Partial<WebChannelLimits> = {}): Heard {
  const data: unknown[] = [];
  const ends: (string | null)[] = [];
  const channel = openWebChannel({
    url: `${url}/rpc/channel`,
    credentials: async () => new Headers({ authorization: "Bearer service" }),
    clock: systemClock,
    limits: { maxEmptyReopenings: 1, ...limits },
    onData: (payload) => data.push(payload),
    onEnd: (error: SidetoneError | null) =>
      ends.push(error === null ? null : `${error.code}: ${error.message}`),
  });
  channels.push(channel);
  return { channel, data, ends };
}

test("messages go up in order and answers come down once, cut anywhere", async () => {
  const echo = startEcho();
  echo.setChunkBytes(7);
  const { channel, data, ends } = open(echo.baseUrl);
  const sent = Array.from({ length: 20 }, (_, index) => ({ textInput: `ä 🎧 ${index}` }));
  for (const message of sent.slice(0, 10)) channel.send(message);
  await eventually(() => data.length === 20);
  for (const message of sent.slice(10)) channel.send(message);
  await eventually(() => data.length === 40);
  expect(echo.messages).toEqual(sent);
  expect(data[0]).toEqual({ responseChunk: `heard ${JSON.stringify(sent[0])}` });
  expect(data[39]).toEqual({ isFinal: true });
  expect(ends).toEqual([]);
  expect(new Set(echo.authorizations)).toEqual(new Set(["Bearer service"]));
  expect(new Set(echo.paths)).toEqual(new Set(["/rpc/channel"]));
});

test("a way back that ends is opened again where it was, and nothing comes twice", async () => {
  const echo = startEcho();
  const { channel, data, ends } = open(echo.baseUrl);
  for (let round = 1; round <= 5; round += 1) {
    channel.send({ round });
    await eventually(() => data.length === round * 2);
    echo.cutWaysBack();
  }
  channel.send({ round: 6 });
  await eventually(() => data.length === 12);
  expect(ends).toEqual([]);
});

test("closing ends the session on the server and says nothing more here", async () => {
  const echo = startEcho();
  const { channel, data, ends } = open(echo.baseUrl);
  channel.send({ one: 1 });
  await eventually(() => data.length === 2);
  channel.close();
  channel.close();
  channel.send({ two: 2 });
  await eventually(() => echo.terminated() === 1);
  expect(echo.messages).toEqual([{ one: 1 }]);
  expect(ends).toEqual([]);
});

test("an orderly end and an error of the service are told apart", async () => {
  const echo = startEcho();
  const ended = open(echo.baseUrl);
  ended.channel.send({});
  await eventually(() => ended.data.length === 2);
  echo.say(["close"]);
  await eventually(() => ended.ends.length === 1);
  expect(ended.ends).toEqual([null]);

  const failed = open(echo.baseUrl);
  failed.channel.send({});
  await eventually(() => failed.data.length === 2);
  echo.say([{ error: { code: 7, message: "The agent is not allowed" } }]);
  await eventually(() => failed.ends.length === 1);
  expect(failed.ends).toEqual(["UPSTREAM_REFUSED: The agent is not allowed"]);
});

test.each([
  ["handshake", 403, "UPSTREAM_REFUSED: The channel's server answered 403"],
  ["handshake", 503, "UPSTREAM_UNAVAILABLE: The channel's server answered 503"],
  ["post", 500, "UPSTREAM_UNAVAILABLE: The channel's server answered 500"],
  ["back", 404, "NOT_FOUND: The channel's server answered 404"],
] as const)("a %s answered with %d ends the stream with the reason", async (kind, status, reason) => {
  const echo = startEcho();
  echo.failNext(kind, status);
  const { channel, ends } = open(echo.baseUrl);
  channel.send({});
  await eventually(() => ends.length === 1);
  expect(ends).toEqual([reason]);
});

test("a server that is away, silent or talks something else ends the stream", async () => {
  const away = open("http://127.0.0.1:9");
  away.channel.send({});
  await eventually(() => away.ends.length === 1);
  expect(away.ends).toEqual(["UPSTREAM_UNAVAILABLE: The channel's server cannot be reached"]);

  const echo = startEcho();
  const silent = open(echo.baseUrl, { silenceMs: 100 });
  await eventually(() => silent.ends.length === 1);
  expect(silent.ends).toEqual(["DEADLINE_EXCEEDED: The channel's server did not answer in time"]);

  const other = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("<html>") });
  const confused = open(`http://127.0.0.1:${other.port}`);
  await eventually(() => confused.ends.length === 1);
  expect(confused.ends[0]).toStartWith("PROTOCOL_VIOLATION");
  await other.stop(true);
});

test("more messages than may wait are refused", () => {
  const echo = startEcho();
  const { channel } = open(echo.baseUrl, { maxQueuedMessages: 2 });
  channel.send({});
  channel.send({});
  expect(() => channel.send({})).toThrow("Too many messages");
});
