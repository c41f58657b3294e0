/** Streams without a token on real sockets: they share few places of their own, and legs beside them notice nothing. */
import { afterEach, describe, expect, test } from "bun:test";
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from "node:http2";
import { SimulatedClock } from "xstate";
import { openStreams } from "../../../test/support/bare-http2.ts";
import { eventually } from "../../../test/support/eventually.ts";
import {
  AGENT_CONFIG,
  type Five9TestServer,
  startFive9TestServer,
} from "../../../test/support/five9-server.ts";

const VOICE_PATH = "/five9.voicestream.Voice/StreamingVoice";
const WATCH_PATH = "/grpc.health.v1.Health/Watch";

let five9: Five9TestServer;
const sessions: ClientHttp2Session[] = [];
afterEach(async () => {
  for (const session of sessions.splice(0)) session.destroy();
  await five9.close();
});

interface Strangers {
  session: ClientHttp2Session;
  streams: ClientHttp2Stream[];
  /** Streams that are over. */
  over(): number;
}

/** Opens so many streams over one connection and says nothing on any. */
function strangers(count: number, path = VOICE_PATH): Strangers {
  const session = connect(`http://${five9.address}`);
  session.on("error", () => {});
  sessions.push(session);
  let over = 0;
  const streams = Array.from({ length: count }, () => {
    const stream = session.request(
      { ":method": "POST", ":path": path, "content-type": "application/grpc", te: "trailers" },
      { endStream: false },
    );
    stream.on("error", () => {});
    stream.on("close", () => {
      over += 1;
    });
    stream.resume();
    return stream;
  });
  return { session, streams, over: () => over };
}

/** Opens legs at the same moment; resolves with the first status each was told. */
async function legs(count: number, options: { tokenIn: "metadata" | "config"; shareConnection?: boolean }) {
  const opened = Array.from({ length: count }, (_, index) => {
    const stream = five9.connect(options);
    stream.sendConfig({ ...AGENT_CONFIG, vccCallId: `leg-${index}` });
    return stream;
  });
  await Promise.all(opened.map((stream) => Promise.race([stream.status(1001), stream.ended])));
  return opened.map((stream) => stream.statuses[0]?.code);
}

const TOLD_1001 = Array.from({ length: 100 }, () => 1001);

describe("2,000 silent streams without a token over one connection", () => {
  test("leave every place to 100 legs beside them", async () => {
    five9 = await startFive9TestServer({ limits: { maxStreams: 200 } });
    strangers(2_000);
    await five9.untilCounted("unsettledEvicted", 600);
    expect(await legs(100, { tokenIn: "config" })).toEqual(TOLD_1001);
    expect(five9.server.openLegs()).toBe(100);
    expect(five9.counted("refusedNoResource")).toBe(0);
  }, 600_000);

  test("are ended all but few, and those within their deadline", async () => {
    five9 = await startFive9TestServer({ limits: { maxStreams: 200, firstMessageTimeoutMs: 3_000 } });
    const flood = strangers(1_200);
    await five9.untilCounted("unsettledEvicted", 1_200 - 32);
    await five9.untilCounted("firstMessageTimeouts", 32);
    await eventually(() => expect(flood.over()).toBe(1_200));
  }, 600_000);
});

test("a hundred legs that a proxy brings over one connection at the same moment all settle", async () => {
  five9 = await startFive9TestServer({ limits: { maxStreams: 200 } });
  expect(await legs(100, { tokenIn: "config", shareConnection: true })).toEqual(TOLD_1001);
  expect(five9.counted("unsettledEvicted")).toBe(0);
});

test("a connection that opens more streams than it was told has the rest refused", async () => {
  five9 = await startFive9TestServer({ limits: { maxStreams: 1 } });
  const probe = strangers(1);
  const announced = await new Promise<number | undefined>((resolve) => {
    probe.session.on("remoteSettings", ({ maxConcurrentStreams }) => resolve(maxConcurrentStreams));
  });
  expect(announced).toBe(1_001);
  const { port } = five9.server;
  const flood = await openStreams({ port, path: VOICE_PATH, count: 1_021, refused: 20 });
  expect(five9.counted("streamsOpened")).toBeLessThanOrEqual(1_002);
  flood.close();
});

test("health and reflection streams have few places, and a health check is answered beside them", async () => {
  five9 = await startFive9TestServer();
  const flood = strangers(300, WATCH_PATH);
  await eventually(() => expect(five9.refused("audio.status")).toBeGreaterThanOrEqual(300 - 16));
  await eventually(() => expect(flood.over()).toBeGreaterThanOrEqual(300 - 16));
  const check = strangers(1, "/grpc.health.v1.Health/Check").streams[0];
  const answered = new Promise((resolve) =>
    check?.on("trailers", (trailers) => resolve(trailers["grpc-status"])),
  );
  check?.end(Buffer.alloc(5));
  expect(await answered).toBe("0");
});

test("a question about health that never comes whole is ended after a minute; a Watch is not", async () => {
  const clock = new SimulatedClock();
  five9 = await startFive9TestServer({ clock });
  const half = strangers(1, "/grpc.health.v1.Health/Check");
  const watch = strangers(1, WATCH_PATH);
  half.streams[0]?.write(Buffer.from([0, 0, 0, 0, 9]));
  watch.streams[0]?.end(Buffer.alloc(5));
  await new Promise((resolve) => watch.streams[0]?.once("response", resolve));
  await eventually(() => {
    clock.increment(10_000);
    expect(half.over()).toBe(1);
  });
  expect(watch.over()).toBe(0);
  expect(five9.refused("audio.status")).toBe(1);
});

test("a stream of a method that does not exist is closed though its client never ends it", async () => {
  five9 = await startFive9TestServer();
  const { over } = strangers(5, "/nobody.Serves/This");
  await eventually(() => expect(over()).toBe(5));
});
